//! Native contenders on one thread; the benches request single runs.
//!
//! Arguments: the name of a list, and for lists of pictures a file of RGBA bytes, its width and its height.
//! `crates/program` documents the protocol.

mod conversions;
mod kernels;
mod loops;
mod pictures;
mod resampling;
mod with_fast_image_resize;
mod with_imageproc;
mod with_libblur;

use filmgate_bench_program::{Entry, Work, serve};
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
    let entries: Vec<Entry<'_>> =
        contenders.iter().map(|Contender { case, name, version, .. }| Entry { case, name, version }).collect();
    serve(&entries, |index| (contenders[index].prepare)(picture));
}
