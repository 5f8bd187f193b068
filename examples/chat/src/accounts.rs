//! Accounts: which names and passwords they may have, and how passwords are kept.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{self, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    ChatError,
    store::{Store, StoreError},
    words,
};

/// Shortest and longest password, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=128;

/// How many passwords are hashed at once. Each takes 19 MiB and a core for that time.
const AT_ONCE: usize = 2;

/// What the store keeps of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// As it was chosen.
    pub(crate) name: String,
    /// Of the password, with its salt.
    pub(crate) hash: String,
}

impl Account {
    /// What the store finds an account by: two names that differ by the case of letters are one.
    pub(crate) fn key(name: &str) -> String {
        name.to_lowercase()
    }
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    #[error("{0}")]
    Name(ChatError),
    #[error("choose a password of {} to {} characters", LENGTHS.start(), LENGTHS.end())]
    Password,
    #[error("this name is taken")]
    Taken,
    /// Which of the two is wrong nobody is told: it would tell who has an account.
    #[error("wrong name or password")]
    Wrong,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a password cannot be hashed: {0}")]
    Hash(#[from] password_hash::Error),
    #[error("a password cannot be hashed: {0}")]
    Work(#[from] tokio::task::JoinError),
    #[error("a stored password cannot be read: {0}")]
    Stored(#[from] password_hash::phc::Error),
}

/// Registers people and knows them again.
pub(crate) struct Accounts {
    store: Store,
    free: Arc<Semaphore>,
    /// The hash of a password that nobody has.
    nobody: String,
}

impl Accounts {
    pub(crate) async fn new(store: Store) -> Result<Self, AccountError> {
        let mut accounts = Self {
            store,
            free: Arc::new(Semaphore::new(AT_ONCE)),
            nobody: String::new(),
        };
        accounts.nobody = accounts.hash(String::new()).await?;
        Ok(accounts)
    }

    /// Makes an account and returns its name.
    pub(crate) async fn register(
        &self,
        name: &str,
        password: String,
    ) -> Result<String, AccountError> {
        let name = words::display_name(name).map_err(AccountError::Name)?;
        if !LENGTHS.contains(&password.chars().count()) {
            return Err(AccountError::Password);
        }
        if self.store.account(&name).await?.is_some() {
            return Err(AccountError::Taken);
        }
        let hash = self.hash(password).await?;
        let account = Account {
            name: name.clone(),
            hash,
        };
        // Somebody may have been faster meanwhile.
        match self.store.add_account(account).await? {
            true => Ok(name),
            false => Err(AccountError::Taken),
        }
    }

    /// The name of the account that these open.
    pub(crate) async fn check(&self, name: &str, password: String) -> Result<String, AccountError> {
        let account = self.store.account(name.trim()).await?;
        // Names without an account take as long as others.
        let hash = account
            .as_ref()
            .map_or(&self.nobody, |account| &account.hash);
        let right = self.verify(password, hash.clone()).await?;
        match account {
            Some(Account { name, .. }) if right => Ok(name),
            _ => Err(AccountError::Wrong),
        }
    }

    async fn hash(&self, password: String) -> Result<String, AccountError> {
        self.work(move || {
            let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
            Ok(hash.to_string())
        })
        .await
    }

    async fn verify(&self, password: String, hash: String) -> Result<bool, AccountError> {
        self.work(move || {
            let hash = PasswordHash::new(&hash)?;
            match Argon2::default().verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Works on a thread where that holds up nobody, when it is free.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        // It is never closed, so there is always a permit.
        let permit = self.free.clone().acquire_owned().await.ok();
        spawn_blocking(move || {
            let done = work();
            // Here, because who asked may be gone while this goes on.
            drop(permit);
            done
        })
        .await?
    }
}
