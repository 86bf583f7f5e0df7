//! Lengths that the analysis of a channel and the search for its pitch share, in samples at 48 kHz.

/// Samples of a step: 10 ms.
pub(super) const STEP: usize = 480;

/// Samples of a window: two steps.
pub(super) const WINDOW: usize = 2 * STEP;

/// The longest period of a pitch.
pub(super) const MAXIMUM_PERIOD: usize = 768;

/// Samples that are kept: a window, and the longest period before it.
pub(super) const HISTORY: usize = WINDOW + MAXIMUM_PERIOD;
