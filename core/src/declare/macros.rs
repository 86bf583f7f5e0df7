//! The words in which filters, effects and what they choose from are declared.

/// Declares an enum whose variants are the words of a parameter.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant),+ }

        impl $name {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// Their words.
            pub const NAMES: &[&'static str] = &[$($word),+];
        }

        impl Default for $name {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl $crate::declare::ParameterType for $name {
            fn default_of(kind: &$crate::declare::Kind) -> Self {
                match kind {
                    $crate::declare::Kind::Enum { default, .. } | $crate::declare::Kind::FixedEnum { default, .. } => {
                        Self::ALL[*default]
                    }
                    _ => Self::ALL[0],
                }
            }

            fn read(_: &$crate::declare::Kind, value: &$crate::declare::Value) -> $crate::Result<Self> {
                $crate::declare::read_name(Self::NAMES, value).map(|index| Self::ALL[index])
            }

            fn write(&self, _: &$crate::declare::Kind) -> $crate::declare::Value {
                $crate::declare::Value::Text(Self::NAMES[*self as usize].into())
            }

            fn number(&self) -> Option<f64> {
                Some(*self as usize as f64)
            }
        }
    };
}

/// Declares a filter. What it does stands beside it, in its `impl Operate`.
///
/// ```
/// use filmgate::declare::{Kind, Number, Unit};
/// use filmgate::filters::{Operate, Operation};
/// use filmgate::frame::{Format, FrameLayout};
///
/// filmgate::filter! {
///     /// Leaves everything as it is.
///     pub struct Nothing: "nothing" in "demo" version 1 on [Rgba8, Gray8] {
///         /// How much of nothing.
///         amount: f64 = Kind::Number(Number::new(1.0, 0.0, 2.0).unit(Unit::Factor)),
///     }
/// }
///
/// impl Operate for Nothing {
///     fn operation(&self, _input: &FrameLayout) -> filmgate::Result<Operation> {
///         Ok(Operation::Identity)
///     }
/// }
///
/// assert_eq!(Nothing::SPEC.parameters[0].name, "amount");
/// assert_eq!(Nothing::default().amount, 1.0);
/// ```
#[macro_export]
macro_rules! filter {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on [$($format:ident),+] {
            $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $kind:expr),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $type),* }

        impl $name {
            /// What this filter is, as data.
            pub const SPEC: &$crate::declare::Spec = &$crate::declare::Spec {
                name: $wire,
                family: $family,
                version: $version,
                docs: $crate::declare::documentation(&[$($doc),*]),
                formats: &[$($crate::frame::Format::$format),+],
                parameters: &[$($crate::declare::Parameter {
                    name: stringify!($field),
                    docs: $crate::declare::documentation(&[$($field_doc),*]),
                    kind: $kind,
                }),*],
                create: || ::std::boxed::Box::new(Self::default()),
            };
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: <$type as $crate::declare::ParameterType>::default_of(&$kind)),* }
            }
        }

        impl $crate::filters::Filter for $name {
            fn spec(&self) -> &'static $crate::declare::Spec {
                Self::SPEC
            }

            fn set(&mut self, parameter: usize, value: &$crate::declare::Value) -> $crate::Result<()> {
                $crate::set_fields!(self, Self::SPEC, parameter, value, $($field: $type),*);
                Err($crate::declare::no_parameter(parameter))
            }

            fn get(&self, parameter: usize) -> Option<$crate::declare::Value> {
                $crate::get_fields!(self, Self::SPEC, parameter, $($field: $type),*);
                None
            }
        }
    };
}

/// Declares an effect of sound. How it is made ready stands beside it, in its `impl Prepare`.
///
/// ```
/// use filmgate::audio::{AudioFormat, Block, Signals};
/// use filmgate::declare::{Kind, Number, Unit};
/// use filmgate::effects::{Prepare, Processor};
///
/// filmgate::effect! {
///     /// Multiplies every sample.
///     pub struct Louder: "louder" in "demo" version 1 {
///         /// By how much.
///         factor: f64 = Kind::Number(Number::new(1.0, 0.0, 2.0).unit(Unit::Factor).smooth(5.0)),
///     } reads {
///         /// Blocks so far.
///         blocks: Unit::None,
///     }
/// }
///
/// const FACTOR: usize = Louder::index("factor");
///
/// impl Prepare for Louder {
///     fn processor(&self, _format: AudioFormat) -> filmgate::Result<Box<dyn Processor>> {
///         Ok(Box::new(Multiplier { blocks: 0.0 }))
///     }
/// }
///
/// #[derive(Debug)]
/// struct Multiplier {
///     blocks: f32,
/// }
///
/// impl Processor for Multiplier {
///     fn process(&mut self, block: &mut Block<'_>, _side: Option<&Block<'_>>, signals: &Signals<'_>) {
///         let factor = signals.get(FACTOR);
///         for channel in 0..block.channels() {
///             block.channel_mut(channel).iter_mut().enumerate().for_each(|(i, sample)| *sample *= factor.at(i));
///         }
///         self.blocks += 1.0;
///     }
///
///     fn reset(&mut self) {
///         self.blocks = 0.0;
///     }
///
///     fn readings(&self, into: &mut [f32]) {
///         into.fill(self.blocks);
///     }
/// }
///
/// assert_eq!(Louder::SPEC.parameters[FACTOR].name, "factor");
/// ```
#[macro_export]
macro_rules! effect {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal {
            $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $kind:expr),* $(,)?
        } $(reads {
            $($(#[doc = $reading_doc:literal])* $reading:ident: $unit:expr),* $(,)?
        })?
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $type),* }

        impl $name {
            /// What this effect is, as data.
            pub const SPEC: &$crate::effects::Spec = &$crate::effects::Spec {
                name: $wire,
                family: $family,
                version: $version,
                docs: $crate::declare::documentation(&[$($doc),*]),
                parameters: &[$($crate::declare::Parameter {
                    name: stringify!($field),
                    docs: $crate::declare::documentation(&[$($field_doc),*]),
                    kind: $kind,
                }),*],
                readings: &[$($($crate::effects::Reading {
                    name: stringify!($reading),
                    docs: $crate::declare::documentation(&[$($reading_doc),*]),
                    unit: $unit,
                }),*)?],
                create: || ::std::boxed::Box::new(Self::default()),
            };

            /// The number of a parameter, for constants: a name that is none ends the compilation.
            const fn index(parameter: &str) -> usize {
                $crate::declare::index_of(Self::SPEC.parameters, parameter)
            }
        }

        // Without parameters nothing needs it.
        const _: fn(&str) -> usize = $name::index;

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: <$type as $crate::declare::ParameterType>::default_of(&$kind)),* }
            }
        }

        impl $crate::effects::Effect for $name {
            fn spec(&self) -> &'static $crate::effects::Spec {
                Self::SPEC
            }

            fn set(&mut self, parameter: usize, value: &$crate::declare::Value) -> $crate::Result<()> {
                $crate::set_fields!(self, Self::SPEC, parameter, value, $($field: $type),*);
                let _ = value;
                Err($crate::declare::no_parameter(parameter))
            }

            fn get(&self, parameter: usize) -> Option<$crate::declare::Value> {
                $crate::get_fields!(self, Self::SPEC, parameter, $($field: $type),*);
                None
            }

            fn number(&self, parameter: usize) -> Option<f32> {
                $(if parameter == const { Self::index(stringify!($field)) } {
                    return $crate::declare::ParameterType::number(&self.$field).map(|number| number as f32);
                })*
                let _ = parameter;
                None
            }
        }
    };
}

/// The body of `Filter::set`: each field tries whether it is meant.
#[doc(hidden)]
#[macro_export]
macro_rules! set_fields {
    ($self:ident, $spec:expr, $index:ident, $value:ident, $($field:ident: $type:ty),*) => {
        if let Some(declared) = $spec.parameters.get($index) {
            $(if $index == const { $crate::declare::index_of($spec.parameters, stringify!($field)) } {
                return $crate::declare::assign(declared, &mut $self.$field, $value);
            })*
            let _ = (declared, $value);
        }
    };
}

/// The body of `Filter::get`.
#[doc(hidden)]
#[macro_export]
macro_rules! get_fields {
    ($self:ident, $spec:expr, $index:ident, $($field:ident: $type:ty),*) => {
        if let Some(declared) = $spec.parameters.get($index) {
            $(if $index == const { $crate::declare::index_of($spec.parameters, stringify!($field)) } {
                return Some($crate::declare::ParameterType::write(&$self.$field, &declared.kind));
            })*
            let _ = declared;
        }
    };
}

/// The list of all that there is of a kind, by families: a module and a Cargo feature each. `Spec` is what is in scope.
macro_rules! registry {
    ($(#[$about:meta])* $($feature:literal $family:ident { $($module:ident::$name:ident),+ $(,)? })+) => {
        $(
            #[cfg(feature = $feature)]
            #[doc = concat!("The family `", $feature, "`.")]
            pub mod $family {
                $(
                    mod $module;
                    pub use $module::*;
                )+
            }
        )+

        $(#[$about])*
        pub const REGISTRY: &[&Spec] = &[$($(#[cfg(feature = $feature)] $family::$name::SPEC),+),+];

        /// Their names.
        const NAMES: &[&str] = &[$($(#[cfg(feature = $feature)] $family::$name::SPEC.name),+),+];
    };
}

pub(crate) use registry;
