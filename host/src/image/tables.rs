//! Look-up tables behind handles, and the parameters that name them.

use super::gate::Gate;
use filmgate::declare::{Value, wire_name};
use filmgate::error::{Error, Result};
use filmgate::image::lut::Lut;
use filmgate::image::pipeline::place;
use filmgate::memory::Handle;

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
    /// As [`filmgate::image::pipeline::Pipeline::set`], or `closed` for the pipeline or the resource.
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
    use filmgate::error::Code;
    use filmgate::image::pipeline::Description;

    use super::*;
    use crate::image::Work;
    use filmgate::image::frame::{Format, FrameLayout};
    use filmgate::image::pipeline::Preset;

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
