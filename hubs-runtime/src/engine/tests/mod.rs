//! The engine on bytes: no socket, a paused clock.

mod announced;
mod bad_input;
mod bench;
#[path = "../../../tests/support/book.rs"]
mod book;
mod calls;
mod expiry;
mod hub;
mod lifecycle;
#[path = "../../../tests/support/log.rs"]
mod log;
mod pushes;
mod rates;
mod reconnect;
mod settings;
mod state;
mod streams;
mod telemetry;
