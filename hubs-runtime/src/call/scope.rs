//! What a call's context, its method's futures and the engine share about it.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::uploads::OpenUpload;
use crate::{
    connection::{Connection, ConnectionId, SeenRequest},
    error::CallFailure,
};

/// One call as seen by its context: whether it was cancelled, whether it waits for a client.
pub(crate) struct CallScope {
    cancelled: Cancelled,
    /// How many client calls the method awaits: while there is one, the call takes no slot.
    pub(crate) waiting: AtomicUsize,
    /// The connection whose connected hook this is: its client cannot answer yet.
    pub(crate) connecting: Option<ConnectionId>,
    /// What the method sees of the request.
    pub(crate) request: SeenRequest,
    /// Client streams of a call whose arguments were bound only after its policies had decided.
    bound: Mutex<Option<Vec<OpenUpload>>>,
    /// For calls with filters around them: how the method itself ended.
    filtered: Option<Box<Filtered>>,
}

/// Whether the caller no longer wants the call. The token is made when a method waits for that, which few do.
#[derive(Debug, Default)]
struct Cancelled {
    told: AtomicBool,
    token: OnceLock<CancellationToken>,
}

/// How a method with filters around it ended, as far as it has.
#[derive(Debug, Default)]
struct Filtered {
    answered: AtomicBool,
    streaming: AtomicBool,
    failure: Mutex<Option<CallFailure>>,
}

impl CallScope {
    pub(crate) fn new() -> Self {
        Self {
            cancelled: Cancelled::default(),
            waiting: AtomicUsize::new(0),
            connecting: None,
            request: SeenRequest::default(),
            bound: Mutex::new(None),
            filtered: None,
        }
    }

    /// The scope of the connected hook.
    pub(crate) fn of_connected_hook(core: &Connection) -> Self {
        Self {
            connecting: Some(core.id.clone()),
            ..Self::new()
        }
    }

    /// The scope of a call with filters around it.
    pub(crate) fn with_filters() -> Self {
        Self {
            filtered: Some(Box::default()),
            ..Self::new()
        }
    }

    /// Tells the method that its caller no longer wants the call.
    pub(crate) fn cancel(&self) {
        // Whoever makes the token at the same time sees this, or the token is seen here.
        self.cancelled.told.store(true, Ordering::SeqCst);
        if let Some(token) = self.cancelled.token.get() {
            token.cancel();
        }
    }

    /// Whether the caller has cancelled the call, or has left.
    pub(crate) fn is_cancelled(&self, core: &Connection) -> bool {
        self.cancelled.told.load(Ordering::SeqCst) || core.has_left()
    }

    /// Ends when the caller cancels the call or leaves.
    pub(crate) async fn cancelled(&self, core: &Connection) {
        let token = self
            .cancelled
            .token
            .get_or_init(|| core.left().child_token());
        if self.cancelled.told.load(Ordering::SeqCst) {
            token.cancel();
        }
        token.cancelled().await;
    }

    /// Notes the client streams that the arguments opened, for the engine to fill.
    pub(crate) fn set_bound(&self, uploads: Vec<OpenUpload>) {
        *self.bound.lock() = Some(uploads);
    }

    /// What [`Self::set_bound`] noted.
    pub(crate) fn take_bound(&self) -> Option<Vec<OpenUpload>> {
        self.bound.lock().take()
    }

    pub(crate) fn has_filters(&self) -> bool {
        self.filtered.is_some()
    }

    /// Notes that the caller has been answered.
    pub(crate) fn set_answered(&self) {
        if let Some(filtered) = &self.filtered {
            filtered.answered.store(true, Ordering::Release);
        }
    }

    /// Whether the caller of a call with filters has been answered.
    pub(crate) fn is_answered(&self) -> bool {
        let filtered = self.filtered.as_ref();
        filtered.is_some_and(|filtered| filtered.answered.load(Ordering::Acquire))
    }

    /// Notes that items of a result stream may have been sent.
    pub(crate) fn set_streaming(&self) {
        if let Some(filtered) = &self.filtered {
            filtered.streaming.store(true, Ordering::Release);
        }
    }

    pub(crate) fn is_streaming(&self) -> bool {
        let filtered = self.filtered.as_ref();
        filtered.is_some_and(|filtered| filtered.streaming.load(Ordering::Acquire))
    }

    /// Keeps a failure for the filters.
    pub(crate) fn hold_failure(&self, failure: CallFailure) {
        if let Some(filtered) = &self.filtered {
            *filtered.failure.lock() = Some(failure);
        }
    }

    pub(crate) fn take_failure(&self) -> Option<CallFailure> {
        self.filtered.as_ref()?.failure.lock().take()
    }

    /// Whether the method waits for a client's answer just now.
    pub(crate) fn waits(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 0
    }
}
