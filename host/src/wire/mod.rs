//! The words that cross the boundary: chains and values on their way in, errors on their way out.

mod error;
mod read;

pub(crate) use error::write_error;
pub(crate) use read::{Program, Resources, Words, read};
