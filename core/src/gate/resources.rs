//! Large things behind handles, and parameters that name them.
//!
//! A pipeline keeps what it uses: closing a resource takes its handle away, and its memory is free when no pipeline uses
//! it any more. Until then it counts as live.

use alloc::string::String;
use alloc::vec::Vec;

use super::Gate;
use crate::declare::{Kind, Value, wire_name};
use crate::error::{Code, Error, Result};
use crate::filters;
use crate::lut::Lut;
use crate::memory::{Handle, Pool, Slots};
use crate::pipeline::{Description, place};
use crate::resource::Resource;

/// The resources of a gate.
#[derive(Debug)]
pub(super) struct Resources {
    open: Slots<Resource>,
    /// Closed, but perhaps in use.
    closed: Vec<Resource>,
}

impl Default for Resources {
    fn default() -> Self {
        Self { open: Slots::new("resource"), closed: Vec::new() }
    }
}

impl Resources {
    fn insert(&mut self, resource: Resource, pool: &mut Pool) -> Result<Handle> {
        self.open.make_room()?;
        // Room for it in the other list, so that closing can't fail.
        let full = |_| Error::out_of_memory(size_of::<Resource>());
        self.closed.try_reserve(self.open.len() + 1).map_err(full)?;
        pool.claim(resource.byte_length())?;
        self.open.insert(resource)
    }

    /// Forgets what was closed and is no longer used.
    pub(super) fn sweep(&mut self, pool: &mut Pool) {
        self.closed.retain(|resource| {
            if !resource.is_shared() {
                pool.release(resource.byte_length());
            }
            resource.is_shared()
        });
    }

    /// The value to set a parameter to: a resource in the place of its handle, if the parameter is one.
    fn resolve(&self, kind: &Kind, value: &Value) -> Result<Option<Value>> {
        let (Kind::Resource(_), Value::Number(number)) = (kind, value) else { return Ok(None) };
        // Anything else than a handle's bits names nothing.
        let bits = if number.fract() == 0.0 { *number as u32 } else { 0 };
        let resource = self
            .open
            .get(Handle::from_bits(bits))
            .map_err(|error| Error::new(Code::Closed, "", error.expected, error.received))?;
        Ok(Some(Value::Resource(resource.clone())))
    }

    /// Puts resources in the place of their handles in a chain that is to be made. (What is wrong otherwise, the making
    /// says.)
    pub(super) fn resolve_all(&self, steps: &mut [Description]) -> Result<()> {
        for (index, step) in steps.iter_mut().enumerate() {
            let Ok(spec) = filters::find(&step.filter) else { continue };
            for (name, value) in &mut step.parameters {
                let Some(parameter) = spec.parameters.iter().find(|parameter| wire_name(parameter.name) == *name)
                else {
                    continue;
                };
                let within = |error: Error| error.within(name).within(&place(index));
                if let Some(resource) = self.resolve(&parameter.kind, value).map_err(within)? {
                    *value = resource;
                }
            }
        }
        Ok(())
    }
}

impl Gate {
    /// Reads a colour look-up table: the text of a `.cube` file.
    ///
    /// # Errors
    /// As [`Lut::from_cube`]; `over-budget`; `busy` if memory would have to grow while a frame is pinned.
    pub fn create_lut(&mut self, text: &str) -> Result<Handle> {
        self.make_headroom()?;
        self.resources.sweep(&mut self.pool);
        let lut = Lut::from_cube(text)?;
        self.note_growth();
        self.resources.insert(lut.into(), &mut self.pool)
    }

    /// Closes a resource: its handle is dead. Pipelines that use it keep it.
    ///
    /// # Errors
    /// `closed` if there is none.
    pub fn close_resource(&mut self, handle: Handle) -> Result<()> {
        let resource = self.resources.open.remove(handle)?;
        self.resources.closed.push(resource);
        self.resources.sweep(&mut self.pool);
        Ok(())
    }

    /// Resources open now.
    pub fn open_resources(&self) -> usize {
        self.resources.open.len()
    }

    /// Sets a parameter of a step. The number of a resource's handle stands for the resource.
    ///
    /// # Errors
    /// As [`crate::pipeline::Pipeline::set`], or `closed` for the pipeline or the resource.
    pub fn set_parameter(&mut self, pipeline: Handle, step: usize, parameter: usize, value: &Value) -> Result<()> {
        let pipeline = &mut self.pipelines.get_mut(pipeline)?.pipeline;
        let resource = match pipeline.parameter(step, parameter) {
            None => None,
            Some(declared) => {
                let name = || -> String { wire_name(declared.name) };
                let within = |error: Error| error.within(&name()).within(&place(step));
                self.resources.resolve(&declared.kind, value).map_err(within)?
            }
        };
        pipeline.set(step, parameter, resource.as_ref().unwrap_or(value))?;
        self.resources.sweep(&mut self.pool);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{Format, FrameLayout};
    use crate::gate::Work;
    use crate::pipeline::Preset;

    /// Everything becomes as red as it was, and nothing else.
    const RED: &str = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n";

    fn step(table: Value) -> Description {
        Description { filter: "lut3d".into(), parameters: vec![("table".into(), table)] }
    }

    fn number(handle: Handle) -> Value {
        Value::Number(f64::from(handle.to_bits()))
    }

    fn white(gate: &mut Gate) -> Handle {
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba8, 3, 2).unwrap()).unwrap();
        gate.frame_mut(frame).unwrap().bytes_mut().fill(255);
        frame
    }

    fn first(gate: &Gate, frame: Handle) -> [u8; 4] {
        *gate.frame(frame).unwrap().bytes().first_chunk().unwrap()
    }

    #[test]
    fn a_pipeline_keeps_its_resources() {
        let mut gate = Gate::default();
        let lut = gate.create_lut(RED).unwrap();
        assert_eq!((gate.statistics().live, gate.open_resources()), (64, 1), "it counts");
        let pipeline = gate.create_pipeline(vec![step(number(lut))]).unwrap();
        gate.close_resource(lut).unwrap();
        assert_eq!((gate.statistics().live, gate.open_resources()), (64, 0), "it is used");
        assert_eq!(gate.close_resource(lut).unwrap_err().code, Code::Closed, "closed twice");
        let frame = white(&mut gate);
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "it is there");
        gate.close_frame(frame).unwrap();
        gate.close_pipeline(pipeline).unwrap();
        assert_eq!(gate.statistics().live, 0, "nothing is left");
    }

    #[test]
    fn tables_are_changed_and_taken_away() {
        let mut gate = Gate::default();
        let pipeline = gate.create_pipeline(vec![step(Value::Null)]).unwrap();
        let frame = white(&mut gate);
        let live = gate.statistics().live;
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255; 4], "no table");
        let lut = gate.create_lut(RED).unwrap();
        gate.set_parameter(pipeline, 0, 0, &number(lut)).unwrap();
        gate.close_resource(lut).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "a table");
        gate.set_parameter(pipeline, 0, 0, &Value::Null).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        gate.note_growth();
        assert_eq!(gate.statistics().live, live, "nothing is left");
    }

    #[test]
    fn numbers_that_name_no_resource_are_errors() {
        let mut gate = Gate::default();
        let frame = white(&mut gate);
        let lut = gate.create_lut(RED).unwrap();
        let gone = gate.create_lut(RED).unwrap();
        gate.close_resource(gone).unwrap();
        let pipeline = gate.create_pipeline(vec![step(number(lut))]).unwrap();
        for (value, code) in [
            (number(gone), Code::Closed),
            (number(frame), Code::Closed),
            (Value::Number(0.5), Code::Closed),
            (Value::Number(-1.0), Code::Closed),
            (Value::Number(f64::NAN), Code::Closed),
            (Value::Number(f64::INFINITY), Code::Closed),
            (Value::Number(1e300), Code::Closed),
            (Value::Text("warm.cube".into()), Code::InvalidArgument),
            (Value::Boolean(true), Code::InvalidArgument),
            (Value::Other("an object"), Code::InvalidArgument),
        ] {
            // The frame's handle may have the bits of the first resource's.
            if value == number(lut) {
                continue;
            }
            let error = gate.set_parameter(pipeline, 0, 0, &value).unwrap_err();
            assert_eq!((error.code, &*error.argument), (code, "steps[0].table"), "{value:?}: {error}");
            let steps = vec![Description { filter: "invert".into(), parameters: vec![] }, step(value.clone())];
            let error = gate.create_pipeline(Preset::from(steps)).unwrap_err();
            assert_eq!((error.code, &*error.argument), (code, "steps[1].table"), "{value:?}: {error}");
        }
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "the table is what it was");
    }

    #[test]
    fn the_budget_counts() {
        let mut gate = Gate::new(100);
        let lut = gate.create_lut(RED).unwrap();
        assert_eq!(gate.create_lut(RED).unwrap_err().code, Code::OverBudget, "64 bytes of 100 are used");
        assert_eq!(gate.create_lut("LUT_3D_SIZE 2\n0 0 0 0").unwrap_err().code, Code::Decode, "no table");
        gate.close_resource(lut).unwrap();
        gate.create_lut(RED).unwrap();
    }
}
