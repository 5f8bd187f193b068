//! Hubs as data: what `hubs-codegen` extracts (feature `contract`).
//!
//! Every `#[hub] impl` registers itself in a link-time table; [`Registry`] visits the hubs' static tables and the
//! schemas of their types, in both directions, and yields a [`hubs_contract::model::Contract`].

