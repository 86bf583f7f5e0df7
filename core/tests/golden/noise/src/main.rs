//! Prints the voice probability and the level of each frame, one line per frame, and the samples of a few frames; with
//! `all`, of all frames.

mod signals;

use nnnoiseless::DenoiseState;
use signals::FRAME;

fn main() {
    let all = std::env::args().any(|argument| argument == "all");
    let mut state = DenoiseState::new();
    for (number, frame) in signals::mixed().chunks_exact(FRAME).enumerate() {
        // The crate scales samples to 16 bits.
        let input: Vec<f32> = frame.iter().map(|sample| sample * 32768.0).collect();
        let mut output = [0.0; FRAME];
        let probability = state.process_frame(&mut output, &input);
        let output: Vec<f32> = output.iter().map(|sample| sample / 32768.0).collect();
        let level = output.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>().sqrt();
        print!("{probability:.5} {level:.4e}");
        if all || number % 40 == 9 {
            output.iter().for_each(|sample| print!(" {sample:.4e}"));
        }
        println!();
    }
}
