//! The chat's generated client. Its files are written by `hubs-codegen rust --package chat`.

pub mod hubs;

/// Where the chat is unless another place is given.
pub const URL: &str = "http://127.0.0.1:3000/chat";
