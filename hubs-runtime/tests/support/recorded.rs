//! What .NET's client and server said to each other; `transcripts/README.md` tells where the recordings are from.
#![allow(dead_code)] // one test plays the server's side, another the client's

use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;

/// One line of a recording; the first one describes the others.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Line {
    pub from: String,
    pub kind: String,
    pub text: Option<String>,
    pub base64: Option<String>,
    /// Of a close frame.
    pub code: Option<u16>,
    /// The number of the TCP connection.
    pub connection: u32,
    /// Of the hub, with its query; in the first line.
    pub path: String,
    /// In the first line.
    pub protocol: String,
}

impl Line {
    pub fn is(&self, from: &str, kind: &str) -> bool {
        self.from == from && self.kind.starts_with(kind)
    }

    pub fn bytes(&self) -> Vec<u8> {
        match (&self.text, &self.base64) {
            (_, Some(base64)) => STANDARD.decode(base64).expect("base64"),
            (Some(text), None) => text.clone().into_bytes(),
            (None, None) => Vec::new(),
        }
    }
}

/// Where the recordings are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/transcripts")
}

/// The lines of `NAME.jsonl`.
pub fn read(name: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.jsonl")));
    let text = text.expect("a transcript");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line"))
        .collect()
}
