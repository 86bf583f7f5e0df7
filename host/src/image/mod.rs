//! Frames, pipelines and resources behind handles, in one [`Gate`].

mod analyses;
#[cfg(feature = "image-files")]
mod animations;
mod arrange;
mod arrangement;
#[cfg(feature = "image-files")]
mod files;
mod gate;
mod prepared;
mod resources;
mod runs;
mod scenes;
mod session;
#[cfg(feature = "image-files")]
mod staged;
mod tables;
#[cfg(test)]
#[cfg(feature = "image-files")]
mod tests;
mod work;

pub use arrangement::Arrangement;
pub use gate::{Gate, Moved};
pub use session::{Session, Statistic, color_space, layout, whole};
pub use work::Work;
