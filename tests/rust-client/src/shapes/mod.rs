// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! Typed clients of hubs: connections, the traits of what clients handle, and the types.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::type_complexity)]
#[rustfmt::skip]
mod collections_hub;
#[rustfmt::skip]
mod custom_hub;
#[rustfmt::skip]
mod enums_hub;
#[rustfmt::skip]
mod flatten_hub;
#[rustfmt::skip]
mod handlers;
#[rustfmt::skip]
mod known_hub;
#[rustfmt::skip]
mod names_hub;
#[rustfmt::skip]
mod options_hub;
#[rustfmt::skip]
mod other_hub;
#[rustfmt::skip]
mod scalars_hub;
#[rustfmt::skip]
mod sent_hub;
#[rustfmt::skip]
mod shapes_hub;
#[rustfmt::skip]
mod structure_hub;
#[rustfmt::skip]
mod types;
pub use self::collections_hub::*;
pub use self::custom_hub::*;
pub use self::enums_hub::*;
pub use self::flatten_hub::*;
pub use self::handlers::*;
pub use self::known_hub::*;
pub use self::names_hub::*;
pub use self::options_hub::*;
pub use self::other_hub::*;
pub use self::scalars_hub::*;
pub use self::sent_hub::*;
pub use self::shapes_hub::*;
pub use self::structure_hub::*;
pub use self::types::*;
