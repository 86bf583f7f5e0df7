//! Look-up tables behind handles, and parameters that refer to them.

use super::gate::Gate;
use super::resources::Resources;
use crate::wire::Words;
use filmgate::declare::{Shared, Value, wire_name};
use filmgate::error::Result;
use filmgate::image::lut::Lut;
use filmgate::image::pipeline::place;
use filmgate::memory::Handle;

impl Gate {
    /// Creates a colour look-up table from the text of a `.cube` file.
    ///
    /// # Errors
    /// Those of [`Lut::from_cube`]; `over-budget`; `busy` if memory would have to grow while a frame is pinned.
    pub fn create_lut(&mut self, text: &str) -> Result<Handle> {
        self.make_headroom()?;
        self.resources.sweep(&mut self.pool);
        let lut = Lut::from_cube(text)?;
        self.note_growth();
        self.resources.insert(lut.into(), &mut self.pool)
    }

    /// Closes a resource: its handle becomes invalid. Pipelines that use it keep it.
    ///
    /// # Errors
    /// `closed` if it doesn't exist.
    pub fn close_resource(&mut self, handle: Handle) -> Result<()> {
        let resource = self.resources.open.remove(handle)?;
        self.resources.closed.push(resource);
        self.resources.sweep(&mut self.pool);
        Ok(())
    }

    /// Number of open resources.
    pub fn open_resources(&self) -> usize {
        self.resources.open.len()
    }

    /// The open resources, for values that refer to them.
    pub(super) fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Returns the resource behind a handle.
    ///
    /// # Errors
    /// `closed` if it doesn't exist.
    pub fn resource(&self, handle: Handle) -> Result<Shared> {
        self.resources.open.get(handle).cloned()
    }

    /// Sets a parameter of a step.
    ///
    /// # Errors
    /// Those of [`filmgate::image::pipeline::Pipeline::set`]; `closed` for the pipeline.
    pub fn set_parameter(&mut self, pipeline: Handle, step: usize, parameter: usize, value: &Value) -> Result<()> {
        self.pipelines.get_mut(pipeline)?.pipeline.set(step, parameter, value)?;
        self.resources.sweep(&mut self.pool);
        Ok(())
    }

    /// Sets the parameters of a step from words: a count, followed by indices and values.
    pub(super) fn set_all(&mut self, pipeline: Handle, step: usize, words: &[[u8; 8]]) -> Result<()> {
        let mut words = Words::new(words, &self.resources);
        let pipeline = &mut self.pipelines.get_mut(pipeline)?.pipeline;
        let count = words.count()?;
        let parameters = pipeline.parameters(step);
        let mut change = || {
            let index = words.index()?;
            let value = words.value().map_err(|error| match parameters.get(index) {
                Some(parameter) => error.within(&wire_name(parameter.name)).within(&place(step)),
                None => error,
            })?;
            Ok((index, value))
        };
        pipeline.set_all(step, (0..count).map(|_| change()))?;
        self.resources.sweep(&mut self.pool);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use filmgate::error::Code;
    use filmgate::image::pipeline::StepSpec;

    use super::*;
    use crate::image::Work;
    use filmgate::image::frame::{Format, FrameLayout};
    use filmgate::image::pipeline::Preset;

    /// A table that keeps red, and sets green and blue to 0.
    const RED: &str = "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n0 0 0\n1 0 0\n";

    fn step(table: Value) -> StepSpec {
        StepSpec { filter: "lut3d".into(), parameters: vec![("table".into(), table)] }
    }

    fn table(gate: &Gate, handle: Handle) -> Value {
        Value::Resource(gate.resource(handle).unwrap())
    }

    fn white(gate: &mut Gate) -> Handle {
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 3, 2).unwrap()).unwrap();
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
        assert_eq!((gate.statistics().live, gate.open_resources()), (64, 1), "open and live");
        let steps = vec![step(table(&gate, lut))];
        let pipeline = gate.create_pipeline(steps).unwrap();
        gate.close_resource(lut).unwrap();
        assert_eq!((gate.statistics().live, gate.open_resources()), (64, 0), "closed, but in use");
        assert_eq!(gate.close_resource(lut).unwrap_err().code, Code::Closed, "closed twice");
        let frame = white(&mut gate);
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "the pipeline still uses the table");
        gate.close_frame(frame).unwrap();
        gate.close_pipeline(pipeline).unwrap();
        assert_eq!(gate.statistics().live, 0, "no memory leaks");
    }

    #[test]
    fn tables_can_be_replaced_and_removed() {
        let mut gate = Gate::default();
        let pipeline = gate.create_pipeline(vec![step(Value::Null)]).unwrap();
        let frame = white(&mut gate);
        let live = gate.statistics().live;
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255; 4], "without a table");
        let lut = gate.create_lut(RED).unwrap();
        let table = table(&gate, lut);
        gate.set_parameter(pipeline, 0, 0, &table).unwrap();
        drop(table);
        gate.close_resource(lut).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "with a table");
        gate.set_parameter(pipeline, 0, 0, &Value::Null).unwrap();
        gate.run(pipeline, Work::on(frame)).unwrap();
        gate.note_growth();
        assert_eq!(gate.statistics().live, live, "no memory leaks");
    }

    #[test]
    fn values_that_are_not_tables_are_errors() {
        let mut gate = Gate::default();
        let frame = white(&mut gate);
        let lut = gate.create_lut(RED).unwrap();
        let gone = gate.create_lut(RED).unwrap();
        gate.close_resource(gone).unwrap();
        assert_eq!(gate.resource(gone).unwrap_err().code, Code::Closed, "closed resource");
        let steps = vec![step(table(&gate, lut))];
        let pipeline = gate.create_pipeline(steps).unwrap();
        for value in [
            Value::Number(f64::from(lut.to_bits())),
            Value::Number(f64::NAN),
            Value::Frame(frame.to_bits()),
            Value::Text("warm.cube".into()),
            Value::Boolean(true),
            Value::Other("an object".into()),
        ] {
            let error = gate.set_parameter(pipeline, 0, 0, &value).unwrap_err();
            assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "steps[0].table"), "{value:?}: {error}");
            let steps = vec![StepSpec { filter: "invert".into(), parameters: vec![] }, step(value.clone())];
            let error = gate.create_pipeline(Preset::from(steps)).unwrap_err();
            assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "steps[1].table"), "{value:?}: {error}");
        }
        gate.run(pipeline, Work::on(frame)).unwrap();
        assert_eq!(first(&gate, frame), [255, 0, 0, 255], "the table is unchanged");
    }

    #[test]
    fn tables_count_towards_the_budget() {
        let mut gate = Gate::new(100);
        let lut = gate.create_lut(RED).unwrap();
        assert_eq!(gate.create_lut(RED).unwrap_err().code, Code::OverBudget, "64 of 100 bytes are in use");
        assert_eq!(gate.create_lut("LUT_3D_SIZE 2\n0 0 0 0").unwrap_err().code, Code::Decode, "invalid table");
        gate.close_resource(lut).unwrap();
        gate.create_lut(RED).unwrap();
    }
}
