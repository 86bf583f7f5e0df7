//! Analyses that have run, with the memory that they reuse.

use core::fmt;

use filmgate::error::{Code, Error, Result};
use filmgate::image::analysis::{Analysis, Memory, REGISTRY, Spec};

/// The error for a part that this build was made without.
pub(super) fn lacking(part: &'static str) -> Error {
    Error::new(Code::Unsupported, part, "in this build", "a build without them")
}

/// The analyses of this build.
const ANALYSES: &[&Spec] = if cfg!(feature = "image-analyses") { REGISTRY } else { &[] };

/// The analyses, with the memory that they reuse.
#[derive(Debug, Default)]
pub(super) struct Analyses {
    pub(super) results: Vec<f64>,
    /// By index in the registry: each analysis after its first run.
    prepared: Vec<Option<Prepared>>,
}

/// An analysis that has run.
pub(super) struct Prepared {
    pub(super) analysis: Box<dyn Analysis>,
    pub(super) memory: Memory,
}

// The name only: derived output would add the formatting of all memory to every module.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.analysis.spec().name)
    }
}

impl Analyses {
    /// Returns the results, and the analysis with an index in the registry.
    pub(super) fn prepare(&mut self, which: usize) -> Result<(&mut Vec<f64>, &mut Prepared)> {
        if ANALYSES.is_empty() {
            return Err(lacking("analyses"));
        }
        let unknown = || Error::new(Code::InvalidArgument, "analysis", "the index of an analysis", which as f64);
        let spec = ANALYSES.get(which).ok_or_else(unknown)?;
        self.prepared.resize_with(ANALYSES.len(), || None);
        let slot = self.prepared.get_mut(which).ok_or_else(unknown)?;
        let prepared = slot.get_or_insert_with(|| Prepared { analysis: (spec.create)(), memory: Memory::default() });
        Ok((&mut self.results, prepared))
    }
}
