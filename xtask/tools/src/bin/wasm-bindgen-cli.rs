//! `wasm-bindgen`: turns the compiled module into one that JavaScript can load, with its glue.
//!
//! Not called `wasm-bindgen`, because rustc takes a crate of that name for an old version of the library.

use std::{env, process::ExitCode};

fn main() -> ExitCode {
    filmgate_tools::exit_code(wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(env::args_os()))
}
