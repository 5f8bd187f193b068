// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs: connections, the traits of what clients handle, and the types.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::type_complexity)]
#[rustfmt::skip]
mod handlers;
#[rustfmt::skip]
mod state_hub;
#[rustfmt::skip]
mod types;
pub use self::handlers::*;
pub use self::state_hub::*;
pub use self::types::*;
