// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs. The file of each hub has its connection and the trait of its handlers.
#[rustfmt::skip]
mod big_hub;
#[rustfmt::skip]
mod listen_hub;
#[rustfmt::skip]
mod small_hub;
#[rustfmt::skip]
mod types;
pub use big_hub::*;
pub use listen_hub::*;
pub use small_hub::*;
pub use types::*;
