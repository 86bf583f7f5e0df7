//! The memory that a session shares with its caller.

use filmgate::error::{Code, Detail, Error, Result};

use crate::wire::indexed;

indexed! {
    /// Memory that a session shares with its caller.
    pub enum Place {
        /// A channel of the chain, for as many frames as a call can have.
        Channel = "channel",
        /// A channel of the side chain.
        Side = "side",
        /// The values of an automated parameter.
        Lane = "lane",
        /// How many values each automated parameter has in the next call, as 32-bit floats.
        Lengths = "lengths",
        /// The measurements of all steps, one after the other.
        Readings = "readings",
        /// A channel of a sound that steps refer to: 32 times the sound's number, plus the channel.
        Sound = "sound",
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
    /// A number about a session. What a session doesn't have is NaN.
    pub enum Number {
        /// Latency of the chain, in frames.
        Latency = "latency",
        /// Tail of the chain, in frames; infinite if it may never end.
        Tail = "tail",
        /// Frames that the chain has processed.
        Position = "position",
        /// Times that the chain was muted because an effect output a number that isn't finite.
        Faults = "faults",
        /// Measurements of all steps.
        Readings = "readings",
        /// Latency of the resampler, in output frames.
        ResamplerLatency = "resamplerLatency",
        /// Ratio of the resampler.
        Ratio = "ratio",
        /// Look-ahead of the stretcher, in input frames.
        LookAhead = "lookAhead",
        /// Tempo of the stretcher.
        Tempo = "tempo",
        /// The most frames that a call of the converter outputs.
        MaximumOutput = "maximumOutput",
        /// Sample rate of the file.
        FileSampleRate = "fileSampleRate",
        /// Channels of the file.
        FileChannels = "fileChannels",
        /// Frames of the decoded part.
        FileFrames = "fileFrames",
        /// The part of the file that has been read, from 0 to 1.
        Progress = "progress",
        /// Bytes of the encoded file.
        EncodedBytes = "encodedBytes",
        /// Samples that were clipped when the file was encoded.
        ClippedSamples = "clippedSamples",
        /// 1 if the file ends early.
        Truncated = "truncated",
        /// Frames before the audio that an encoder added.
        PrimingFrames = "primingFrames",
        /// Frames behind the audio that an encoder added.
        PaddingFrames = "paddingFrames",
        /// Damaged packets.
        DamagedPackets = "damagedPackets",
        /// Frames whose channel count was another one.
        RemixedFrames = "remixedFrames",
        /// Frames of another rate, which were left out.
        OtherFormatFrames = "otherFormatFrames",
        /// Further tracks, which were left out.
        OtherTracks = "otherTracks",
        /// 1 if spectral band replication was left out.
        SpectralBandReplication = "spectralBandReplication",
        /// 1 if parametric stereo was left out.
        ParametricStereo = "parametricStereo",
    }
}

/// The most frames of a call: what Web Audio's quantum may be is six seconds, which nobody asks for.
const MAXIMUM_FRAMES: usize = 1 << 16;

/// Refuses calls of no frames, or of too many.
pub(crate) fn check_frames(frames: usize) -> Result<()> {
    if (1..=MAXIMUM_FRAMES).contains(&frames) {
        return Ok(());
    }
    Err(Error::new(Code::OutOfRange, "maximumFrames", Detail::Range(1.0, MAXIMUM_FRAMES as f64), frames as f64))
}
