//! The macros that declare filters, effects, analyses, and the enums and records of their parameters and results.

/// Declares an enum whose variants are the names that a parameter can have.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant),+ }

        impl $name {
            /// All variants, in the order of their indices.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// The names of all variants.
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

/// Declares a record: the struct, its [`RecordSpec`](crate::declare::RecordSpec) and its conversion to numbers.
///
/// `from 2 to 64` is the number of records of a parameter. `2 required` means that the first two fields are required. The
/// [`Order`](crate::declare::Order) applies to the first field. Records of results have none of these.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($(#[doc = $doc:literal])* pub struct $name:ident $fields:tt) => {
        $crate::record! { $(#[doc = $doc])* pub struct $name, from 0 to 65536, 0 required, Any $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident, from $least:literal to $most:literal, $required:literal required, $order:ident {
            $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $kind:expr),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $type),+ }

        impl $crate::declare::Record for $name {
            const SPEC: &'static $crate::declare::RecordSpec = &$crate::declare::RecordSpec {
                name: stringify!($name),
                docs: $crate::declare::documentation(&[$($doc),*]),
                fields: &[$($crate::declare::Parameter {
                    name: stringify!($field),
                    docs: $crate::declare::documentation(&[$($field_doc),*]),
                    kind: $kind,
                }),+],
                required: $required,
                count: ($least, $most),
                order: $crate::declare::Order::$order,
            };

            fn append_to(&self, numbers: &mut ::std::vec::Vec<f64>) {
                $($crate::declare::ParameterType::append_to(&self.$field, numbers);)+
            }
        }
    };
}

/// Declares a filter. Its work is implemented by hand in `impl Operate`.
///
/// ```
/// use filmgate::declare::{Kind, Number, Unit};
/// use filmgate::image::filters::Operate;
/// use filmgate::image::frame::RowLayout;
/// use filmgate::image::kernels::Operation;
///
/// filmgate::filter! {
///     /// Leaves the frame unchanged.
///     pub struct Nothing: "nothing" in "demo" version 1 on planes {
///         /// A factor without effect.
///         amount: f64 = Kind::Number(Number::new(1.0, 0.0, 2.0).unit(Unit::Factor)),
///     }
/// }
///
/// impl Operate for Nothing {
///     fn operation(&self, _input: &RowLayout) -> filmgate::Result<Operation> {
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
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on color and gray $fields:tt
    ) => {
        $crate::filter! { @ ColorAndGray; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on color $fields:tt
    ) => {
        $crate::filter! { @ Color; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on channels $fields:tt
    ) => {
        $crate::filter! { @ Channels; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on planes $fields:tt
    ) => {
        $crate::filter! { @ Planes; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on planes across frames $fields:tt
    ) => {
        $crate::filter! { @ Planes temporal; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal in $family:literal version $version:literal on luma across frames $fields:tt
    ) => {
        $crate::filter! { @ Luma temporal; $(#[doc = $doc])* $name $wire $family $version $fields }
    };
    (@ temporal) => {
        fn is_temporal(&self) -> bool {
            true
        }
    };
    (
        @ $domain:ident $($temporal:ident)?; $(#[doc = $doc:literal])* $name:ident $wire:literal $family:literal $version:literal $fields:tt
    ) => {
        $crate::declaration! {
            dyn $crate::image::filters::Filter;
            $crate::image::filters::Domain::$domain;
            $(#[doc = $doc])*
            $name $wire $family $version $fields {}
        }

        impl $crate::image::filters::Filter for $name {
            fn spec(&self) -> &'static $crate::image::filters::Spec {
                Self::SPEC
            }

            $($crate::filter! { @ $temporal })?
        }
    };
}

/// Declares an audio effect. The creation of its processor is implemented by hand in `impl Prepare`.
///
/// ```
/// use filmgate::audio::{AudioFormat, Block, Signals};
/// use filmgate::declare::{Kind, Number, Unit};
/// use filmgate::audio::effects::{Prepare, Processor};
///
/// filmgate::effect! {
///     /// Multiplies every sample.
///     pub struct Louder: "louder" in "demo" version 1 {
///         /// The factor.
///         factor: f64 = Kind::Number(Number::new(1.0, 0.0, 2.0).unit(Unit::Factor).smooth(0.005)),
///     } reads {
///         /// Number of blocks processed.
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
        } $(reads $readings:tt)?
    ) => {
        $crate::declaration! {
            dyn $crate::audio::effects::Effect;
            ();
            $(#[doc = $doc])*
            $name $wire $family $version { $($(#[doc = $field_doc])* $field: $type = $kind),* } { $($readings)? }
        }

        impl $crate::audio::effects::Effect for $name {
            fn spec(&self) -> &'static $crate::audio::effects::Spec {
                Self::SPEC
            }

            fn number(&self, parameter: usize) -> Option<f32> {
                $(if parameter == const { Self::index(stringify!($field)) } {
                    return $crate::declare::ParameterType::number(&self.$field).map(|number| number as f32);
                })*
                let _ = parameter;
                None
            }

            fn numbers(&self, parameter: usize) -> &[f64] {
                $(if parameter == const { Self::index(stringify!($field)) } {
                    return $crate::declare::ParameterType::numbers(&self.$field);
                })*
                let _ = parameter;
                &[]
            }
        }
    };
}

/// Declares an analysis: the number of frames it reads, and the [`Shape`](crate::image::analysis::Shape) of its results.
/// The measurement is implemented by hand in `impl Analyze`.
///
/// ```
/// use filmgate::image::analysis::{Analyze, Input, Memory, Results};
///
/// filmgate::analysis! {
///     /// Returns the number of bytes of a frame.
///     pub struct SizeAnalysis: "size" of 1 frame as Number {}
/// }
///
/// impl Analyze for SizeAnalysis {
///     fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> filmgate::Result<()> {
///         results.put([input.frame.bytes().len() as f64]);
///         Ok(())
///     }
/// }
///
/// assert_eq!(SizeAnalysis::SPEC.domain.0, 1);
/// ```
#[macro_export]
macro_rules! analysis {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident: $wire:literal of $frames:literal $frame:ident as $shape:ident $(of $record:ident)? { $($fields:tt)* }
    ) => {
        $crate::declaration! {
            dyn $crate::image::analysis::Analysis;
            ($frames, $crate::image::analysis::Shape::$shape$((<$record as $crate::declare::Record>::SPEC))?);
            $(#[doc = $doc])*
            $name $wire "analysis" 1 { $($fields)* } {}
        }

        impl $crate::image::analysis::Analysis for $name {
            fn spec(&self) -> &'static $crate::image::analysis::Spec {
                Self::SPEC
            }
        }
    };
}

/// Generates the struct of a declaration, its `Spec`, its defaults and its parameters: the part that filters, effects
/// and analyses share.
#[doc(hidden)]
#[macro_export]
macro_rules! declaration {
    (
        $object:ty;
        $domain:expr;
        $(#[doc = $doc:literal])*
        $name:ident $wire:literal $family:literal $version:literal
        { $($(#[doc = $field_doc:literal])* $field:ident: $type:ty = $kind:expr),* $(,)? }
        { $({ $($(#[doc = $reading_doc:literal])* $reading:ident: $unit:expr),* $(,)? })? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $type),* }

        impl $name {
            /// The declaration, as data.
            pub const SPEC: &$crate::declare::Spec<$object> = &$crate::declare::Spec {
                name: $wire,
                family: $family,
                version: $version,
                docs: $crate::declare::documentation(&[$($doc),*]),
                parameters: &[$($crate::declare::Parameter {
                    name: stringify!($field),
                    docs: $crate::declare::documentation(&[$($field_doc),*]),
                    kind: $kind,
                }),*],
                readings: &[$($($crate::declare::Reading {
                    name: $crate::declare::reading_name(stringify!($reading)),
                    docs: $crate::declare::documentation(&[$($reading_doc),*]),
                    unit: $unit,
                }),*)?],
                domain: $domain,
                create: || ::std::boxed::Box::new(Self::default()),
            };

            /// The index of a parameter, for constants: an unknown name is a compile error.
            const fn index(parameter: &str) -> usize {
                $crate::declare::index_of(Self::SPEC.parameters, parameter)
            }
        }

        // Some declarations don't use it.
        const _: fn(&str) -> usize = $name::index;

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: <$type as $crate::declare::ParameterType>::default_of(&$kind)),* }
            }
        }

        impl $crate::declare::Parameters for $name {
            fn set(&mut self, parameter: usize, value: &$crate::declare::Value) -> $crate::Result<()> {
                if let Some(declared) = Self::SPEC.parameters.get(parameter) {
                    $(if parameter == const { Self::index(stringify!($field)) } {
                        return $crate::declare::assign(declared, &mut self.$field, value);
                    })*
                    let _ = (declared, value);
                }
                Err($crate::declare::no_parameter(parameter))
            }

            fn get(&self, parameter: usize) -> Option<$crate::declare::Value> {
                if let Some(declared) = Self::SPEC.parameters.get(parameter) {
                    $(if parameter == const { Self::index(stringify!($field)) } {
                        return Some($crate::declare::ParameterType::write(&self.$field, &declared.kind));
                    })*
                    let _ = declared;
                }
                None
            }
        }
    };
}

/// The registry of all filters or effects, by family: a module and a Cargo feature each. `with` lists modules that only
/// this family uses. Analyses have no families. `Spec` is the type in scope.
macro_rules! registry {
    ($(#[$about:meta])* $($module:ident::$name:ident),+ $(,)?) => {
        $(
            mod $module;
            pub use $module::*;
        )+

        $(#[$about])*
        pub static REGISTRY: &[&Spec] = &[$($name::SPEC),+];

        /// A hash of all names, see `declare::fingerprint`.
        pub const FINGERPRINT: u32 = $crate::declare::fingerprint::<Declaration>(&[$($name::SPEC),+]);
    };
    ($(#[$about:meta])* $($feature:literal $family:ident $(with $($helper:ident),+)? { $($module:ident::$name:ident),+ $(,)? })+) => {
        $(
            #[cfg(feature = $feature)]
            #[doc = concat!("The family `", $feature, "`.")]
            pub mod $family {
                $($(mod $helper;)+)?
                $(
                    mod $module;
                    pub use $module::*;
                )+
            }
        )+

        $(#[$about])*
        pub static REGISTRY: &[&Spec] = &[$($(#[cfg(feature = $feature)] $family::$name::SPEC),+),+];

        /// A hash of all names, see `declare::fingerprint`.
        pub const FINGERPRINT: u32 =
            $crate::declare::fingerprint::<Declaration>(&[$($(#[cfg(feature = $feature)] $family::$name::SPEC),+),+]);

        /// The names of all declarations.
        static NAMES: &[&str] = &[$($(#[cfg(feature = $feature)] $family::$name::SPEC.name),+),+];

        /// Returns the declaration called `name`.
        ///
        /// # Errors
        /// `unknown-filter` or `unknown-effect` if no declaration has this name.
        pub fn find(name: &str) -> $crate::Result<&'static Spec> {
            $crate::declare::find(REGISTRY, NAMES, name)
        }
    };
}

pub(crate) use registry;
