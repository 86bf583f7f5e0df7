//! The protocol between the benches and their native programs, which run single runs on request.
//!
//! A program first prints its contenders as a line of JSON. Then it answers lines: `run N` with the nanoseconds of one
//! run, `save N FILE` with `saved` after writing the bytes of the result. It exits at the end of its input.

use std::io::{BufRead, Write};
use std::time::Instant;

/// What the benches show of a contender.
pub struct Entry<'a> {
    /// The name of the case.
    pub case: &'a str,
    pub name: &'a str,
    pub version: &'a str,
}

/// A prepared contender.
pub trait Work {
    /// Not timed: restores the data that a run changes.
    fn restore(&mut self) {}
    /// Timed: from data in memory to data in memory.
    fn run(&mut self);
    fn result(&mut self) -> Vec<u8>;
}

/// Answers requests. `prepare` is called once per contender: it creates the state that runs share.
pub fn serve(entries: &[Entry<'_>], prepare: impl Fn(usize) -> Box<dyn Work>) {
    let list = entries
        .iter()
        .map(|Entry { case, name, version }| format!(r#"{{"case":"{case}","name":"{name}","version":"{version}"}}"#));
    println!("[{}]", list.collect::<Vec<_>>().join(","));

    // Contenders of the current case. Contenders of earlier cases are dropped to free their memory.
    let mut current: Vec<(usize, Box<dyn Work>)> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let index = words[1].parse::<usize>().expect("an index into the list");
        current.retain(|(other, _)| entries[*other].case == entries[index].case);
        if !current.iter().any(|(other, _)| *other == index) {
            current.push((index, prepare(index)));
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
