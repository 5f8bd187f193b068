//! A chat with rooms.
//!
//! [`ChatHub`] is what clients call, [`ChatClient`] what they are called with, [`ChatState`] what each of them carries.
//! [`server`] serves it, and [`with_sign_in`] tells guests from people with an account. [`Store`] is what the chat remembers: in a file if there is one server, in Redis if there are several.

mod accounts;
mod hub;
mod people;
mod rooms;
mod serve;
mod server;
mod sign_in;
mod store;
mod words;

pub use hub::{ChatClient, ChatError, ChatHub, ChatState, Message, RoomSummary};
pub use people::keep_people;
pub use serve::{Patience, serve};
pub use server::server;
pub use sign_in::{SignInError, SignedIn, TOKEN_HOLDS, with_sign_in};
pub use store::{FileError, FileStore, RedisStore, Store, StoreError};
