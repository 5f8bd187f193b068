//! Generated Rust clients: of the hubs that official clients are tested against, of hubs that are hard to print, and of a contract with some
//! of everything.
//!
//! `./scripts/test contract` says how to write them anew.
#![deny(warnings, clippy::pedantic)]
#![allow(missing_docs)] // the hubs of tests have few

pub mod conformance;
pub mod shapes;
pub mod stress;
pub mod versions;
