//! The resamplers of the modules, compiled for this machine.

use filmgate_bench_modules::resampling::{BLOCK, CHANNELS, RATES, Resample, Samples, make};
use filmgate_bench_program::Work;

use crate::Contender;

/// Number of blocks of a run: three seconds.
const BLOCKS: usize = 64;
/// The length and the frequency of the sine with which the result is checked.
const CHECKED_BLOCKS: usize = 10;
const CHECKED_FREQUENCY: f64 = 10_000.0;

struct Resampling {
    resampler: Box<dyn Resample>,
    blocks: Vec<Samples>,
    output: Samples,
}

/// Blocks of two channels whose samples are `sample(channel, frame)`.
fn blocks(count: usize, sample: impl Fn(usize, usize) -> f64) -> Vec<Samples> {
    let block = |block: usize| {
        std::array::from_fn(|channel| (0..BLOCK).map(|frame| sample(channel, block * BLOCK + frame) as f32).collect())
    };
    (0..count).map(block).collect()
}

fn resampling(name: &str) -> Box<dyn Work> {
    let sweep = |channel: usize, frame: usize| 0.7 * ((frame * frame * (channel + 1)) as f64 * 1e-6).sin();
    Box::new(Resampling {
        resampler: make(name).expect("a resampler of this build"),
        blocks: blocks(BLOCKS, sweep),
        output: [(); CHANNELS].map(|()| vec![0.0; 2 * BLOCK]),
    })
}

impl Work for Resampling {
    fn restore(&mut self) {
        self.resampler.reset();
    }

    fn run(&mut self) {
        for block in &self.blocks {
            let frames = self.resampler.process(block, &mut self.output);
            std::hint::black_box((frames, &self.output));
        }
    }

    /// Resamples the sine from 44.1 to 48 kHz, and returns its samples.
    fn result(&mut self) -> Vec<u8> {
        let turns = CHECKED_FREQUENCY / RATES.0 as f64;
        let sine = blocks(CHECKED_BLOCKS, |_, frame| (std::f64::consts::TAU * (turns * frame as f64 % 1.0)).sin());
        self.resampler.reset();
        let mut bytes = Vec::new();
        for block in &sine {
            let frames = self.resampler.process(block, &mut self.output);
            bytes.extend(self.output[0][..frames].iter().flat_map(|sample| sample.to_le_bytes()));
        }
        bytes
    }
}

macro_rules! contenders {
    ($($name:literal)*) => {
        pub static CONTENDERS: &[Contender] = &[$(Contender {
            case: "44.1 to 48 kHz, stereo",
            name: $name,
            version: "native",
            prepare: |_| resampling($name),
        },)*];
    };
}

contenders! {
    "filmgate, fast" "filmgate, good" "filmgate, best"
    "rubato, sinc, 32 bits" "rubato, sinc, 64 bits" "rubato, FFT, 32 bits" "rubato, FFT, 64 bits"
}
