//! A pipeline and the frames that it runs on.

use filmgate::image::pipeline::{Pipeline, Region};
use filmgate::memory::Handle;

/// What a pipeline is run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// The frame that is read.
    pub frame: Handle,
    /// The frame that takes the result, and its size; without one, the frame itself.
    pub into: Option<Handle>,
    /// The part to work on.
    pub region: Option<Region>,
    /// The frame that says how much of the result counts.
    pub mask: Option<Handle>,
}

impl Work {
    /// In place, all of it.
    pub fn on(frame: Handle) -> Self {
        Self { frame, into: None, region: None, mask: None }
    }

    /// With the result in another frame.
    #[must_use]
    pub fn into(self, target: Handle) -> Self {
        Self { into: Some(target), ..self }
    }

    pub(super) fn target(&self) -> Handle {
        self.into.unwrap_or(self.frame)
    }

    pub(super) fn frames(&self) -> impl Iterator<Item = Handle> {
        [Some(self.frame), self.into, self.mask].into_iter().flatten()
    }
}

/// A pipeline, and the work that it has begun in parts.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) pipeline: Pipeline,
    pub(super) begun: Option<Work>,
}

impl Chain {
    pub(super) fn new(pipeline: Pipeline) -> Self {
        Self { pipeline, begun: None }
    }
}
