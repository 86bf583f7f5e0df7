//! The wasm-bindgen tools, built from the library: no prebuilt binary is needed, and the version is pinned here.

use std::{fmt::Debug, process::ExitCode};

/// Reports a tool's error on standard error, and gives the exit code to end with.
pub fn exit_code<E: Debug>(result: Result<(), E>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}
