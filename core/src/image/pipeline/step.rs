//! A step of a pipeline.

use alloc::boxed::Box;
use core::fmt;

use crate::declare::{Kind, Unit, Value};
use crate::error::Result;
use crate::image::filters::Filter;
use crate::image::frame::FrameLayout;
use crate::image::kernels::Operation;

/// A filter and what it comes to for the frames that are run at present.
pub(super) struct Step {
    pub(super) filter: Box<dyn Filter>,
    pub(super) operation: Operation,
    /// The layout that the operation was made for, with the parameters as they are.
    pub(super) input: Option<FrameLayout>,
}

impl Step {
    pub(super) fn new(filter: Box<dyn Filter>) -> Self {
        Self { filter, operation: Operation::Identity, input: None }
    }

    /// Multiplies a parameter by `scale`, if it counts pixels.
    pub(super) fn rescale(&mut self, parameter: usize, scale: f64) -> Result<()> {
        let kind = self.filter.spec().parameters.get(parameter).map(|parameter| &parameter.kind);
        let Some(Kind::Number(number) | Kind::Integer(number)) = kind else { return Ok(()) };
        if scale == 1.0 || number.unit != Unit::Pixels {
            return Ok(());
        }
        let is_whole = matches!(kind, Some(Kind::Integer(_)));
        let Some(Value::Number(value)) = self.filter.get(parameter) else { return Ok(()) };
        let scaled = value * scale;
        // A picture a pixel wide is still a picture.
        let scaled = if is_whole && value >= 1.0 { scaled.round().max(1.0) } else { scaled };
        // Not `clamp`, which can panic, and then writes floats out: 10 KB (gzip) of the module.
        self.filter.set(parameter, &Value::Number(scaled.max(number.range.0).min(number.range.1)))
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.filter.spec().name)
    }
}
