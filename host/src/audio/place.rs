//! The memory that a session shares with its caller.

use filmgate::error::{Code, Detail, Error, Result};

use crate::wire::indexed;

indexed! {
    /// Memory that a session shares with its caller.
    pub enum Place {
        /// A channel of the chain, with the maximum number of frames of a call.
        Channel = "channel",
        /// A channel of the side chain.
        Side = "side",
        /// The values of an automated parameter.
        Lane = "lane",
        /// The number of values of each automated parameter in the next call, as 32-bit floats.
        Lengths = "lengths",
        /// The measurements of all steps, in the order of steps.
        Readings = "readings",
        /// A channel of an audio buffer that steps refer to: index 32 times that of the buffer, plus the channel.
        Audio = "audio",
        /// A channel of a converter's input.
        Input = "input",
        /// A channel of a converter's output.
        Output = "output",
        /// A channel of the decoded part of a file.
        Decoded = "decoded",
        /// The bytes of an encoded file.
        Encoded = "encoded",
    }
}

indexed! {
    /// A number about a session. NaN if it isn't available.
    pub enum Number {
        /// Latency of the chain, in frames.
        Latency = "latency",
        /// Tail of the chain, in frames; infinite if it may never end.
        Tail = "tail",
        /// Number of frames that the chain has processed.
        Position = "position",
        /// Number of grid steps in which an effect output a non-finite sample and the chain was reset.
        Faults = "faults",
        /// Number of measurements of all steps.
        Readings = "readings",
        /// Latency of the resampler, in output frames.
        ResamplerLatency = "resamplerLatency",
        /// Ratio of the resampler.
        Ratio = "ratio",
        /// Look-ahead of the stretcher, in input frames.
        LookAhead = "lookAhead",
        /// Tempo of the stretcher.
        Tempo = "tempo",
        /// Maximum number of frames that a call of the converter outputs.
        MaximumOutput = "maximumOutput",
        /// Sample rate of the file.
        FileSampleRate = "fileSampleRate",
        /// Number of channels of the file.
        FileChannels = "fileChannels",
        /// Number of frames of the decoded part.
        FileFrames = "fileFrames",
        /// The part of the file that has been read, from 0 to 1.
        Progress = "progress",
        /// Size of the encoded file in bytes.
        EncodedBytes = "encodedBytes",
        /// Number of samples that were clipped when the file was encoded.
        ClippedSamples = "clippedSamples",
        /// 1 if the file ends early.
        Truncated = "truncated",
        /// Number of frames before the audio that an encoder added.
        PrimingFrames = "primingFrames",
        /// Number of frames after the audio that an encoder added.
        PaddingFrames = "paddingFrames",
        /// Number of damaged packets.
        DamagedPackets = "damagedPackets",
        /// Number of frames that were converted to another channel count.
        RemixedFrames = "remixedFrames",
        /// Number of frames with another sample rate, which were omitted.
        OtherFormatFrames = "otherFormatFrames",
        /// Number of other tracks, which were omitted.
        OtherTracks = "otherTracks",
        /// 1 if spectral band replication was ignored.
        SpectralBandReplication = "spectralBandReplication",
        /// 1 if parametric stereo was ignored.
        ParametricStereo = "parametricStereo",
    }
}

/// Maximum number of frames of a call. Web Audio allows render quanta of up to six seconds, which are useless in
/// practice.
const MAXIMUM_FRAMES: usize = 1 << 16;

/// Rejects calls without frames, or with too many.
pub(crate) fn check_frames(frames: usize) -> Result<()> {
    if (1..=MAXIMUM_FRAMES).contains(&frames) {
        return Ok(());
    }
    Err(Error::new(Code::OutOfRange, "maximumFrames", Detail::Range(1.0, MAXIMUM_FRAMES as f64), frames as f64))
}
