//! The store of one server: what was said and who has an account is in a file, who is where in memory.

use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt, path::Path, sync::Arc};

use redb::{
    Database, ReadableDatabase, ReadableTable, Table, TableDefinition, backends::FileBackend,
};

use super::KEPT;
use crate::{Message, accounts::Account, rooms::Rooms};

/// Messages as JSON, by room and number.
const MESSAGES: TableDefinition<'_, (&str, u32), &[u8]> = TableDefinition::new("messages");

/// Accounts as JSON, by name in small letters.
const ACCOUNTS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("accounts");

/// What signs tokens; one at most.
const SECRET: TableDefinition<'_, (), &[u8]> = TableDefinition::new("secret");

/// The messages of all rooms, and the people in them. Clones share one file.
#[derive(Clone, Debug)]
pub struct FileStore {
    database: Arc<Database>,
    pub(super) rooms: Arc<Rooms>,
}

/// The file cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the file of the chat cannot be used: {0}")]
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
        // Nobody else on this machine may read the hashes of passwords.
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(redb::Error::from)?;
        let database = Database::builder().create_with_backend(FileBackend::new(file)?)?;
        // So that reading finds the tables before anything is in them.
        let transaction = database.begin_write()?;
        transaction.open_table(MESSAGES)?;
        transaction.open_table(ACCOUNTS)?;
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
                    let json = serde_json::to_vec(message).map_err(no_json)?;
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
                messages.push(message.map_err(no_json)?);
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

    pub(super) async fn account(&self, key: String) -> Result<Option<Account>, FileError> {
        self.run(move |database| {
            let table = database.begin_read()?.open_table(ACCOUNTS)?;
            let account = table.get(key.as_str())?;
            let account = account.map(|json| serde_json::from_slice(json.value()));
            account.transpose().map_err(no_json)
        })
        .await
    }

    pub(super) async fn add_account(
        &self,
        key: String,
        account: Account,
    ) -> Result<bool, FileError> {
        self.run(move |database| {
            let json = serde_json::to_vec(&account).map_err(no_json)?;
            let transaction = database.begin_write()?;
            {
                let mut table = transaction.open_table(ACCOUNTS)?;
                if table.get(key.as_str())?.is_some() {
                    return Ok(false);
                }
                table.insert(key.as_str(), json.as_slice())?;
            }
            transaction.commit()?;
            Ok(true)
        })
        .await
    }

    pub(super) async fn secret(&self, fresh: [u8; 32]) -> Result<Vec<u8>, FileError> {
        self.run(move |database| {
            let transaction = database.begin_write()?;
            {
                let mut table = transaction.open_table(SECRET)?;
                if let Some(secret) = table.get(())? {
                    return Ok(secret.value().to_vec());
                }
                table.insert((), &fresh[..])?;
            }
            transaction.commit()?;
            Ok(fresh.to_vec())
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

fn no_json(error: serde_json::Error) -> FileError {
    FileError(error.to_string())
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
    async fn accounts_and_the_secret_survive_a_restart_in_a_file_for_its_owner() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chat.redb");
        let (added, late) = crate::store::two_of_one_name();
        let store = FileStore::open(&path).unwrap();
        assert_eq!(store.account("ann".to_owned()).await.unwrap(), None);
        let key = || "ann".to_owned();
        assert!(store.add_account(key(), added.clone()).await.unwrap());
        assert!(!store.add_account(key(), late).await.unwrap());
        assert_eq!(store.secret([1; 32]).await.unwrap(), [1; 32]);
        drop(store);
        let store = FileStore::open(&path).unwrap();
        assert_eq!(store.account(key()).await.unwrap(), Some(added));
        assert_eq!(store.secret([2; 32]).await.unwrap(), [1; 32]);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
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
                .starts_with("the file of the chat cannot be used")
        );
    }
}
