//! What several macros check: names, signatures, types as they are written. Knows neither hub nor client contract.

pub(crate) mod names;
pub(crate) mod signature;
pub(crate) mod ty;
