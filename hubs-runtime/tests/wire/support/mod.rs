//! A server in a runtime of its own, and raw clients for every transport and protocol.

mod client;
mod message;
mod server;
#[path = "../../support/ways.rs"]
mod ways;

pub use client::{Client, negotiate};
pub use message::Event;
pub use server::Server;
pub use ways::{COMBINATIONS, eventually};
