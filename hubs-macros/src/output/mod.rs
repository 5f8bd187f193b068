//! Pieces of expansions that several macros write.

pub(crate) mod about;
pub(crate) mod fallback;
pub(crate) mod fitting;
pub(crate) mod runtime;
pub(crate) mod stand_in;
pub(crate) mod unmarked;
