//! One hub at other times. `hubs-codegen/tests/versions.rs` says what is different, and writes them.

pub mod changed;
pub mod newer;
pub mod older;
