//! The filters.

pub mod blur;
pub mod kernel;
