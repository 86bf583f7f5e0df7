//! `echo`: moving things leave trails.

use alloc::boxed::Box;

use super::rows::{in_15_bits, magnitude, map_past};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{FrameLayout, RowLayout};
use crate::image::kernels::{Operation, Past, Temporal};
use crate::simd::{I16x8, Pixels, U8x16};

crate::choice! {
    /// How [`Echo`] combines a frame with the trails.
    pub enum EchoMode {
        /// The weighted mean of the trails and the frame.
        Mix = "mix",
        /// The larger value of the frame and the fading trails: bright things leave trails, dark ones don't.
        Lighten = "lighten",
    }
}

crate::filter! {
    /// Adds the fading results of the frames before, so that moving things leave trails.
    ///
    /// With `mix`, a result is `new + decay · (old - new)`, with the result before as `old`; with `lighten`, it is the
    /// larger of `new` and `decay · old`. Values are rounded towards the new frame, so trails end. All channels are
    /// treated alike, also alpha. The first frame is unchanged.
    pub struct Echo: "echo" in "temporal" version 1 on planes across frames {
        /// Part of the trails that is left after a frame.
        decay: f64 = Kind::Number(Number::new(0.8, 0.0, 0.99).typical(0.0, 0.95).unit(Unit::Factor)),
        /// How frame and trails are combined. `lighten` processes YUV frames as colours.
        mode: EchoMode = Kind::Enum { names: EchoMode::NAMES, default: 0 },
    }
}

impl Operate for Echo {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let decay = in_15_bits(self.decay);
        Ok(Operation::Temporal(Box::new(Kernel { decay, mode: self.mode, row_bytes: input.row_bytes() })))
    }

    fn needs_color(&self, _: &FrameLayout) -> bool {
        self.mode == EchoMode::Lighten
    }
}

#[derive(Debug)]
struct Kernel {
    /// In units of 1/2¹⁵.
    decay: i16,
    mode: EchoMode,
    row_bytes: usize,
}

/// The product of `v`, from 0 to 255, and a factor in units of 1/2¹⁵, rounded down.
#[inline(always)]
fn faded(v: I16x8, factor: I16x8) -> I16x8 {
    v.shift_left::<7>().multiply_q15(factor).shift_right::<7>()
}

#[inline(always)]
fn halves(new: U8x16, old: U8x16, combine: impl Fn(I16x8, I16x8) -> I16x8) -> [U8x16; 2] {
    let low = combine(new.widen_low(), old.widen_low());
    let high = combine(new.widen_high(), old.widen_high());
    [I16x8::narrow(low, high); 2]
}

impl Temporal for Kernel {
    fn past_row_bytes(&self) -> usize {
        self.row_bytes
    }

    fn apply(&mut self, row: Pixels<'_>, _: usize, past: Past<'_>) {
        let decay = I16x8::splat(self.decay);
        match self.mode {
            EchoMode::Mix => map_past(row, past, |new, old| {
                halves(new, old, |new, old| {
                    let [distance, sign] = magnitude(old - new);
                    new + faded(distance, decay) * sign
                })
            }),
            EchoMode::Lighten => {
                map_past(row, past, |new, old| halves(new, old, |new, old| new.max(faded(old, decay))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::testing::{check_clip, clip};
    use super::*;

    #[test]
    fn agrees_with_the_formulas() {
        for decay in [0.0, 0.3, 0.5, 0.8, 0.99] {
            check_clip(&Echo { decay, mode: EchoMode::Mix }, &clip, 1, |new, old, channel| {
                let (new, old) = (f64::from(new[channel]), f64::from(old.result[channel]));
                new + decay * (old - new)
            });
            check_clip(&Echo { decay, mode: EchoMode::Lighten }, &clip, 1, |new, old, channel| {
                f64::from(new[channel]).max(decay * f64::from(old.result[channel]))
            });
        }
    }

    #[test]
    fn trails_end() {
        use super::super::rows::testing::{flat, step};
        use crate::image::frame::Format;
        for mode in [EchoMode::Mix, EchoMode::Lighten] {
            let mut pipeline = step(&Echo { decay: 0.95, mode });
            let mut bright = flat(Format::Gray8, 20, 5, 255);
            pipeline.apply(&mut bright).unwrap();
            let mut last = 255;
            for _ in 0..200 {
                let mut dark = flat(Format::Gray8, 20, 5, 0);
                pipeline.apply(&mut dark).unwrap();
                assert!(dark.bytes()[0] < last || last == 0, "{mode:?}: {} after {last}", dark.bytes()[0]);
                last = dark.bytes()[0];
            }
            assert_eq!(last, 0, "{mode:?}");
        }
    }
}
