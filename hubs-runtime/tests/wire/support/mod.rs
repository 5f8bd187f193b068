//! A server in a runtime of its own, and raw clients for every transport and protocol.

mod client;
pub mod http2;
mod message;
mod server;
mod stalled;
#[path = "../../support/ways.rs"]
mod ways;

pub use client::{Client, negotiate, negotiate_over};
pub use message::Event;
pub use server::Server;
pub use stalled::Stalled;
pub use ways::{COMBINATIONS, eventually};
