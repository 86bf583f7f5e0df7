//! Native contenders on one thread; the benches request single runs.
//!
//! Arguments: the name of a list, and for lists of pictures a file of RGBA bytes, its width and its height. The program
//! first prints the list as a line of JSON. Then it answers lines: `run N` with the nanoseconds of one run, `save N
//! FILE` with `saved` after writing the bytes of the result. It exits at the end of its input.

mod conversions;
mod kernels;
mod loops;
mod pictures;
mod resampling;
mod with_fast_image_resize;
mod with_imageproc;
mod with_libblur;

use std::io::{BufRead, Write};
use std::time::Instant;

use pictures::Picture;

/// An implementation of a case of a suite.
pub struct Contender {
    /// The name of the case.
    pub case: &'static str,
    pub name: &'static str,
    pub version: &'static str,
    /// Called once: creates the state that runs share.
    pub prepare: fn(&'static Picture) -> Box<dyn Work>,
}

pub trait Work {
    /// Not timed: restores the data that a run changes.
    fn restore(&mut self) {}
    /// Timed: from data in memory to data in memory.
    fn run(&mut self);
    fn result(&mut self) -> Vec<u8>;
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (list, picture) = match arguments.as_slice() {
        [list] => (list, Picture::default()),
        [list, file, width, height] => (list, Picture::read(file, width, height)),
        _ => panic!("a list, and for pictures a file, its width and its height"),
    };
    let picture: &'static Picture = Box::leak(Box::new(picture));
    let contenders: Vec<&Contender> = match list.as_str() {
        "filters" => loops::CONTENDERS.iter().collect(),
        "peers" => with_fast_image_resize::CONTENDERS
            .iter()
            .chain(with_libblur::contenders())
            .chain(&with_imageproc::CONTENDERS)
            .collect(),
        "conversions" => conversions::CONTENDERS.iter().collect(),
        "kernels" => kernels::CONTENDERS.iter().collect(),
        "resampling" => resampling::CONTENDERS.iter().collect(),
        _ => panic!("unknown list {list:?}: the lists are filters, peers, conversions, kernels and resampling"),
    };
    let entries = contenders.iter().map(|Contender { case, name, version, .. }| {
        format!(r#"{{"case":"{case}","name":"{name}","version":"{version}"}}"#)
    });
    println!("[{}]", entries.collect::<Vec<_>>().join(","));

    // Contenders of the current case. Contenders of earlier cases are dropped to free their memory.
    let mut current: Vec<(usize, Box<dyn Work>)> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let index = words[1].parse::<usize>().expect("an index into the list");
        current.retain(|(other, _)| contenders[*other].case == contenders[index].case);
        if !current.iter().any(|(other, _)| *other == index) {
            current.push((index, (contenders[index].prepare)(picture)));
        }
        let (_, work) = current.iter_mut().find(|(other, _)| *other == index).expect("it was just added");
        if words[0] == "save" {
            std::fs::write(words[2], work.result()).expect("a file that can be written");
            println!("saved");
        } else {
            work.restore();
            let start = Instant::now();
            work.run();
            println!("{}", start.elapsed().as_nanos());
        }
        std::io::stdout().flush().expect("a reader of the answers");
    }
}
