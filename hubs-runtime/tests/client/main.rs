//! The Rust client against servers of ours, over real sockets, and against servers that misbehave.
#![allow(missing_docs, unreachable_pub)] // hubs are `pub`, and nobody reads docs of tests

mod calls;
mod contained;
mod faults;
mod life;
mod redirects;
mod refresh;
mod scripted;
mod stateful;
mod support;
mod transcripts;
