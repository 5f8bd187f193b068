// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The types that hubs take and give.
#![allow(deprecated)]
use hubs_runtime::__private::serde;
/// Travels with each call.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct BigState {
    /// Shown to others.
    #[serde(rename = "displayName")]
    pub display_name: String,
    pub settings: Settings,
    /// Long gone.
    #[deprecated(note = "ask `room`")]
    #[serde(rename = "room-id")]
    pub room_id: Option<u32>,
}
impl Default for BigState {
    fn default() -> Self {
        hubs_runtime::__private::serde_json::from_str(
                "{\"displayName\":\"\",\"room-id\":null,\"settings\":{\"odd key\":null,\"sizes\":[1,2,3],\"theme\":\"light\"}}",
            )
            .expect("the contract's default is of this type")
    }
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum DrawError {
    /// No more people fit in.
    #[serde(rename = "full")]
    Full,
    #[serde(rename = "banned")]
    Banned { until: String, reason: Option<String> },
}
/// What went wrong, for programmers; the server's words for it are those of [`CallError`](hubs_runtime::client::CallError).
impl std::fmt::Display for DrawError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}
impl std::error::Error for DrawError {}
/// Some of many.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct PageShape {
    /// Those of this page.
    pub items: Vec<Shape>,
    pub last: Option<Shape>,
    pub next: Option<u32>,
}
/// Some of many.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct PageString {
    /// Those of this page.
    pub items: Vec<String>,
    pub last: Option<String>,
    pub next: Option<u32>,
}
/// What a person prefers.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Settings {
    /// How it looks.
    pub theme: SettingsTheme,
    #[serde(rename = "odd key")]
    pub odd_key: Option<String>,
    pub sizes: Vec<u32>,
}
/// What a person prefers.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct SettingsInput {
    /// How it looks.
    pub theme: SettingsTheme,
    #[serde(rename = "odd key", default, skip_serializing_if = "Option::is_none")]
    pub odd_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sizes: Option<Vec<u32>>,
}
/// How it looks.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub enum SettingsTheme {
    #[serde(rename = "light")]
    Light,
    #[serde(rename = "dark")]
    Dark,
}
/// A figure.
///
/// @everyone may draw it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
#[serde(tag = "kind")]
pub enum Shape {
    /// Round.
    #[serde(rename = "circle")]
    Circle { radius: f64 },
    #[serde(rename = "square")]
    Square { side: f64 },
}
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "serde")]
pub struct Tree {
    pub name: String,
    pub children: Vec<Tree>,
}
