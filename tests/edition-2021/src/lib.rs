//! The client of `tests/rust-client` that is hard to print, in the edition that many crates still have. That it compiles is the test.
#![deny(warnings)]
#![allow(missing_docs)]

#[path = "../../rust-client/src/shapes/mod.rs"]
pub mod shapes;
