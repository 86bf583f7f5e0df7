//! A step of a pipeline.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use super::memory::Memory;
use crate::declare::{Kind, Unit, Value};
use crate::error::Result;
use crate::image::convert::yuv_lines;
use crate::image::filters::{Domain, Filter, YuvPlane};
use crate::image::frame::{ColorModel, ColorSpace, FrameLayout, RowFormat, RowLayout};
use crate::image::kernels::{Affine, Channel, Linear, Operation};
use crate::memory::Pool;

/// The border mode whose pixels have a colour, but no chroma.
const TRANSPARENT: &str = "transparent";

/// A filter, and the operation that it produces for the current layout.
pub(super) struct Step {
    pub(super) filter: Box<dyn Filter>,
    pub(super) operation: Operation,
    /// The layout for which the operation was created; `None` after a parameter has changed.
    pub(super) input: Option<RowLayout>,
    /// For a plane of YUV: the line that has the effect of the filter on this plane.
    pub(super) line: Option<Channel>,
    /// The plane of YUV that the step processes, if the filter has operations of its own for planes.
    pub(super) plane: Option<YuvPlane>,
    /// What is stored from frame to frame.
    pub(super) memory: Memory,
}

impl Step {
    pub(super) fn new(filter: Box<dyn Filter>) -> Self {
        Self { filter, operation: Operation::Identity, input: None, line: None, plane: None, memory: Memory::default() }
    }

    /// Returns a step with the same parameters, those in pixels multiplied by `scale`.
    pub(super) fn scaled(&self, scale: f64) -> Result<Self> {
        let spec = self.filter.spec();
        let mut copy = Self::new((spec.create)());
        for parameter in 0..spec.parameters.len() {
            if let Some(value) = self.filter.get(parameter) {
                copy.filter.set(parameter, &value)?;
            }
            copy.rescale(parameter, scale)?;
        }
        Ok(copy)
    }

    /// Returns the operation for rows of a layout.
    pub(super) fn operation_for(&self, rows: &RowLayout) -> Result<Operation> {
        match (self.line, &self.plane) {
            (Some(line), _) => Ok(Operation::Linear(Linear::new(rows.format(), line, line))),
            (None, Some(plane)) => self.filter.on_plane(rows, plane),
            (None, None) => self.filter.operation(rows),
        }
    }

    /// Returns whether the operation is one on rows of floats.
    pub(super) fn is_float(&self) -> bool {
        #[cfg(feature = "float")]
        return matches!(self.operation, Operation::Float(_));
        #[cfg(not(feature = "float"))]
        false
    }

    /// Returns the number of bytes that the step stores from frame to frame.
    pub(super) fn past_bytes(&self) -> usize {
        self.input.map_or(0, |rows| self.operation.past_bytes(rows.height() as usize))
    }

    /// Gets the memory for what the step stores from frame to frame.
    pub(super) fn prepare_memory(&mut self, pool: &mut Pool) -> Result<()> {
        let bytes = self.past_bytes();
        self.input.map_or(Ok(()), |rows| self.memory.prepare(rows, bytes, pool))
    }

    /// Returns whether the operation is a kernel, or not known yet. Lines, tables and matrices are stored in the step.
    // Not inlined, because the compiler would count with vectors.
    #[inline(never)]
    pub(super) fn has_kernel(&self) -> bool {
        !matches!(self.operation, Operation::Linear(_) | Operation::Table(_) | Operation::Matrix(_))
    }

    /// Returns whether the step can't process the planes of a YUV frame by themselves: the filter works on colours, or
    /// fills with a colour, or reads another frame.
    pub(super) fn needs_color(&self, input: &FrameLayout) -> bool {
        let spec = self.filter.spec();
        let is_yuv = input.format().spec().model == ColorModel::Yuv;
        match spec.domain {
            // The luma plane alone is processed, so the others can have any size.
            Domain::Luma => return !is_yuv,
            _ if self.filter.has_planes() => return !is_yuv || input.has_alpha_plane(),
            Domain::Planes if !self.filter.needs_color(input) => {}
            _ => return true,
        }
        spec.parameters.iter().enumerate().any(|(index, parameter)| match &parameter.kind {
            Kind::Color(_) | Kind::Frame => true,
            Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => {
                names.contains(&TRANSPARENT)
                    && matches!(self.filter.get(index), Some(Value::Text(name)) if name == TRANSPARENT)
            }
            _ => false,
        })
    }

    /// Returns the lines of Y, U, V and alpha that have the effect of the filter on colours of `space`, if it is linear and
    /// mixes none of them: the identity, if the filter does nothing.
    pub(super) fn lines(&self, space: &ColorSpace, has_alpha: bool) -> Option<[Channel; 4]> {
        if matches!(self.filter.spec().domain, Domain::Planes | Domain::Luma) {
            return None;
        }
        let one = RowLayout::new(RowFormat::Rgba8, 1, 1).ok()?;
        let affine = match self.filter.operation(&one).ok()? {
            Operation::Identity => Affine::IDENTITY,
            Operation::Table(table) if table.is_identity() => Affine::IDENTITY,
            Operation::Linear(linear) => linear.affine(),
            Operation::Matrix(matrix) => matrix.affine(),
            _ => return None,
        };
        yuv_lines(&affine, space, has_alpha)
    }

    /// Returns the line that has the effect of the filter on a plane of a YUV frame, if it is a line; see
    /// [`Step::lines`].
    pub(super) fn line_of_plane(&self, plane: usize, space: &ColorSpace, has_alpha: bool) -> Option<Channel> {
        if self.filter.spec().domain != Domain::Luma {
            return self.lines(space, has_alpha).map(|lines| lines[plane]);
        }
        let is_chroma = plane == 1 || plane == 2;
        (plane > 0).then(|| if is_chroma { self.filter.chroma() } else { Channel::IDENTITY })
    }

    /// Returns the scale of a copy for a plane of this scale.
    pub(super) fn plane_scale(&self, scale: f64) -> f64 {
        if self.filter.has_planes() { 1.0 } else { scale }
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

/// Returns how an error names a step.
pub fn place(step: usize) -> String {
    alloc::format!("steps[{step}]")
}
