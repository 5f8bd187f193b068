//! A chat with rooms.
//!
//! [`ChatHub`] is what clients call, [`ChatClient`] what they are called with, [`ChatState`] what each of them carries.
//! Who is where is kept in memory, what was said in a file.

mod history;
mod hub;
mod rooms;
mod serve;
mod words;

pub use history::{History, HistoryError};
pub use hub::{ChatClient, ChatError, ChatHub, ChatState, Message, RoomSummary};
pub use serve::{Patience, serve};
