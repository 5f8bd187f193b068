//! The receiving ends of client streams, without their item types.

use std::task::{Context, Poll};

use serde::de::DeserializeOwned;
use tokio::sync::mpsc;
use tokio_util::sync::PollSender;

use crate::{protocol::Payload, upload::UploadError};

/// A client stream that a call has opened.
pub(crate) struct OpenUpload {
    pub(crate) id: Box<str>,
    pub(crate) sink: Box<dyn UploadSink>,
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offered {
    /// Taken; the stream goes on.
    Taken,
    /// Taken, but the buffer is full: read nothing more until [`UploadSink::poll_room`] is ready.
    Full,
    /// The method no longer listens, or the item could not be decoded: the stream is over.
    Over,
}

/// Where the items of one client stream go.
pub(crate) trait UploadSink: Send {
    /// Decodes an item and passes it on.
    fn offer(&mut self, item: &Payload<'_>, cx: &mut Context<'_>) -> Offered;

    /// After [`Offered::Full`]: whether the item has found its place.
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Ends the stream with an error.
    fn fail(&mut self, error: UploadError);
}

/// Passes items through a bounded channel to an [`Upload`](crate::Upload).
pub(crate) struct ChannelSink<T> {
    sender: PollSender<Result<T, UploadError>>,
    /// An item that found no place yet.
    waiting: Option<Result<T, UploadError>>,
}

impl<T: Send + 'static> ChannelSink<T> {
    pub(crate) fn new(sender: mpsc::Sender<Result<T, UploadError>>) -> Self {
        Self {
            sender: PollSender::new(sender),
            waiting: None,
        }
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ()>> {
        match self.sender.poll_reserve(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(_)) => {
                self.waiting = None;
                Poll::Ready(Err(()))
            }
            Poll::Ready(Ok(())) => {
                if let Some(item) = self.waiting.take() {
                    return Poll::Ready(self.sender.send_item(item).map_err(|_| ()));
                }
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<T: DeserializeOwned + Send + 'static> UploadSink for ChannelSink<T> {
    fn offer(&mut self, item: &Payload<'_>, cx: &mut Context<'_>) -> Offered {
        let decoded = item
            .decode::<T>()
            .map_err(|error| UploadError::Decode(error.to_string()));
        let failed = decoded.is_err();
        self.waiting = Some(decoded);
        match self.poll_send(cx) {
            Poll::Pending => Offered::Full,
            Poll::Ready(Ok(())) if !failed => Offered::Taken,
            Poll::Ready(_) => Offered::Over,
        }
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_send(cx).map(|_| ())
    }

    fn fail(&mut self, error: UploadError) {
        // If the buffer is full the error is lost, but the stream still ends: the sender goes away.
        if let Some(sender) = self.sender.get_ref() {
            let _ = sender.try_send(Err(error));
        }
    }
}
