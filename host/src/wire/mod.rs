//! The words that cross the boundary: steps and values as inputs, errors as outputs.

#[cfg(feature = "image")]
mod desk;
mod error;
mod indexed;
mod read;

#[cfg(feature = "image")]
pub(crate) use desk::Desk;
pub(crate) use error::write_error;
pub(crate) use indexed::indexed;
#[cfg(feature = "image")]
pub(crate) use read::NoResources;
pub(crate) use read::{Resources, Words};
