use std::sync::Mutex;

use hubs_runtime::{BuildError, prelude::*};

/// What the server calls on a connected client.
#[client_contract]
pub trait NotesClient {
    /// Somebody else added a note.
    async fn added(&self, note: Note);
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub author: String,
    pub text: String,
}

#[hub(client = NotesClient)]
#[derive(Default)]
pub struct NotesHub {
    notes: Mutex<Vec<Note>>,
}

#[hub]
impl NotesHub {
    /// Adds a note, tells everyone else of it and returns how many there are.
    pub async fn add(&self, cx: &HubContext<Self>, note: Note) -> Result<u32, HubError> {
        if note.text.is_empty() {
            return Err(HubError::new("a note needs a text"));
        }
        let count = {
            let mut notes = self.notes.lock().unwrap();
            notes.push(note.clone());
            notes.len()
        };
        cx.clients().others().added(note).await?;
        u32::try_from(count).map_err(HubError::internal)
    }

    /// The last notes, newest first.
    pub fn latest(&self, #[hub(default = 10)] count: u32) -> Vec<Note> {
        let notes = self.notes.lock().unwrap();
        notes.iter().rev().take(count as usize).cloned().collect()
    }
}

pub fn hubs() -> Result<HubServer, BuildError> {
    HubServer::builder()
        .hub("/notes", NotesHub::default())
        .build()
}
