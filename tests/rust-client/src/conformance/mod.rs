// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs. The file of each hub has its connection and the trait of its handlers.
#[rustfmt::skip]
mod secret_hub;
#[rustfmt::skip]
mod state_hub;
#[rustfmt::skip]
mod test_hub;
#[rustfmt::skip]
mod types;
pub use secret_hub::*;
pub use state_hub::*;
pub use test_hub::*;
pub use types::*;
