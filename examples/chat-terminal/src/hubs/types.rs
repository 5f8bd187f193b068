// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The types that hubs take and give.
use hubs_runtime::__private::serde;
/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum ChatError {
    /// `displayName` has not 1 to 24 characters, or some that cannot be printed.
    #[serde(rename = "nameNeeded")]
    NameNeeded,
    /// An account has this name, in whatever case of letters, and the caller is not signed in to it.
    #[serde(rename = "nameTaken")]
    NameTaken,
    /// A room's name has 1 to 32 letters, digits, `-` or `_`.
    #[serde(rename = "badRoomName")]
    BadRoomName {
        /// As it was sent.
        room: String,
    },
    /// The call needs a room.
    #[serde(rename = "notInARoom")]
    NotInARoom,
    /// The message is empty.
    #[serde(rename = "nothingSaid")]
    NothingSaid,
    /// The message is too long.
    #[serde(rename = "tooLong")]
    TooLong {
        /// Characters.
        most: u32,
    },
}
/// What went wrong, for programmers; the server's words for it are those of [`CallError`](hubs_runtime::client::CallError).
impl std::fmt::Display for ChatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
impl std::error::Error for ChatError {}
/// Carried by each client, readable and writable from both ends.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[derive(Default)]
pub struct ChatState {
    /// What others see: 1 to 24 characters. Taken when you join; to change it in a room, join the same one again.
    /// Of who is signed in the server sets it, to the account's name.
    #[serde(rename = "displayName")]
    pub display_name: String,
    /// The room this client is in: `join` and `leave` set it. Clients keep it, so that they are in it again after a reconnect,
    /// without what was said meanwhile.
    pub room: String,
}
/// Something that was said.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Message {
    /// Its number in the room, from 1.
    pub id: u32,
    /// Who said it.
    pub author: String,
    /// What was said; plain text.
    pub text: String,
    /// When, in milliseconds since 1970.
    #[serde(rename = "sentAt")]
    pub sent_at: f64,
}
/// A room that has people.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct RoomSummary {
    /// Its name.
    pub room: String,
    /// How many people are in it.
    pub people: u32,
}
