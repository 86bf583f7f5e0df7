//! Second-order filters: Web Audio's coefficients, and a kernel that runs several filters in parallel.

mod cascade;
mod coefficients;
#[cfg(any(feature = "equalizer", feature = "dynamics"))]
mod crossover;

pub(crate) use cascade::Cascade;
pub use coefficients::{Coefficients, FilterType};
#[cfg(any(feature = "equalizer", feature = "dynamics"))]
pub use crossover::Side;
#[cfg(feature = "dynamics")]
pub(crate) use crossover::Split;
#[cfg(feature = "equalizer")]
pub(crate) use crossover::crossover;
