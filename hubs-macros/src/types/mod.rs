//! What travels: `#[hub_type]` and `#[derive(HubError)]`.

mod form;
pub(crate) mod hub_error;
pub(crate) mod hub_type;
pub(crate) mod parts;
mod serde_names;
mod stuck;
mod tagged;
mod wire_names;
