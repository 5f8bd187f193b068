//! The chat's generated client. Its files are written by `hubs-codegen rust --package chat`.

pub mod hubs;
