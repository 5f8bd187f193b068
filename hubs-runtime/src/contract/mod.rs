//! Hubs as data: what `hubs-codegen` extracts (feature `contract`).
//!
//! Every `#[hub] impl` registers itself in a link-time table; [`Registry`] visits the hubs' static tables and the
//! schemas of their types, in both directions, and yields a [`hubs_contract::model::Contract`].

mod export;
mod finish;
mod registry;
mod schemas;
mod sinks;

pub use export::{EXPORT_VARIABLE, export_if_asked};
pub use registry::{ContractError, Registry, collect};
pub(crate) use schemas::argument_schemas;
pub use sinks::{ClientSink, StateSink, TypeSink};

/// One entry for each `#[hub] impl` that is linked into the program.
#[doc(hidden)]
#[linkme::distributed_slice]
pub static ROWS: [fn(&mut Registry)];
