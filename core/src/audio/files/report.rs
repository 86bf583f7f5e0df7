//! Report on a decoded file.

/// Trimmed, lost and converted parts of a file's audio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Whether the file ends before its audio does.
    pub truncated: bool,
    /// Number of priming frames of the encoder, dropped from the start.
    pub priming_frames: u64,
    /// Number of padding frames, dropped from the end.
    pub padding_frames: u64,
    /// Number of packets or sections of the file that were damaged and omitted, which shortens the audio.
    pub damaged_packets: u64,
    /// Number of frames that were converted to the channel count of the first frame.
    pub remixed_frames: u64,
    /// Number of frames with another sample rate, which were omitted.
    pub other_format_frames: u64,
    /// Number of other tracks and streams, which were omitted.
    pub other_tracks: u64,
    /// Whether the spectral band replication of HE-AAC was ignored: then the audio has half the sample rate, without
    /// the upper half of the spectrum.
    pub spectral_band_replication: bool,
    /// Whether the parametric stereo of HE-AAC v2 was ignored: then the audio is mono.
    pub parametric_stereo: bool,
}
