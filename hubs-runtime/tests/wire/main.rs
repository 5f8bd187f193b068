//! Servers on real sockets, and clients that write the wire's own bytes: what official clients never do is done here.
#![allow(missing_docs, unreachable_pub)] // hubs are `pub`, and nobody reads docs of tests

mod dotnet;
mod early;
mod ending;
mod expiry;
mod faults;
mod http2;
mod origins;
mod paths;
mod policies;
mod polling;
mod pressure;
mod raw;
#[path = "../support/recorded.rs"]
mod recorded;
mod refresh;
mod support;
