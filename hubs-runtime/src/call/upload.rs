//! Streams that clients send: the `Upload<T>` parameter of hub methods.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll, ready},
};

use futures_util::Stream;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::{
    call::uploads::{ChannelSink, ContainedSink, OpenUpload},
    protocol::texts,
};

/// The items of one client stream, in order.
///
/// At most `stream_buffer_capacity` (default 10) decoded items wait; then the connection is not read until the method
/// takes one. Dropping the upload, as returning from the method does, discards what still comes.
///
/// ```no_run
/// # use hubs_runtime::Upload;
/// use futures_util::StreamExt;
///
/// # async fn import(mut lines: Upload<String>) -> Result<u32, hubs_runtime::UploadError> {
/// let mut count = 0;
/// while let Some(line) = lines.next().await {
///     println!("{}", line?);
///     count += 1;
/// }
/// # Ok(count)
/// # }
/// ```
pub struct Upload<T> {
    items: mpsc::Receiver<T>,
    /// Set before the items end, if they end early; told once.
    fault: Arc<OnceLock<UploadError>>,
    told: bool,
}

impl<T> fmt::Debug for Upload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + Send + 'static> Upload<T> {
    pub(crate) fn open(id: String, capacity: usize) -> (Self, OpenUpload) {
        let (sender, items) = mpsc::channel(capacity.max(1));
        let fault = Arc::default();
        let upload = Self {
            items,
            fault: Arc::clone(&fault),
            told: false,
        };
        let open = OpenUpload {
            id: id.into(),
            sink: ContainedSink::new(ChannelSink::new(sender, fault)),
        };
        (upload, open)
    }
}

impl<T> Upload<T> {
    /// The next item; `None` after the end.
    ///
    /// # Errors
    /// [`UploadError`]; no item follows one.
    ///
    /// # Cancel safety
    /// No item is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<T, UploadError>> {
        let item = self.items.recv().await;
        self.told(item)
    }

    /// What a caller gets for an item, or for the end of the items.
    fn told(&mut self, item: Option<T>) -> Option<Result<T, UploadError>> {
        if item.is_some() {
            return item.map(Ok);
        }
        let told = std::mem::replace(&mut self.told, true);
        self.fault.get().filter(|_| !told).cloned().map(Err)
    }
}

impl<T> Stream for Upload<T> {
    type Item = Result<T, UploadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.items.poll_recv(cx));
        Poll::Ready(self.told(item))
    }
}

/// Why an upload ended early.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The client ended its stream with this error.
    #[error("{0}")]
    Client(String),
    /// An item is not of the declared type.
    #[error("{}", texts::stream_item(.0))]
    Decode(String),
    /// The client left in the middle of its stream.
    #[error("the client left before its stream ended")]
    Disconnected,
}

impl From<UploadError> for crate::error::HubError {
    fn from(error: UploadError) -> Self {
        Self::new(error.to_string())
    }
}
