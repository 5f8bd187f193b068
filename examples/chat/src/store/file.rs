//! The store of one server: what was said is in a file, who is where in memory.

use std::{path::Path, sync::Arc};

use redb::{Database, ReadableDatabase, ReadableTable, Table, TableDefinition};

use super::KEPT;
use crate::{Message, rooms::Rooms};

/// Messages as JSON, by room and number.
const MESSAGES: TableDefinition<'_, (&str, u32), &[u8]> = TableDefinition::new("messages");

/// The messages of all rooms, and the people in them. Clones share one file.
#[derive(Clone, Debug)]
pub struct FileStore {
    database: Arc<Database>,
    pub(super) rooms: Arc<Rooms>,
}

/// The file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the history cannot be used: {0}")]
pub struct FileError(String);

impl<E: Into<redb::Error>> From<E> for FileError {
    fn from(error: E) -> Self {
        Self(error.into().to_string())
    }
}

impl FileStore {
    /// Opens the file, which is made if it is missing. Another process must not have it open.
    ///
    /// # Errors
    /// If the file cannot be opened or is no history.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let database = Database::create(path)?;
        // So that reading finds the table before anything was said.
        let transaction = database.begin_write()?;
        transaction.open_table(MESSAGES)?;
        transaction.commit()?;
        Ok(Self {
            database: Arc::new(database),
            rooms: Arc::default(),
        })
    }

    /// Adds messages to a room, numbers them, and drops what is too old.
    pub(super) async fn add(
        &self,
        room: String,
        mut messages: Vec<Message>,
    ) -> Result<Vec<Message>, FileError> {
        self.run(move |database| {
            let transaction = database.begin_write()?;
            {
                let mut table = transaction.open_table(MESSAGES)?;
                let mut next = last_number(&table, &room)? + 1;
                for message in &mut messages {
                    message.id = next;
                    let json = serde_json::to_vec(message)
                        .map_err(|error| FileError(error.to_string()))?;
                    table.insert((room.as_str(), next), json.as_slice())?;
                    next += 1;
                }
                forget(&mut table, &room, next)?;
            }
            transaction.commit()?;
            Ok(messages)
        })
        .await
    }

    /// At most `count` messages of a room, oldest first, from number `from` on.
    pub(super) async fn page(
        &self,
        room: String,
        from: u32,
        count: usize,
    ) -> Result<Vec<Message>, FileError> {
        self.run(move |database| {
            let table = database.begin_read()?.open_table(MESSAGES)?;
            let mut messages = Vec::new();
            for entry in table
                .range((room.as_str(), from)..=(room.as_str(), u32::MAX))?
                .take(count)
            {
                let (_, json) = entry?;
                let message = serde_json::from_slice(json.value());
                messages.push(message.map_err(|error| FileError(error.to_string()))?);
            }
            Ok(messages)
        })
        .await
    }

    /// The number of the room's last message; 0 if there is none.
    pub(super) async fn last(&self, room: String) -> Result<u32, FileError> {
        self.run(move |database| last_number(&database.begin_read()?.open_table(MESSAGES)?, &room))
            .await
    }

    /// Forgets everything that was said in a room.
    pub(super) async fn clear(&self, room: String) -> Result<(), FileError> {
        self.run(move |database| {
            let transaction = database.begin_write()?;
            transaction
                .open_table(MESSAGES)?
                .retain_in((room.as_str(), 0)..=(room.as_str(), u32::MAX), |_, _| false)?;
            transaction.commit()?;
            Ok(())
        })
        .await
    }

    /// Files block, so they are used on a thread where that does no harm.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, FileError> {
        let database = self.database.clone();
        let done = tokio::task::spawn_blocking(move || work(&database)).await;
        done.map_err(|error| FileError(error.to_string()))?
    }
}

fn last_number(
    table: &impl ReadableTable<(&'static str, u32), &'static [u8]>,
    room: &str,
) -> Result<u32, FileError> {
    let last = table.range((room, 0)..=(room, u32::MAX))?.next_back();
    Ok(last.transpose()?.map_or(0, |(key, _)| key.value().1))
}

fn forget(
    table: &mut Table<'_, (&'static str, u32), &'static [u8]>,
    room: &str,
    next: u32,
) -> Result<(), FileError> {
    if let Some(oldest) = next.checked_sub(KEPT + 1) {
        table.retain_in((room, 0)..=(room, oldest), |_, _| false)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::said;

    #[tokio::test]
    async fn rooms_have_their_own_numbers_and_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chat.redb");
        let history = FileStore::open(&path).unwrap();
        let added = history
            .add("lobby".to_owned(), vec![said("a"), said("b")])
            .await
            .unwrap();
        assert_eq!(
            added.iter().map(|message| message.id).collect::<Vec<_>>(),
            [1, 2]
        );
        history
            .add("attic".to_owned(), vec![said("c")])
            .await
            .unwrap();
        drop(history);
        let history = FileStore::open(&path).unwrap();
        assert_eq!(history.last("lobby".to_owned()).await.unwrap(), 2);
        assert_eq!(history.last("nowhere".to_owned()).await.unwrap(), 0);
        let page = history.page("lobby".to_owned(), 2, 10).await.unwrap();
        assert_eq!(
            page.iter()
                .map(|message| &*message.text)
                .collect::<Vec<_>>(),
            ["b"]
        );
    }

    #[tokio::test]
    async fn a_cleared_room_is_empty_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let history = FileStore::open(&folder.path().join("chat.redb")).unwrap();
        for room in ["a", "ab"] {
            history
                .add(room.to_owned(), vec![said(room)])
                .await
                .unwrap();
        }
        history.clear("a".to_owned()).await.unwrap();
        assert!(
            history
                .page("a".to_owned(), 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(history.page("ab".to_owned(), 0, 10).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_file_that_is_no_history_is_named_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chat.redb");
        std::fs::write(&path, "not a database").unwrap();
        assert!(
            FileStore::open(&path)
                .unwrap_err()
                .to_string()
                .starts_with("the history cannot be used")
        );
    }
}
