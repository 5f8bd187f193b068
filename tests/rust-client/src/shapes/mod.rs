// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs. The file of each hub has its connection and the trait of its handlers.
#[rustfmt::skip]
mod shapes_hub;
#[rustfmt::skip]
mod types;
pub use shapes_hub::*;
pub use types::*;
