//! Eight filters of second order on two channels, sample by sample through all of them, in double precision as Chromium's and
//! ours are: the loop that one would write. In this order the machine works on several filters at once by itself.

use std::cell::RefCell;

const FILTERS: usize = 8;
const QUANTUM: usize = 128;

#[derive(Clone, Copy, Default)]
struct Filter {
    b: [f64; 3],
    a: [f64; 2],
    x: [f64; 2],
    y: [f64; 2],
}

impl Filter {
    fn next(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.b[1] * self.x[0] + self.b[2] * self.x[1]
            - self.a[0] * self.y[0]
            - self.a[1] * self.y[1];
        self.x = [x, self.x[0]];
        self.y = [y, self.y[0]];
        y
    }
}

struct State {
    filters: [[Filter; FILTERS]; 2],
    samples: [[f32; QUANTUM]; 2],
}

thread_local! {
    static STATE: RefCell<State> =
        const { RefCell::new(State { filters: [[Filter { b: [0.0; 3], a: [0.0; 2], x: [0.0; 2], y: [0.0; 2] }; FILTERS]; 2], samples: [[0.0; QUANTUM]; 2] }) };
}

/// Sets all filters, and says where the samples of a channel lie.
#[no_mangle]
pub extern "C" fn channel(index: u32, b0: f64, b1: f64, b2: f64, a1: f64, a2: f64) -> *const f32 {
    STATE.with_borrow_mut(|state| {
        let index = index as usize % 2;
        state.filters[index] = [Filter { b: [b0, b1, b2], a: [a1, a2], ..Filter::default() }; FILTERS];
        state.samples[index].as_ptr()
    })
}

/// Works on a quantum of both channels.
#[no_mangle]
pub extern "C" fn process() {
    STATE.with_borrow_mut(|State { filters, samples }| {
        for (filters, samples) in filters.iter_mut().zip(samples) {
            for sample in samples {
                let mut value = f64::from(*sample);
                for filter in &mut *filters {
                    value = filter.next(value);
                }
                *sample = value as f32;
            }
        }
    });
}
