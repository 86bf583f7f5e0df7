//! Frames and the planes they consist of.

mod plane;

pub use plane::{Plane, PlaneMut};
