//! The kernels used to choose the vector layer, compiled for this machine.

use filmgate_bench_modules::vector_layer::{KERNELS, clear, run, sum};
use filmgate_bench_program::Work;

use crate::Contender;

struct Kernel(usize);

impl Work for Kernel {
    fn restore(&mut self) {
        clear();
    }

    fn run(&mut self) {
        run(self.0);
    }

    fn result(&mut self) -> Vec<u8> {
        sum().to_le_bytes().to_vec()
    }
}

macro_rules! contenders {
    ($($index:literal)*) => {
        pub static CONTENDERS: &[Contender] = &[$(Contender {
            case: KERNELS[$index].0,
            name: KERNELS[$index].1,
            version: "native",
            prepare: |_| Box::new(Kernel($index)),
        },)*];
    };
}

contenders! { 0 1 2 3 4 }
