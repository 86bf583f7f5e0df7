//! A step of a pipeline.

use alloc::boxed::Box;
use core::fmt;

use crate::declare::{Kind, Unit, Value};
use crate::error::Result;
use crate::image::filters::Filter;
use crate::image::frame::FrameLayout;
use crate::image::kernels::Operation;

/// A filter, and the operation that it produces for the current layout.
pub(super) struct Step {
    pub(super) filter: Box<dyn Filter>,
    pub(super) operation: Operation,
    /// The layout for which the operation was created; `None` after a parameter has changed.
    pub(super) input: Option<FrameLayout>,
}

impl Step {
    pub(super) fn new(filter: Box<dyn Filter>) -> Self {
        Self { filter, operation: Operation::Identity, input: None }
    }

    /// Multiplies a parameter by `scale`, if its unit is pixels.
    pub(super) fn rescale(&mut self, parameter: usize, scale: f64) -> Result<()> {
        let kind = self.filter.spec().parameters.get(parameter).map(|parameter| &parameter.kind);
        let Some(Kind::Number(number) | Kind::Integer(number)) = kind else { return Ok(()) };
        if scale == 1.0 || number.unit != Unit::Pixels {
            return Ok(());
        }
        let is_whole = matches!(kind, Some(Kind::Integer(_)));
        let Some(Value::Number(value)) = self.filter.get(parameter) else { return Ok(()) };
        let scaled = value * scale;
        // A size of at least 1 stays at least 1.
        let scaled = if is_whole && value >= 1.0 { scaled.round().max(1.0) } else { scaled };
        // Not `clamp`: its panic formats floats, which adds 10 KB (gzip) to a module.
        self.filter.set(parameter, &Value::Number(scaled.max(number.range.0).min(number.range.1)))
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.filter.spec().name)
    }
}
