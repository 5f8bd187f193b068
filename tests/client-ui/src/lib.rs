//! How generated Rust clients cannot be used; see `tests/ui.rs`. Not a part of `ui-tests`, since the compiler's words there depend on
//! every crate that is near.
