//! The operations that filters are composed of, and the kernels that several families share.
//!
//! A filter returns the [`Operation`] that its parameters produce. The planner fuses operations that are data
//! ([`Linear`], [`Table`], [`Matrix`]) and runs the others through their traits.

mod affine;
pub(crate) mod alpha;
#[cfg(any(feature = "color", feature = "tone"))]
pub(crate) mod binary;
mod border;
pub(crate) mod channels;
#[cfg(feature = "float")]
pub mod float;
pub mod gaussian;
pub(crate) mod luma;
#[cfg(any(feature = "blur", feature = "edges"))]
pub(crate) mod means;
mod operation;
pub(crate) mod ring;
mod table;
mod temporal;
mod traits;
pub(crate) mod warp;

pub use affine::Affine;
pub use border::BorderMode;
pub use operation::{Channel, Linear, Matrix, Operation};
pub use table::Table;
pub use temporal::{Past, Temporal};
#[doc(hidden)]
pub use traits::BAND_BYTES;
pub use traits::{Combine, Gather, Geometry, Point, Reduce, Statistics, Window};
pub use warp::Interpolation;
