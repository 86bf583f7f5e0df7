//! Strips of a frame on several threads.

use alloc::boxed::Box;
use core::fmt;

/// Whether frames can be cut into strips. On WebAssembly, there are no threads for them.
pub(super) const STRIPS: bool = cfg!(not(target_family = "wasm"));

/// How the strips of a frame are processed: one after another, or at the same time on several threads.
///
/// [`SingleThread`] and [`Threads`] are the two that come with the crate. A pool of threads is a few lines, for instance
/// with rayon: `tasks.par_iter_mut().for_each(Task::run)`.
pub trait Dispatch: fmt::Debug + Send + Sync {
    /// Returns the number of strips into which a frame is cut, at least 1. A frame may be cut into fewer: if the rows that
    /// strips share would be too many, or into one where a step needs all rows in order.
    fn strips(&self) -> usize;

    /// Calls [`Task::run`] of all tasks, on any threads, and returns when all calls have returned.
    fn run(&self, tasks: &mut [Task<'_>]);
}

/// A strip to be processed.
pub struct Task<'a>(Option<Box<dyn FnOnce() + Send + 'a>>);

impl<'a> Task<'a> {
    pub(super) fn new(work: impl FnOnce() + Send + 'a) -> Self {
        Self(Some(Box::new(work)))
    }

    /// Processes the strip. Later calls do nothing.
    pub fn run(&mut self) {
        if let Some(work) = self.0.take() {
            work();
        }
    }
}

impl fmt::Debug for Task<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Task" } else { "Task (done)" })
    }
}

/// Processes all strips, also those that the dispatch has forgotten.
pub(super) fn run_all(dispatch: &dyn Dispatch, tasks: &mut [Task<'_>]) {
    dispatch.run(tasks);
    tasks.iter_mut().for_each(Task::run);
}

/// Processes strips on the thread of the caller. With a single strip, the default, frames aren't cut.
#[derive(Clone, Copy, Debug)]
pub struct SingleThread {
    /// The number of strips.
    pub strips: usize,
}

impl Default for SingleThread {
    fn default() -> Self {
        Self { strips: 1 }
    }
}

impl Dispatch for SingleThread {
    fn strips(&self) -> usize {
        self.strips
    }

    fn run(&self, tasks: &mut [Task<'_>]) {
        tasks.iter_mut().for_each(Task::run);
    }
}

/// Processes each strip on a thread of its own, the first on the thread of the caller. The threads end with the pass over
/// the frame: starting one takes about 20 µs, little against the milliseconds of a large frame.
///
/// ```
/// use filmgate::image::filters::blur::GaussianBlur;
/// use filmgate::image::frame::{Format, Frame, FrameLayout};
/// use filmgate::image::pipeline::{Pipeline, Threads};
///
/// let mut pipeline = Pipeline::new(vec![Box::new(GaussianBlur::default())]);
/// pipeline.set_dispatch(Threads::available());
/// pipeline.apply(&mut Frame::new(FrameLayout::new(Format::Rgba, 640, 480)?)?)?;
/// # Ok::<(), filmgate::Error>(())
/// ```
#[cfg(not(target_family = "wasm"))]
#[derive(Clone, Copy, Debug)]
pub struct Threads {
    /// The number of threads.
    pub count: usize,
}

#[cfg(not(target_family = "wasm"))]
impl Threads {
    /// As many threads as the machine can run at the same time.
    pub fn available() -> Self {
        Self { count: std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

#[cfg(not(target_family = "wasm"))]
impl Dispatch for Threads {
    fn strips(&self) -> usize {
        self.count
    }

    fn run(&self, tasks: &mut [Task<'_>]) {
        let Some((own, others)) = tasks.split_first_mut() else { return };
        std::thread::scope(|scope| {
            for task in others {
                // Without a thread, the strip is processed after the others.
                let _ = std::thread::Builder::new().spawn_scoped(scope, || task.run());
            }
            own.run();
        });
    }
}
