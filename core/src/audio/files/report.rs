//! What a file says of its audio.

/// What a file said of its sound, and what is missing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Whether the file ends before its sound does.
    pub truncated: bool,
    /// Frames that an encoder put before the sound, and that were dropped.
    pub priming_frames: u64,
    /// Frames behind the sound that were dropped.
    pub padding_frames: u64,
    /// Packets, or stretches of the file, that were damaged and left out. The sound is shorter by them.
    pub damaged_packets: u64,
    /// Frames whose channel count differs from the first frame's, and was brought to it.
    pub remixed_frames: u64,
    /// Frames of another rate, which were left out.
    pub other_format_frames: u64,
    /// Further tracks and streams beside the sound, which were left out.
    pub other_tracks: u64,
    /// Whether HE-AAC's spectral band replication was left out: the sound has half the rate, without the upper half of the spectrum.
    pub spectral_band_replication: bool,
    /// Whether HE-AAC v2's parametric stereo was left out: the sound is mono.
    pub parametric_stereo: bool,
}
