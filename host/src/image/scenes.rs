//! Detectors of cuts between scenes, behind handles.

use super::gate::{CALL_HEADROOM, Gate};
use super::prepared::lacking;
use filmgate::error::Result;
use filmgate::image::analysis::SceneCuts;
use filmgate::memory::Handle;

impl Gate {
    /// Creates a detector; see [`SceneCuts::new`].
    ///
    /// # Errors
    /// `out-of-range` for an invalid threshold; `unsupported` in a build without analyses; `out-of-memory`.
    pub fn create_scene_cuts(&mut self, threshold: f64) -> Result<Handle> {
        if !cfg!(feature = "image-analyses") {
            return Err(lacking("analyses"));
        }
        self.pool.make_headroom(CALL_HEADROOM)?;
        self.scenes.insert(SceneCuts::new(threshold)?)
    }

    /// Returns whether a frame is the first of a new scene.
    ///
    /// # Errors
    /// `closed`; `busy` if the platform or a run uses the frame.
    pub fn observe_scene(&mut self, detector: Handle, frame: Handle) -> Result<bool> {
        if !cfg!(feature = "image-analyses") {
            return Err(lacking("analyses"));
        }
        self.idle(frame)?;
        Ok(self.scenes.get_mut(detector)?.observe(&self.frames.get(frame)?.frame))
    }

    /// Makes a detector forget the frames before.
    ///
    /// # Errors
    /// `closed`.
    pub fn reset_scene_cuts(&mut self, detector: Handle) -> Result<()> {
        self.scenes.get_mut(detector).map(SceneCuts::reset)
    }

    /// Closes a detector.
    ///
    /// # Errors
    /// `closed` if it is closed already.
    pub fn close_scene_cuts(&mut self, detector: Handle) -> Result<()> {
        self.scenes.remove(detector).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use filmgate::error::Code;
    use filmgate::image::frame::{Format, FrameLayout};

    #[test]
    fn cuts_are_found_behind_handles() {
        let mut gate = Gate::default();
        let [a, b] = [0, 1].map(|turned| {
            let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 64, 36).unwrap()).unwrap();
            let bytes = gate.frame_mut(frame).unwrap().bytes_mut();
            bytes.iter_mut().enumerate().for_each(|(i, byte)| {
                let (x, y) = (i / 4 % 64, i / 256);
                *byte = if turned == 0 { 2 * x } else { 250 - 6 * y } as u8;
            });
            frame
        });
        let cuts = gate.create_scene_cuts(0.7).unwrap();
        let seen = [a, a, b, b].map(|frame| gate.observe_scene(cuts, frame).unwrap());
        assert_eq!(seen, [false, false, true, false], "a cut");
        gate.reset_scene_cuts(cuts).unwrap();
        assert!(!gate.observe_scene(cuts, a).unwrap(), "after a reset");
        gate.pin(a).unwrap();
        assert_eq!(gate.observe_scene(cuts, a).unwrap_err().code, Code::Busy, "pinned");
        gate.unpin(a).unwrap();
        let error = gate.create_scene_cuts(2.0).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "threshold"), "{error}");
        gate.close_scene_cuts(cuts).unwrap();
        assert_eq!(gate.observe_scene(cuts, b).unwrap_err().code, Code::Closed, "closed");
        assert_eq!(gate.close_scene_cuts(cuts).unwrap_err().code, Code::Closed, "closed twice");
    }
}
