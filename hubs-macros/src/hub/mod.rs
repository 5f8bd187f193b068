//! `#[hub]`: on the struct, which says what the hub is, and on its `impl`, which holds what clients call.

mod fields;
pub(crate) mod item;
pub(crate) mod methods;
mod policies;
mod uses;
