//! Enumerations that cross the boundary as an index.

/// Declares an enum whose variants JavaScript addresses by index. The generator writes the names of all variants, in
/// order, to TypeScript (`image-boundary.ts`, `audio-boundary.ts`), so indices are never written by hand.
macro_rules! indexed {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant),+ }

        impl $name {
            /// The names, in the order of the indices.
            pub const NAMES: &[&'static str] = &[$($word),+];

            /// The variant with this index.
            pub fn of(index: u32) -> Option<Self> {
                const ALL: &[$name] = &[$($name::$variant),+];
                ALL.get(index as usize).copied()
            }
        }
    };
}

pub(crate) use indexed;
