//! Who is on a connection, and for how long: what its request said, and later requests say anew.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use tokio::time::Instant;

use super::{request::RequestInfo, shared::Connection};

/// What a request says of the caller.
#[derive(Clone, Debug)]
pub(crate) struct Authentication {
    pub(crate) request: Arc<RequestInfo>,
    /// When the connection ends because that does.
    pub(crate) expires: Option<Instant>,
}

/// The newest of one connection.
#[derive(Debug)]
pub(super) struct Authenticated {
    newest: Mutex<Authentication>,
    /// Whether it changed since the connection's task has looked.
    changed: AtomicBool,
}

impl Authenticated {
    pub(super) fn new(first: Authentication) -> Self {
        Self {
            newest: Mutex::new(first),
            changed: AtomicBool::new(true),
        }
    }

    pub(super) fn request(&self) -> Arc<RequestInfo> {
        self.newest.lock().request.clone()
    }

    pub(super) fn expires(&self) -> Option<Instant> {
        self.newest.lock().expires
    }

    /// Whether it did: if `takes` does, which is given the requests of the present one and of the newer.
    pub(super) fn replace_if(
        &self,
        newer: Authentication,
        takes: impl FnOnce(&RequestInfo, &RequestInfo) -> bool,
    ) -> bool {
        let mut newest = self.newest.lock();
        let taken = takes(&newest.request, &newer.request);
        if taken {
            *newest = newer;
            self.changed.store(true, Ordering::Release);
        }
        taken
    }

    /// Whether there is one that this has not said yet.
    pub(super) fn take_changed(&self) -> bool {
        // Mostly there is none, and looking is cheaper than swapping.
        self.changed.load(Ordering::Relaxed) && self.changed.swap(false, Ordering::Acquire)
    }
}

/// The request of a connection as one call sees it: a later request does not change it under its hands.
#[derive(Clone, Debug, Default)]
pub(crate) struct SeenRequest(OnceLock<Arc<RequestInfo>>);

impl SeenRequest {
    /// As it is now, or was when this was asked first.
    pub(crate) fn of(&self, core: &Connection) -> &RequestInfo {
        self.0.get_or_init(|| core.request())
    }
}
