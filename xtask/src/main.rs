//! Generators and checks that a Makefile should not do.

use std::{env, process::ExitCode};

const USAGE: &str = "usage: cargo xtask gen [--check]

  gen           writes the files that are generated from the declarations
  gen --check   writes nothing; fails if one of them is not what would be written";

#[derive(Debug, PartialEq, Eq)]
enum Command {
    Gen { check: bool },
}

fn parse(arguments: &[&str]) -> Option<Command> {
    match arguments {
        ["gen"] => Some(Command::Gen { check: false }),
        ["gen", "--check"] => Some(Command::Gen { check: true }),
        _ => None,
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match parse(&arguments) {
        // Nothing is generated yet: there are no declarations.
        Some(Command::Gen { check: _ }) => ExitCode::SUCCESS,
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_commands() {
        assert_eq!(parse(&["gen"]), Some(Command::Gen { check: false }));
        assert_eq!(parse(&["gen", "--check"]), Some(Command::Gen { check: true }));
        assert_eq!(parse(&["gen", "--chekc"]), None);
        assert_eq!(parse(&[]), None);
    }
}
