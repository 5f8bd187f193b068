//! What the macros, the runtime and the generator must agree on, once.
//!
//! * [`names`]: how a Rust identifier becomes a wire name, when two names clash, which names are reserved.
//! * [`wire`]: the few names that our own additions to the SignalR wire use.
//! * [`keywords`] (feature `model`): which keywords of JSON Schema hold further schemas.
//! * [`model`] (feature `model`): hubs described as data, the content of `hubs.contract.json`.
//!
//! The crate does no I/O and knows neither syn, axum nor schemars.

#[cfg(feature = "model")]
mod digest;
#[cfg(feature = "model")]
pub use digest::HelloDigests;
#[cfg(feature = "model")]
pub mod keywords;
#[cfg(feature = "model")]
pub mod model;
pub mod names;
pub mod wire;

/// The format of `hubs.contract.json`. Another number means another shape.
pub const FORMAT: u32 = 2;

/// So many digits of a member's digest are enough in a hello: they say that a member has changed, against accident alone.
pub const HELLO_DIGEST_DIGITS: usize = 8;
