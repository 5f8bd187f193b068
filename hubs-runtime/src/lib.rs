//! placeholder

#[allow(dead_code, unused_imports)] // used by the transports, which land next
mod websocket;
