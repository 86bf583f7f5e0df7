//! Sound: planar buffers of 32-bit floats, chains of effects that work on them in place, and what passes between.
//!
//! Everything here counts time in frames: one frame is one sample of each channel. A [`Chain`] gives the same bits however
//! its sound is cut into blocks, because nothing in it depends on where a block begins: parameters move sample by sample,
//! and work that goes in steps goes by a [`GRID`] that is counted from the first frame of the sound.

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

/// The frames of which work that goes in steps takes one: no block that an effect sees is longer, or crosses a multiple of
/// it. It is the usual quantum of Web Audio, so there a quantum is one block.
pub const GRID: usize = 128;
