//! Native libraries on one thread, which the bench asks for rounds. Arguments: a file of RGBA bytes, its width and height.
//!
//! First it prints what there is, as a line of JSON. Then it answers lines: to `run N` with how long that took in
//! nanoseconds, to `save N FILE` with `saved`, when the pixels of the result are in the file. It ends with its input.

mod by_imageproc;
mod by_libblur;
mod resize;

use std::io::{BufRead, Write};
use std::time::Instant;

/// What everybody is given.
pub struct Picture {
    /// Red, green, blue, alpha, and the last is 255.
    pub pixels: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

/// A library's way to do an operation of the bench.
pub struct Contender {
    /// As in the bench's list of operations.
    pub operation: &'static str,
    pub name: &'static str,
    pub version: &'static str,
    /// Called once: what can be used again is made here.
    pub prepare: fn(&Picture) -> Box<dyn Work>,
}

pub trait Work {
    /// Not measured: for what must be put back before each run.
    fn restore(&mut self, _: &Picture) {}
    /// Measured: from pixels in memory to pixels in memory.
    fn run(&mut self, picture: &Picture);
    fn pixels(&self) -> &[u8];
}

/// The kernels of the bench's convolutions.
pub const SHARPEN: [f32; 9] = [0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0];
pub const CONE: [f32; 25] = {
    let (whole, mut kernel, mut i) =
        ([0, 1, 2, 1, 0, 1, 3, 5, 3, 1, 2, 5, 8, 5, 2, 1, 3, 5, 3, 1, 0, 1, 2, 1, 0], [0.0; 25], 0);
    while i < 25 {
        kernel[i] = whole[i] as f32 / 56.0;
        i += 1;
    }
    kernel
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, width, height] = arguments.as_slice() else { panic!("a file, its width and its height") };
    let number = |text: &str| text.parse::<u32>().expect("a number");
    let picture = Picture {
        pixels: std::fs::read(file).expect("the file of pixels"),
        width: number(width),
        height: number(height),
    };

    let contenders: Vec<&Contender> =
        resize::CONTENDERS.iter().chain(by_libblur::contenders()).chain(&by_imageproc::CONTENDERS).collect();
    let list = contenders.iter().map(|Contender { operation, name, version, .. }| {
        format!(r#"{{"operation":"{operation}","name":"{name}","version":"{version}"}}"#)
    });
    println!("[{}]", list.collect::<Vec<_>>().join(","));

    // Of the operation that is measured now; those before it give their memory back.
    let mut current: Vec<(usize, Box<dyn Work>)> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let index = words[1].parse::<usize>().expect("which one");
        current.retain(|(other, _)| contenders[*other].operation == contenders[index].operation);
        if !current.iter().any(|(other, _)| *other == index) {
            current.push((index, (contenders[index].prepare)(&picture)));
        }
        let (_, work) = current.iter_mut().find(|(other, _)| *other == index).expect("it was just made");
        if words[0] == "save" {
            std::fs::write(words[2], work.pixels()).expect("a file that can be written");
            println!("saved");
        } else {
            work.restore(&picture);
            let start = Instant::now();
            work.run(&picture);
            println!("{}", start.elapsed().as_nanos());
        }
        std::io::stdout().flush().expect("somebody who listens");
    }
}
