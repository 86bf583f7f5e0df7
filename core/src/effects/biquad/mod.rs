//! Filters of second order: Web Audio's coefficients, and a kernel that runs several of them.

mod cascade;
mod coefficients;

pub(crate) use cascade::Cascade;
pub use coefficients::{Coefficients, FilterType};
