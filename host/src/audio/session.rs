//! The state of one audio module instance: an effect chain or a converter, and the memory shared with the caller.

use std::sync::Arc;

use filmgate::audio::effects::{self, voice::NoiseModel};
use filmgate::audio::{AudioBuffer, AudioFormat, Automation, Chain, Change};
use filmgate::declare::{Shared, Value};
use filmgate::error::{Code, Error, Result};
use filmgate::memory::Block;

use super::converter::Converter;
#[cfg(feature = "audio-files")]
use super::files::Files;
use super::place::{Number, Place, check_frames};
use super::program::{Program, in_step, read};
use crate::wire::{Resources, Words, write_error};

/// A running chain.
#[derive(Debug)]
struct Live {
    chain: Chain,
    audio: AudioBuffer,
    side: AudioBuffer,
    automation: Automation,
    readings: AudioBuffer,
}

/// Audio buffers and models that steps refer to, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Added(Vec<Shared>);

impl Added {
    fn push(&mut self, resource: impl Into<Shared>) -> Result<usize> {
        self.0.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Shared>()))?;
        self.0.push(resource.into());
        Ok(self.0.len() - 1)
    }

    /// The audio buffer with this index, if it exists.
    pub(crate) fn audio(&self, number: usize) -> Option<Arc<AudioBuffer>> {
        self.0.get(number)?.get()
    }
}

impl Resources for Added {
    fn resource(&self, number: f64) -> Result<Shared> {
        let found = self.0.get(number as usize).filter(|_| number >= 0.0);
        found.cloned().ok_or_else(|| Error::new(Code::Closed, "", "the index of an audio buffer or a model", number))
    }
}

/// State of one module instance: a chain of effects, or a converter.
#[derive(Debug, Default)]
pub struct Session {
    pub(crate) staged: Option<Block>,
    pub(crate) added: Added,
    live: Option<Live>,
    pub(crate) converter: Option<Converter>,
    #[cfg(feature = "audio-files")]
    pub(crate) files: Files,
    failure: Option<Error>,
}

/// Number of channels of the side chain.
const SIDE_CHANNELS: usize = 2;

impl Session {
    /// A session without a chain.
    pub const fn new() -> Self {
        Self {
            staged: None,
            added: Added(Vec::new()),
            live: None,
            converter: None,
            #[cfg(feature = "audio-files")]
            files: Files::new(),
            failure: None,
        }
    }

    /// Allocates memory for `words` words, and returns its address.
    ///
    /// # Errors
    /// `out-of-memory` if allocation fails.
    pub fn stage(&mut self, words: usize) -> Result<usize> {
        let bytes = words.checked_mul(size_of::<f64>()).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        if self.staged.as_ref().is_none_or(|block| block.size() < bytes) {
            self.staged = None;
            self.staged = Some(Block::new(bytes)?);
        }
        Ok(self.staged.as_ref().map_or(0, Block::address))
    }

    fn staged(&self) -> &[u8] {
        self.staged.as_ref().map_or(&[], Block::bytes)
    }

    /// Allocates an audio buffer that steps can refer to, and returns its index.
    ///
    /// # Errors
    /// `out-of-range` for an invalid format or length; `out-of-memory`.
    pub fn audio(&mut self, sample_rate: f64, channels: usize, frames: usize) -> Result<usize> {
        let buffer = AudioBuffer::new(AudioFormat::new(sample_rate, channels)?, frames)?;
        self.added.push(buffer)
    }

    /// Reads the staged model of `bytes` bytes, and returns its index for steps to refer to.
    ///
    /// # Errors
    /// See [`NoiseModel::from_bytes`]; `out-of-memory`.
    pub fn model(&mut self, bytes: usize) -> Result<usize> {
        let staged = self.staged();
        let model = NoiseModel::from_bytes(&staged[..bytes.min(staged.len())])?;
        self.added.push(model)
    }

    /// Creates the staged chain, which replaces the previous one. If it fails, the previous chain is gone, too.
    ///
    /// # Errors
    /// Those of the effects, see [`Chain::new`]; `out-of-range` for more than 65536 frames.
    pub fn create(&mut self, sample_rate: f64, channels: usize, frames: usize) -> Result<()> {
        self.live = None;
        check_frames(frames)?;
        let format = AudioFormat::new(sample_rate, channels)?;
        let Program { steps, smoothing, lanes } = read(Words::new(self.staged().as_chunks().0, &self.added))?;
        let chain = Chain::new(format, steps)?;
        let chain = if smoothing { chain } else { chain.without_smoothing() };
        let count = chain.effects().map(|effect| effect.spec().readings.len()).sum();
        self.live = Some(Live {
            chain,
            audio: AudioBuffer::new(format, frames)?,
            side: AudioBuffer::new(AudioFormat::new(sample_rate, SIDE_CHANNELS)?, frames)?,
            automation: Automation::new(&lanes, frames, format)?,
            readings: AudioBuffer::new(AudioFormat::new(sample_rate, 1)?, count)?,
        });
        Ok(())
    }

    /// Address of shared memory.
    pub fn place(&self, place: Place, index: usize) -> Option<usize> {
        if place == Place::Audio {
            return self.added.audio(index / 32)?.address(index % 32);
        }
        #[cfg(feature = "audio-files")]
        if matches!(place, Place::Decoded | Place::Encoded) {
            return self.files.address(place, index);
        }
        if matches!(place, Place::Input | Place::Output) {
            return self.converter.as_ref()?.address(place, index);
        }
        let live = self.live.as_ref()?;
        match place {
            Place::Channel => live.audio.address(index),
            Place::Side => live.side.address(index),
            Place::Lane => live.automation.address(index),
            Place::Lengths => live.automation.lengths_address(),
            Place::Readings => live.readings.address(index),
            _ => None,
        }
    }

    /// A number about the chain, the converter or the file; NaN if it isn't available.
    pub fn number(&self, which: Number) -> f64 {
        #[cfg(feature = "audio-files")]
        if let Some(number) = self.files.number(which) {
            return number;
        }
        if let Some(number) = self.converter.as_ref().and_then(|converter| converter.number(which)) {
            return number;
        }
        let Some(live) = &self.live else { return f64::NAN };
        match which {
            Number::Latency => live.chain.latency() as f64,
            Number::Tail if live.chain.tail() == usize::MAX => f64::INFINITY,
            Number::Tail => live.chain.tail() as f64,
            Number::Position => live.chain.position() as f64,
            Number::Faults => live.chain.faults() as f64,
            Number::Readings => live.readings.frames() as f64,
            _ => f64::NAN,
        }
    }

    /// Processes `frames` frames. Returns false if there is no chain, or its buffers are shorter.
    pub fn process(&mut self, frames: usize, side: usize) -> bool {
        let Some(live) = &mut self.live else { return false };
        if frames > live.audio.frames() {
            return false;
        }
        let mut block = live.audio.block_mut(0);
        let mut listened = live.side.block_mut(0).narrowed(side);
        let listened = (side > 0).then(|| listened.part(0, frames));
        live.chain.process(&mut block.part(0, frames), listened, Some(&live.automation));
        true
    }

    /// Applies the staged changes of a step: all of them, or, if one is invalid, none.
    ///
    /// # Errors
    /// See [`Chain::change`]; `closed` if there is no chain.
    pub fn change(&mut self) -> Result<()> {
        let staged = self.staged.as_ref().map_or(&[][..], Block::bytes);
        let mut words = Words::new(staged.as_chunks().0, &self.added);
        let (step, at, count) = (words.index()?, words.next()?, words.count()?);
        let at = at.is_finite().then_some(at as u64);
        let Some(live) = &mut self.live else {
            return Err(Error::new(Code::Closed, "chain", "a chain", "none"));
        };
        let Some(spec) = live.chain.effects().nth(step).map(|effect| effect.spec()) else {
            return Err(Error::new(Code::UnknownParameter, "step", "a step of the chain", step as f64));
        };
        if count > 1 {
            // Validates all values on a separate effect first.
            let (mut trial, mut words) = ((spec.create)(), words.clone());
            for _ in 0..count {
                let (parameter, value) = (words.index()?, words.value()?);
                if let Change::Parameter(parameter, value) = change_of(spec, step, parameter, &value)? {
                    trial.set(parameter, value).map_err(|error| in_step(step, error))?;
                }
            }
        }
        for _ in 0..count {
            let (parameter, value) = (words.index()?, words.value()?);
            live.chain.change(step, &change_of(spec, step, parameter, &value)?, at)?;
        }
        Ok(())
    }

    /// Reads the measurements of all steps.
    pub fn read(&mut self) {
        if let Some(live) = &mut self.live {
            let mut into = live.readings.channel_mut(0);
            for step in 0..live.chain.len() {
                let count = live.chain.readings(step, into);
                into = into.split_at_mut(count).1;
            }
        }
    }

    /// Resets the chain and the converter.
    pub fn reset(&mut self) {
        if let Some(live) = &mut self.live {
            live.chain.reset();
        }
        if let Some(converter) = &mut self.converter {
            converter.reset();
        }
    }

    /// Frees the chain, the audio buffers, the models, the converter, and decoded and encoded files.
    pub fn close(&mut self) {
        self.live = None;
        self.converter = None;
        #[cfg(feature = "audio-files")]
        {
            self.files = Files::default();
        }
        self.added = Added::default();
        self.failure = None;
    }

    /// Stores an error until it is staged.
    pub fn fail(&mut self, error: Error) {
        self.failure = Some(error);
    }

    /// Stages the last error, and returns its address.
    pub fn stage_failure(&mut self) -> Option<usize> {
        let words = write_error(&self.failure.take()?);
        let address = self.stage(words.len()).ok()?;
        let bytes = self.staged.as_mut()?.bytes_mut();
        for (target, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *target = word.to_le_bytes();
        }
        Some(address)
    }
}

/// Converts the value for the index `parameter` to a change: of a parameter, or, after the last one, of the mix or the
/// bypass.
#[inline(never)]
fn change_of<'a>(spec: &effects::Spec, step: usize, parameter: usize, value: &'a Value) -> Result<Change<'a>> {
    let (name, expected) = match (parameter.checked_sub(spec.parameters.len()), value) {
        (None, value) => return Ok(Change::Parameter(parameter, value)),
        (Some(0), &Value::Number(mix)) => return Ok(Change::Mix(mix)),
        (Some(0), _) => ("mix", "a number from 0 to 1"),
        (_, &Value::Boolean(bypass)) => return Ok(Change::Bypass(bypass)),
        _ => ("bypass", "true or false"),
    };
    Err(in_step(step, Error::new(Code::InvalidArgument, name, expected, value.received())))
}

#[cfg(test)]
mod tests {
    use filmgate::error::Detail;

    use super::*;

    fn stage(session: &mut Session, words: &[f64]) {
        session.stage(words.len()).unwrap();
        let bytes = session.staged.as_mut().unwrap().bytes_mut();
        for (target, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *target = word.to_le_bytes();
        }
    }

    fn text(text: &str) -> Vec<f64> {
        [text.len() as f64].into_iter().chain(text.bytes().map(f64::from)).collect()
    }

    /// A chain of `gain` at -6 dB, whose gain is automated.
    fn program() -> Vec<f64> {
        [&[1.0], &*text("gain"), &[1.0], &*text("gain"), &[0.0, -6.0, 1.0, 0.0], &[1.0, 1.0, 0.0, 0.0]].concat()
    }

    #[test]
    fn a_program_becomes_a_chain() {
        let mut session = Session::default();
        stage(&mut session, &program());
        session.create(48000.0, 2, 256).unwrap();
        for channel in 0..2 {
            session.live.as_mut().unwrap().audio.channel_mut(channel).fill(1.0);
        }
        assert!(session.process(100, 0), "process");
        let audio = session.live.as_ref().unwrap().audio.channel(1);
        assert!((audio[99] - 0.501_187_2).abs() < 1e-6 && audio[100] == 1.0, "only the given frames are processed");
        assert_eq!(session.number(Number::Position), 100.0, "position");
        assert!(!session.process(257, 0), "more frames than the buffers have");
        assert!(session.place(Place::Lane, 0).is_some() && session.place(Place::Lane, 1).is_none(), "one lane");
    }

    #[test]
    fn invalid_programs_are_errors() {
        let mut session = Session::default();
        let program = program();
        let mut state = 1_u32;
        for round in 0..20_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let mut words = program.clone();
            let bad = [f64::NAN, f64::INFINITY, -1.0, 0.5, 1e300, 4e9, 65536.0, 3.0][round % 8];
            let at = state as usize % words.len();
            words[at] = bad;
            words.truncate(1 + (state >> 8) as usize % words.len());
            session.staged = None;
            stage(&mut session, &words);
            if session.create(48000.0, 2, 128).is_err() {
                assert!(session.live.is_none(), "no partial chain");
            } else {
                assert!(session.process(128, 2), "an accepted chain works");
            }
            stage(&mut session, &words);
            let _ = session.change();
        }
        assert!(session.create(0.0, 2, 128).is_err() && session.create(48000.0, 33, 128).is_err(), "formats");
        assert!(session.create(48000.0, 2, 0).is_err() && session.create(48000.0, 2, usize::MAX).is_err(), "frames");
    }

    #[test]
    fn changes_are_atomic() {
        let mut session = Session::default();
        let program = [&[1.0], &*text("compressor"), &[0.0, 1.0, 0.0, 1.0, 0.0]].concat();
        stage(&mut session, &program);
        session.create(48000.0, 2, 128).unwrap();
        let values = |session: &Session| {
            let effect = session.live.as_ref().unwrap().chain.effects().next().unwrap();
            [effect.get(0), effect.get(1)]
        };
        let before = values(&session);
        stage(&mut session, &[0.0, f64::NAN, 2.0, 0.0, 0.0, -30.0, 1.0, 0.0, f64::NAN]);
        assert_eq!(session.change().unwrap_err().code, Code::OutOfRange, "the second change is invalid");
        assert_eq!(values(&session), before, "no change is applied");
        stage(&mut session, &[0.0, f64::NAN, 2.0, 0.0, 0.0, -30.0, 1.0, 0.0, 8.0]);
        session.change().unwrap();
        assert_eq!(values(&session), [Some(Value::Number(-30.0)), Some(Value::Number(8.0))], "both");
    }

    #[test]
    fn errors_are_staged_as_words() {
        let mut session = Session::default();
        session.fail(Error::new(Code::OutOfRange, "gain", Detail::Range(-1.0, 1.0), 7.0));
        assert!(session.stage_failure().is_some(), "an error is staged");
        let words: Vec<f64> = session.staged().as_chunks().0.iter().map(|&word| f64::from_le_bytes(word)).collect();
        assert_eq!(words[0], 12.0, "length of out-of-range");
        assert_eq!(words[13], 4.0, "length of gain");
        assert_eq!(words[18..23], [2.0, -1.0, 1.0, 1.0, 7.0], "expected and received value");
        assert!(session.stage_failure().is_none(), "once");
    }
}
