//! Eight second-order filters on two channels, each sample through all filters, in double precision like Chromium's and
//! ours: a straightforward loop. In this order, the CPU overlaps the filters.

use std::cell::RefCell;

const FILTERS: usize = 8;
const QUANTUM: usize = 128;

#[derive(Clone, Copy)]
struct Filter {
    b: [f64; 3],
    a: [f64; 2],
    x: [f64; 2],
    y: [f64; 2],
}

impl Filter {
    const IDENTITY: Self = Self { b: [1.0, 0.0, 0.0], a: [0.0; 2], x: [0.0; 2], y: [0.0; 2] };

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
    static STATE: RefCell<State> = const {
        RefCell::new(State { filters: [[Filter::IDENTITY; FILTERS]; 2], samples: [[0.0; QUANTUM]; 2] })
    };
}

/// Sets the coefficients of a channel's filters, resets them, and returns the address of the channel's samples.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
pub extern "C" fn channel(index: u32, b0: f64, b1: f64, b2: f64, a1: f64, a2: f64) -> *const f32 {
    STATE.with_borrow_mut(|state| {
        let index = index as usize % 2;
        state.filters[index] = [Filter { b: [b0, b1, b2], a: [a1, a2], ..Filter::IDENTITY }; FILTERS];
        state.samples[index].as_ptr()
    })
}

/// Filters a quantum of both channels.
#[cfg_attr(target_family = "wasm", unsafe(no_mangle))]
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
