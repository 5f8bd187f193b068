//! Several servers as one, over a real Redis that each test starts for itself.
#![allow(missing_docs)]

#[path = "../support/book.rs"]
mod book;
mod cluster;
mod conventions;
mod dotnet;
mod faults;
mod metrics;
mod presence;
mod server;
mod sharded;
mod targets;
