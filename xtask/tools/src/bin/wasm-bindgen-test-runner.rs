//! `wasm-bindgen-test-runner`: what `cargo test --target wasm32-unknown-unknown` starts.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    filmgate_tools::exit_code(wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(env::args_os()))
}
