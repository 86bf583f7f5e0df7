//! Filmgate compiled natively: the steps and the input of the suites that run in WebAssembly.
//!
//! Arguments: a JSON array of cases, a file with the input, its width and its height. A case has a `case` and either a
//! `filter` step or several `steps` for a picture of RGBA bytes, perhaps with a number of `threads`, or `effects` and a
//! `sampleRate` for planar samples, or a `kernel`, an index into the kernels of `vector-layer`. `crates/program` documents the protocol.

mod audio;
mod pictures;
mod values;

use std::fs;

use filmgate_bench_modules::vector_layer;
use filmgate_bench_program::{Entry, Work, serve};
use serde_json::Value as Json;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [cases, file, width, height] = arguments.as_slice() else {
        panic!("the arguments are cases as JSON, a file, its width and its height")
    };
    let cases: Vec<Json> = serde_json::from_str(cases).expect("cases as JSON");
    let input = fs::read(file).expect("a file that can be read");
    let [width, height] = [width, height].map(|size| size.parse::<usize>().expect("a size"));
    let entries: Vec<Entry<'_>> = cases
        .iter()
        .map(|of| Entry { case: of["case"].as_str().expect("a name"), name: "filmgate", version: "native" })
        .collect();
    serve(&entries, |index| {
        let of = &cases[index];
        if let Some(kernel) = of["kernel"].as_u64() {
            Box::new(Kernel(kernel as usize))
        } else if of["filter"].is_object() || of["steps"].is_array() {
            Box::new(pictures::Filtering::new(of, &input, width, height))
        } else {
            Box::new(audio::Playing::new(of, &input, width))
        }
    });
}

struct Kernel(usize);

impl Work for Kernel {
    fn restore(&mut self) {
        vector_layer::clear();
    }

    fn run(&mut self) {
        vector_layer::run(self.0);
    }

    fn result(&mut self) -> Vec<u8> {
        vector_layer::sum().to_le_bytes().to_vec()
    }
}
