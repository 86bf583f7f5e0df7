//! One side of a crossover.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::biquad::{Cascade, crossover};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;

pub use crate::audio::effects::biquad::Side;

crate::effect! {
    /// One side of a fourth-order Linkwitz–Riley crossover: 24 dB per octave, -6 dB at the frequency. The sum of both
    /// sides is an all-pass, so levels are unchanged if they are mixed again.
    ///
    /// Source: S. Linkwitz, "Active Crossover Networks for Noncoincident Drivers" (1976): two Butterworth filters in
    /// series.
    pub struct LinkwitzRiley: "linkwitzRiley" in "equalizer" version 1 {
        /// The side to output.
        side: Side = Kind::Enum { names: Side::NAMES, default: 0 },
        /// Crossover frequency.
        frequency: f64 = Kind::Number(
            Number::new(1000.0, 20.0, 20_000.0).typical(60.0, 12_000.0).step(1.0).unit(Unit::Hertz)
        ),
    }
}

const SIDE: usize = LinkwitzRiley::index("side");
const FREQUENCY: usize = LinkwitzRiley::index("frequency");

impl Prepare for LinkwitzRiley {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut cascade = Cascade::new(2, format.channels())?;
        let filters = crossover(self.side, self.frequency, format.sample_rate());
        filters.into_iter().enumerate().for_each(|(index, filter)| cascade.set(index, filter));
        let made_of = [SIDE, FREQUENCY].map(|parameter| self.number(parameter).unwrap_or_default());
        Ok(Box::new(Crossover { cascade, sample_rate: format.sample_rate(), made_of }))
    }
}

#[derive(Debug)]
struct Crossover {
    cascade: Cascade,
    sample_rate: f64,
    made_of: [f32; 2],
}

impl Processor for Crossover {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let now = [signals.value(SIDE), signals.value(FREQUENCY)];
        if now != self.made_of {
            self.made_of = now;
            let side = Side::ALL.get(now[0] as usize).copied().unwrap_or_default();
            let filters = crossover(side, f64::from(now[1]), self.sample_rate);
            filters.into_iter().enumerate().for_each(|(index, filter)| self.cascade.set(index, filter));
        }
        self.cascade.process(block);
    }

    fn reset(&mut self) {
        self.cascade.reset();
    }

    fn tail(&self) -> usize {
        self.cascade.tail()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{noise, run};

    #[test]
    fn the_sides_add_up_to_an_all_pass() {
        let input = noise(2, 3000);
        let [low, high, both] = [Side::Low, Side::High, Side::Both]
            .map(|side| run(&LinkwitzRiley { side, frequency: 800.0 }, &input).concat());
        for ((low, high), both) in low.iter().zip(&high).zip(&both) {
            assert!((low + high - both).abs() < 1e-6, "{low} + {high}, got {both}");
        }
    }
}
