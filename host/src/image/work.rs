//! The frames of a run.

use filmgate::image::pipeline::{Pipeline, Region};
use filmgate::memory::Handle;

/// The frames and the region of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// The source frame.
    pub frame: Handle,
    /// The output frame, which takes the size of the result; `None` runs in place.
    pub into: Option<Handle>,
    /// The region to process; `None` is the whole frame.
    pub region: Option<Region>,
    /// The mask frame, which determines the share of the result.
    pub mask: Option<Handle>,
}

impl Work {
    /// A run in place on a whole frame.
    pub fn on(frame: Handle) -> Self {
        Self { frame, into: None, region: None, mask: None }
    }

    /// The same run with another output frame.
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

/// A pipeline, and its run in progress.
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
