//! Analyses of frames behind handles.

use super::gate::Gate;
use super::prepared::Prepared;
use crate::wire::Words;
use filmgate::error::Result;
use filmgate::image::analysis::{Input, Results};
use filmgate::memory::Handle;

impl Gate {
    /// Runs an analysis by its index in the registry. The values of its parameters are read from `parameters`, in their
    /// order. Returns the results, which are valid until the next analysis; their
    /// [`Shape`](filmgate::image::analysis::Shape) is declared.
    ///
    /// # Errors
    /// `closed`, `busy`, `out-of-memory`, and the errors of the analysis and its parameters.
    pub(crate) fn analyze(
        &mut self,
        which: usize,
        frame: Handle,
        other: Option<Handle>,
        mut parameters: Words<'_>,
    ) -> Result<&[f64]> {
        for frame in [Some(frame), other].into_iter().flatten() {
            self.idle(frame)?;
        }
        let Self { frames, analyses, .. } = self;
        let other = other.map(|other| frames.get(other)).transpose()?.map(|other| &other.frame);
        let input = Input::new(&frames.get(frame)?.frame, other)?;
        let (results, Prepared { analysis, memory }) = analyses.prepare(which)?;
        for index in 0..analysis.spec().parameters.len() {
            analysis.set(index, &parameters.value()?)?;
        }
        analysis.analyze(&input, memory, &mut Results::new(results)?)?;
        Ok(&self.analyses.results)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::NoResources;
    use filmgate::error::Code;
    use filmgate::image::analysis::REGISTRY;
    use filmgate::image::frame::{Format, FrameLayout};

    #[test]
    fn results_have_a_fixed_address_and_frames_must_exist() {
        let mut gate = Gate::default();
        let layout = FrameLayout::new(Format::Rgba, 16, 16).unwrap();
        let [frame, other] = [1, 2].map(|level| {
            let frame = gate.create_frame(layout).unwrap();
            gate.frame_mut(frame).unwrap().bytes_mut().fill(100 * level);
            frame
        });
        let index = |name| REGISTRY.iter().position(|spec| spec.name == name).unwrap();
        let (histogram, difference, colors) = (index("histogram"), index("difference"), index("dominantColors"));
        // The tag of a number, and the number.
        let count = |count: f64| [0.0_f64, count].map(f64::to_le_bytes);
        let (four, none) = (count(4.0), count(0.0));
        let [four, none] = [&four, &none].map(|words| Words::new(words, &NoResources));
        let place = gate.analyze(histogram, frame, None, four.clone()).unwrap().as_ptr();
        assert_eq!(gate.analyze(histogram, frame, None, four.clone()).unwrap()[100], 256.0, "reds");
        for (which, spec) in REGISTRY.iter().enumerate() {
            let results = gate.analyze(which, frame, Some(other), four.clone()).unwrap();
            assert_eq!(results.as_ptr(), place, "{}", spec.name);
        }
        let apart = gate.analyze(difference, frame, Some(other), none.clone()).unwrap();
        assert_eq!(apart[..2], [100.0, 100.0], "apart");
        let found = gate.analyze(colors, frame, None, four).unwrap();
        assert_eq!(found, [1.0, 100.0, 100.0, 100.0, 1.0], "one colour");
        let error = |result: Result<&[f64]>| result.unwrap_err().code;
        assert_eq!(error(gate.analyze(colors, frame, None, none.clone())), Code::OutOfRange, "0 colours");
        assert_eq!(error(gate.analyze(difference, frame, None, none.clone())), Code::InvalidArgument, "no other frame");
        assert_eq!(error(gate.analyze(99, frame, None, none.clone())), Code::InvalidArgument, "unknown index");
        gate.pin(other).unwrap();
        assert_eq!(error(gate.analyze(difference, frame, Some(other), none.clone())), Code::Busy, "pinned frame");
        gate.unpin(other).unwrap();
        gate.close_frame(other).unwrap();
        assert_eq!(error(gate.analyze(difference, frame, Some(other), none)), Code::Closed, "closed");
    }
}
