//! Calls that clients could not handle, as faults of a test.

use std::{fmt::Write as _, sync::Arc, thread};

use parking_lot::Mutex;

use crate::hub::nacks::Nack;

/// So many are kept.
const MOST: usize = 100;

/// Fails a test in which a client could not handle a call of the server.
///
/// Generated clients report such calls, and nobody else would: the hub has done its part. Give the server
/// [`Self::listener`], and keep this to the end of the test; dropped, it panics with all that was reported.
///
/// ```
/// # use hubs_runtime::{prelude::*, testing::Nacks};
/// # #[hub]
/// # pub struct ChatHub;
/// # #[hub]
/// # impl ChatHub { pub fn ping(&self) {} }
/// # fn main() -> Result<(), hubs_runtime::BuildError> {
/// let nacks = Nacks::new();
/// let hubs = HubServer::builder()
///     .hub("/chat", ChatHub)
///     .on_nack(nacks.listener())
///     .build()?;
/// // Serve `hubs`, and run generated clients against it, in Rust, Node or a browser.
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use = "dropped, it looks at what was reported"]
pub struct Nacks {
    reported: Arc<Mutex<Vec<Nack>>>,
}

impl Nacks {
    /// Nothing has been reported.
    pub fn new() -> Self {
        Self::default()
    }

    /// For [`on_nack`](crate::HubServerBuilder::on_nack); of several servers, too.
    pub fn listener(&self) -> impl Fn(&Nack) + Send + Sync + 'static {
        let reported = self.reported.clone();
        move |nack| {
            let mut reported = reported.lock();
            if reported.len() < MOST {
                reported.push(nack.clone());
            }
        }
    }

    /// Takes what was reported, the first 100, so that it is no fault of the test: for one that expects it.
    pub fn take(&self) -> Vec<Nack> {
        std::mem::take(&mut *self.reported.lock())
    }
}

impl Drop for Nacks {
    /// # Panics
    /// If anything was reported and not taken, unless the test has failed already.
    fn drop(&mut self) {
        let reported = self.take();
        if reported.is_empty() || thread::panicking() {
            return;
        }
        let mut text = String::from("clients could not handle calls of the server:");
        for nack in &reported {
            let _ = write!(text, "\n- {nack}");
        }
        panic!("{text}");
    }
}
