//! Typed clients from a hub server's contract.
//!
//! [`extract`] gets the contract out of a crate, [`check`] reads its text, [`typescript`] and [`rust`] print clients, [`output`] writes files or compares
//! them with what is there, [`config`] reads the list of a project's outputs. The command `hubs-codegen` ([`cli`]) joins them; it alone
//! has an exit code and writes to the terminal.

#![deny(clippy::exit, clippy::print_stderr, clippy::print_stdout)]

mod bytes;
pub mod check;
pub mod cli;
pub mod config;
pub mod diff;
mod error;
pub mod extract;
mod held_back;
mod links;
pub mod output;
pub mod rust;
pub mod schema;
pub mod typescript;

pub use error::Error;
