//! Further frames that a run reads: the other picture of a blend, or a map of displacements.

use core::fmt;

use crate::declare::{Kind, ParameterType, Value};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Frame, FrameRef};

/// The number of a frame that a step reads in addition to its own. A parameter can't hold the frame itself, because the
/// frame can be written between two runs. [`Inputs`] maps numbers to frames for one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Input(pub u32);

/// A collection of frames by number, for [`Inputs`].
pub trait Frames: Sync {
    /// Returns the frame numbered `input`, if there is one.
    fn frame(&self, input: Input) -> Option<FrameRef<'_>>;
}

impl<const N: usize> Frames for [(Input, &Frame); N] {
    fn frame(&self, input: Input) -> Option<FrameRef<'_>> {
        self.iter().find(|(number, _)| *number == input).map(|(_, frame)| frame.view())
    }
}

impl<const N: usize> Frames for [(Input, FrameRef<'_>); N] {
    fn frame(&self, input: Input) -> Option<FrameRef<'_>> {
        self.iter().find(|(number, _)| *number == input).map(|(_, frame)| *frame)
    }
}

/// The frames that the steps of a run can read; none by default.
///
/// ```
/// use filmgate::image::filters::compositing::{Blend, BlendMode};
/// use filmgate::image::frame::{Format, Frame, FrameLayout};
/// use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline};
///
/// let layout = FrameLayout::new(Format::Rgba, 2, 1)?;
/// let (mut frame, mut overlay) = (Frame::new(layout)?, Frame::new(layout)?);
/// frame.bytes_mut().fill(255);
/// overlay.bytes_mut().copy_from_slice(&[200, 100, 0, 255, 0, 0, 0, 0]);
///
/// let blend = Blend { frame: Some(Input(1)), mode: BlendMode::Multiply, ..Blend::default() };
/// let mut pipeline = Pipeline::new(vec![Box::new(blend)]);
/// let frames = [(Input(1), &overlay)];
/// pipeline.apply_with(&mut frame, Options { inputs: Inputs::from(&frames), ..Options::default() })?;
/// assert_eq!(frame.bytes(), [200, 100, 0, 255, 255, 255, 255, 255]);
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Inputs<'a>(Option<&'a dyn Frames>);

impl<'a> Inputs<'a> {
    /// Returns the frame numbered `input`, if there is one.
    pub fn frame(&self, input: Input) -> Option<FrameRef<'a>> {
        self.0?.frame(input)
    }
}

impl<'a, F: Frames> From<&'a F> for Inputs<'a> {
    fn from(frames: &'a F) -> Self {
        Self(Some(frames))
    }
}

impl fmt::Debug for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Inputs")
    }
}

impl ParameterType for Option<Input> {
    fn default_of(_: &Kind) -> Self {
        None
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            Value::Frame(number) => Ok(Some(Input(*number))),
            _ => Err(Error::new(Code::InvalidArgument, "", "a frame, or null", value.received())),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        self.map_or(Value::Null, |Input(number)| Value::Frame(number))
    }
}
