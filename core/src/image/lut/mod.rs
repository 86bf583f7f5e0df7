//! Colour look-up tables, and the `.cube` files that contain them.

mod cube;
mod table;
#[cfg(test)]
#[cfg(feature = "lut")]
mod tests;

pub use table::Lut;
#[cfg(feature = "lut")]
pub(crate) use table::{Entries, Lattice};
