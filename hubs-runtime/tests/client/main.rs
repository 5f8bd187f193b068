//! The Rust client against servers of ours, over real sockets, and against servers that misbehave.
#![allow(missing_docs, unreachable_pub)] // hubs are `pub`, and nobody reads docs of tests

mod calls;
mod faults;
mod life;
mod support;
mod transcripts;
