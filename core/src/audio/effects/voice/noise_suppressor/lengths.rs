//! Lengths that the analysis of a channel and the pitch search share, in samples at 48 kHz.

/// Samples in a step of 10 ms.
pub(super) const STEP: usize = 480;

/// Samples in a window: two steps.
pub(super) const WINDOW: usize = 2 * STEP;

/// The longest pitch period.
pub(super) const MAXIMUM_PERIOD: usize = 768;

/// Samples stored: a window, plus the longest period before it.
pub(super) const HISTORY: usize = WINDOW + MAXIMUM_PERIOD;
