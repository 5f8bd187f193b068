//! Streams that clients send: the `Upload<T>` parameter of hub methods.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::Stream;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use crate::connection::uploads::{ChannelSink, OpenUpload};

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
    items: mpsc::Receiver<Result<T, UploadError>>,
}

impl<T> fmt::Debug for Upload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + Send + 'static> Upload<T> {
    pub(crate) fn open(id: String, capacity: usize) -> (Self, OpenUpload) {
        let (sender, items) = mpsc::channel(capacity.max(1));
        let open = OpenUpload {
            id: id.into(),
            sink: Box::new(ChannelSink::new(sender)),
        };
        (Self { items }, open)
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
        self.items.recv().await
    }
}

impl<T> Stream for Upload<T> {
    type Item = Result<T, UploadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_recv(cx)
    }
}

/// Why an upload ended early.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The client ended its stream with this error.
    #[error("{0}")]
    Client(String),
    /// An item is not of the declared type.
    #[error("Failed to bind Stream message. {0}")]
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
