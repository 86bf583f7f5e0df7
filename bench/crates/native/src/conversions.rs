//! Conversions between YUV and RGBA, compiled for this machine.

use filmgate_bench_modules::conversions::{Data, ours, with_yuv};

use crate::{Contender, Work};

struct Conversion {
    data: Box<Data>,
    convert: fn(&mut Data),
}

impl Work for Conversion {
    fn run(&mut self) {
        (self.convert)(&mut self.data);
    }

    fn result(&mut self) -> Vec<u8> {
        self.data.result()
    }
}

macro_rules! contenders {
    ($($module:ident $index:literal)*) => {
        pub static CONTENDERS: &[Contender] = &[$(Contender {
            case: $module::CONVERSIONS[$index].0,
            name: $module::CONVERSIONS[$index].1,
            version: "native",
            prepare: |_| Box::new(Conversion { data: Box::default(), convert: $module::CONVERSIONS[$index].2 }),
        },)*];
    };
}

contenders! {
    ours 0 ours 1 ours 2 ours 3 ours 4 ours 5 ours 6 ours 7 ours 8 ours 9 ours 10
    with_yuv 0 with_yuv 1 with_yuv 2 with_yuv 3 with_yuv 4 with_yuv 5 with_yuv 6 with_yuv 7 with_yuv 8
}
