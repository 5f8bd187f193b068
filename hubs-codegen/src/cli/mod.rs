//! The command `hubs-codegen`.
//!
//! Exit codes: 0 done, fresh or compatible; 4 stale (`--check`) or clients must update (`diff`); 1 anything else.

// Of the whole library, this room alone talks.
#![allow(clippy::print_stderr, clippy::print_stdout)]

mod arguments;
mod deliver;
mod generate;
mod run;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

/// Exit code of `--check` when the files are not what they would be, and of `diff` when clients must update.
pub const STALE: u8 = 4;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run::run(&arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(1)
        }
    }
}
