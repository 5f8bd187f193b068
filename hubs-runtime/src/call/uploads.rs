//! The receiving ends of client streams, without their item types.

use std::{
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use serde::de::DeserializeOwned;
use tokio::sync::mpsc;
use tokio_util::sync::PollSender;

use crate::{call::upload::UploadError, panics, protocol::Payload};

/// A client stream that a call has opened.
pub(crate) struct OpenUpload {
    pub(crate) id: Box<str>,
    pub(crate) sink: ContainedSink,
}

/// A sink whose items are users' values: what panics in them ends this stream alone.
pub(crate) struct ContainedSink(Option<Box<dyn UploadSink>>);

impl ContainedSink {
    pub(crate) fn new(sink: impl UploadSink + 'static) -> Self {
        Self(Some(Box::new(sink)))
    }

    /// See [`UploadSink::offer`].
    pub(crate) fn offer(&mut self, item: &Payload<'_>, cx: &mut Context<'_>) -> Offered {
        let Some(sink) = &mut self.0 else {
            return Offered::Over;
        };
        if let Some(offered) = panics::contain(|| sink.offer(item, cx)) {
            return offered;
        }
        self.fail(UploadError::Decode(
            "Its `Deserialize` panicked.".to_owned(),
        ));
        Offered::Over
    }

    /// See [`UploadSink::poll_room`].
    pub(crate) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            Some(sink) => panics::contain(|| sink.poll_room(cx)).unwrap_or(Poll::Ready(())),
            None => Poll::Ready(()),
        }
    }

    /// See [`UploadSink::fail`].
    pub(crate) fn fail(&mut self, error: UploadError) {
        if let Some(sink) = &mut self.0 {
            panics::contain(|| sink.fail(error));
        }
    }
}

impl Drop for ContainedSink {
    fn drop(&mut self) {
        panics::discard(self.0.take());
    }
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

    /// Ends the stream with an error, once the sink is dropped.
    fn fail(&mut self, error: UploadError);
}

/// Passes items through a bounded channel to an [`Upload`](crate::Upload).
pub(crate) struct ChannelSink<T> {
    sender: PollSender<T>,
    /// Why the stream ended early, for the method to read after the items: it needs no place in the channel.
    fault: Arc<OnceLock<UploadError>>,
    /// An item that found no place yet.
    waiting: Option<T>,
}

impl<T: Send + 'static> ChannelSink<T> {
    pub(crate) fn new(sender: mpsc::Sender<T>, fault: Arc<OnceLock<UploadError>>) -> Self {
        Self {
            sender: PollSender::new(sender),
            fault,
            waiting: None,
        }
    }

    /// Ready when no item waits, or no one listens.
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
        match item.decode::<T>() {
            Ok(item) => self.waiting = Some(item),
            Err(error) => {
                self.fail(UploadError::Decode(error.to_string()));
                return Offered::Over;
            }
        }
        match self.poll_send(cx) {
            Poll::Pending => Offered::Full,
            Poll::Ready(Ok(())) => Offered::Taken,
            Poll::Ready(Err(())) => Offered::Over,
        }
    }

    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_send(cx).map(|_| ())
    }

    fn fail(&mut self, error: UploadError) {
        // The first one counts.
        let _ = self.fault.set(error);
    }
}
