// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The types that hubs take and give.
use hubs_runtime::__private::serde;
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Answer {
    #[serde(rename = "silence")]
    Silence,
    #[serde(rename = "choice")]
    Choice(u32),
    #[serde(rename = "words")]
    Words { text: String },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum Kind {
    #[serde(rename = "small")]
    Small,
    #[serde(rename = "large")]
    Large,
}
/// A value with some of everything.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Payload {
    pub integer: i32,
    pub float: f64,
    pub text: String,
    pub maybe: Option<String>,
    pub list: Vec<Payload>,
    pub kind: Kind,
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Question {
    pub text: String,
    pub choices: Vec<String>,
}
/// What can go wrong, typed.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum TestError {
    #[serde(rename = "noSuchRoom")]
    NoSuchRoom { name: String },
    #[serde(rename = "tooEarly")]
    TooEarly { hour: u8 },
}
/// What went wrong, for programmers; the server's words for it are those of [`CallError`](hubs_runtime::client::CallError).
impl std::fmt::Display for TestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
impl std::error::Error for TestError {}
/// Carried by each client.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[derive(Default)]
pub struct TestState {
    /// Shown to others.
    pub name: String,
    pub visits: u32,
    pub tags: Vec<String>,
    /// What the server thinks of the caller.
    pub rank: hubs_runtime::client::ReadOnly<u32>,
}
