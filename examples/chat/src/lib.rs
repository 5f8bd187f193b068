//! A chat with rooms.
//!
//! [`ChatHub`] is what clients call, [`ChatClient`] what they are called with, [`ChatState`] what each of them carries.
//! [`Store`] is what the chat remembers: in a file if there is one server, in Redis if there are several.

mod hub;
mod people;
mod rooms;
mod serve;
mod store;
mod words;

pub use hub::{ChatClient, ChatError, ChatHub, ChatState, Message, RoomSummary};
pub use people::keep_people;
pub use serve::{Patience, serve};
pub use store::{FileError, FileStore, RedisStore, Store, StoreError};
