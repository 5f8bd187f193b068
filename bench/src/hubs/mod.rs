// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs: connections, the traits of what clients handle, and the types.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::type_complexity)]
#[rustfmt::skip]
mod bench_hub;
#[rustfmt::skip]
mod handlers;
pub use self::bench_hub::*;
pub use self::handlers::*;
