//! Audio: planar buffers of 32-bit floats, chains of effects that process them in place, and conversions.
//!
//! Time is counted in frames: a frame is one sample of each channel. The output of a [`Chain`] is bit-exact for any
//! division of the audio into blocks, because nothing depends on where a block begins. Parameters change sample by
//! sample, and work that is done in steps follows a [`GRID`] that is counted from the first frame of the stream.

mod automation;
mod block;
mod buffer;
mod chain;
pub mod effects;
#[cfg(feature = "wav")]
pub mod files;
mod format;
pub mod resampler;
mod signal;
pub(crate) mod sinc;
mod stretcher;

pub use automation::Automation;
pub use block::Block;
pub use buffer::AudioBuffer;
pub use chain::{Chain, Change, Step, StepSpec};
pub use format::AudioFormat;
pub use resampler::{Quality, Resampler};
pub use signal::{Signal, Signals};
pub use stretcher::Stretcher;

/// Number of frames of a grid step, for work that is done in steps: no block that an effect receives is longer or
/// crosses a multiple of it. It equals the default render quantum of Web Audio, so a quantum is one block.
pub const GRID: usize = 128;
