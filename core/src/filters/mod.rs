//! The filters.

pub mod kernel;
