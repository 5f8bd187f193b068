//! One call of a hub method, before it is made.

use std::{borrow::Cow, fmt, future::Future, sync::Arc, time::Duration};

use futures_util::{Stream, StreamExt, stream::BoxStream};
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use super::{
    calls::Pending,
    connection::HubConnection,
    error::CallError,
    link::{CallStart, CancelOnDrop, Link, NotSent, once, within},
    outgoing::{NotQueued, SessionHandle},
    stream::{HubStream, Items},
};
use crate::{
    panics,
    protocol::{
        ArgumentList, Completion, EncodeError, InvocationKind, Protocol, StreamItem,
        WriteArguments, encode_contained,
    },
};

/// Writes one item of an upload.
type ItemWriter = Box<dyn FnOnce(Protocol, &mut Vec<u8>, &str) -> Result<(), EncodeError> + Send>;

/// One call of a hub method; see [`HubConnection::call`]. Nothing is sent before one of its last three methods is polled.
#[must_use = "a call is made by `invoke`, `send` or `stream`"]
pub struct HubCall<'c, A> {
    connection: &'c HubConnection,
    method: Cow<'c, str>,
    arguments: A,
    uploads: Vec<BoxStream<'static, ItemWriter>>,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
}

impl<A> fmt::Debug for HubCall<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubCall")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl<'c, A: WriteArguments> HubCall<'c, A> {
    pub(super) fn new(
        connection: &'c HubConnection,
        method: impl Into<Cow<'c, str>>,
        arguments: A,
    ) -> Self {
        Self {
            connection,
            method: method.into(),
            arguments,
            uploads: Vec::new(),
            headers: Vec::new(),
            timeout: connection.link().config.call_timeout,
        }
    }

    /// Sends these items as the method's next stream, as they come and as fast as the server takes them.
    ///
    /// The stream is dropped when the call is over or given up; that of [`send`](Self::send), which nothing ends, after its last item.
    pub fn upload<S>(mut self, items: S) -> Self
    where
        S: Stream<Item: Serialize + Send + 'static> + Send + 'static,
    {
        let writers = items.map(|item| -> ItemWriter {
            Box::new(move |protocol, bytes, id| StreamItem::new(id, &item).encode(protocol, bytes))
        });
        self.uploads.push(writers.boxed());
        self
    }

    /// Adds a header to the message, as `traceparent`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// How long this call may wait for its answer, instead of the connection's
    /// [`call_timeout`](super::HubConnectionBuilder::call_timeout).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Calls the method and waits for its answer.
    ///
    /// # Errors
    /// See [`CallError`].
    ///
    /// # Cancel safety
    /// Dropping the future tells the server that nobody waits any more; a plain method may run on there.
    pub async fn invoke<R, E>(mut self) -> Result<R, CallError<E>>
    where
        R: DeserializeOwned + Send + 'static,
        E: DeserializeOwned + Send + 'static,
    {
        let link = self.connection.link().clone();
        let limit = self.timeout;
        let method = self.method.clone().into_owned();
        let answered = within(limit, async {
            let (pending, answer) = once::<R, E>(&self.method);
            let begun = self.begin(&link, InvocationKind::Plain, Some(pending));
            let _call = begun.await?.cancel_on_drop(&link);
            match answer.await {
                Ok(answer) => answer,
                // Its other end is kept until there is an answer.
                Err(_) => Err(CallError::disconnected(&self.method, link.disconnected())),
            }
        });
        answered
            .await
            .unwrap_or_else(|after| Err(CallError::TimedOut { method, after }))
    }

    /// Calls the method without waiting for anything but room in the queue; nothing tells whether it ran.
    ///
    /// # Errors
    /// [`CallError::Disconnected`], [`CallError::Encode`].
    pub async fn send<E>(mut self) -> Result<(), CallError<E>> {
        let link = self.connection.link().clone();
        // There is no answer that could end its uploads early.
        self.begin(&link, InvocationKind::Plain, None).await?;
        Ok(())
    }

    /// Calls a method that returns a stream; ready as soon as the call is queued.
    ///
    /// # Errors
    /// [`CallError::Disconnected`], [`CallError::Encode`]. What goes wrong later is an item.
    pub async fn stream<T, E>(mut self) -> Result<HubStream<T, E>, CallError<E>>
    where
        T: DeserializeOwned + Send + 'static,
        E: DeserializeOwned + Send + 'static,
    {
        let link = self.connection.link().clone();
        let (capacity, patience) = (link.config.stream_buffer, link.config.server_timeout);
        let (sink, items, end) = Items::<T, E>::new(&self.method, capacity, patience);
        let pending = Some(Pending::Stream(sink));
        let begun = self.begin(&link, InvocationKind::Stream, pending).await?;
        let call = begun.cancel_on_drop(&link);
        Ok(HubStream::new(items, end, call, self.connection.clone()))
    }

    /// Makes the call as soon as there is a connection.
    async fn begin<E>(
        &mut self,
        link: &Arc<Link>,
        kind: InvocationKind,
        mut pending: Option<Pending>,
    ) -> Result<Begun, CallError<E>> {
        let begun = link.when_ready(|| self.queue(link, kind, &mut pending));
        begun.await.map_err(|error| match error {
            NotSent::Disconnected(reason) => CallError::disconnected(&self.method, reason),
            NotSent::Encode(error) => CallError::encode(&self.method, &error),
        })
    }

    /// Queues the call and begins its uploads.
    fn queue(
        &mut self,
        link: &Arc<Link>,
        kind: InvocationKind,
        pending: &mut Option<Pending>,
    ) -> Result<Begun, NotQueued> {
        let (stream_ids, id) = {
            let mut calls = link.calls.lock();
            let ids = self.uploads.iter().map(|_| calls.next_id().to_string());
            let ids: Vec<String> = ids.collect();
            (ids, pending.is_some().then(|| calls.next_id()))
        };
        let call = CallStart {
            kind,
            method: &self.method,
            headers: &self.headers,
            stream_ids: &stream_ids,
            id,
            pending,
        };
        let session = link.start(call, ArgumentList(&self.arguments))?;
        let uploads = std::mem::take(&mut self.uploads);
        // Most calls have none, and pay for none.
        let over = (!uploads.is_empty()).then(|| session.over.child_token());
        if let Some(over) = &over {
            send_uploads(link, session.number, stream_ids, uploads, over);
        }
        let SessionHandle { number, .. } = session;
        Ok(Begun {
            id,
            session: number,
            over,
        })
    }
}

/// A call that is on its way.
struct Begun {
    id: Option<u64>,
    session: u64,
    over: Option<CancellationToken>,
}

impl Begun {
    fn cancel_on_drop(self, link: &Arc<Link>) -> CancelOnDrop {
        CancelOnDrop {
            link: link.clone(),
            id: self.id,
            session: self.session,
            over: self.over,
        }
    }
}

fn send_uploads(
    link: &Arc<Link>,
    session: u64,
    ids: Vec<String>,
    uploads: Vec<BoxStream<'static, ItemWriter>>,
    over: &CancellationToken,
) {
    for (id, items) in ids.into_iter().zip(uploads) {
        let (link, over) = (link.clone(), over.clone());
        tokio::spawn(async move {
            let sent = send_items(&link, session, &id, items);
            // Whoever waits for nothing more needs no more items.
            let text = match over.run_until_cancelled(sent).await {
                None => Some("The client has cancelled the upload.".to_owned()),
                Some(Ok(())) => None,
                Some(Err(text)) => Some(text),
            };
            let ended = link
                .outgoing
                .push(Some(session), |protocol, bytes| match &text {
                    None => Completion::void(&id).encode(protocol, bytes),
                    Some(text) => Completion::error(&id, text).encode(protocol, bytes),
                });
            // Without a connection there is nobody to tell.
            drop(ended);
        });
    }
}

/// Sends one upload to its end, or says why it ends early.
async fn send_items(
    link: &Link,
    session: u64,
    id: &str,
    items: BoxStream<'static, ItemWriter>,
) -> Result<(), String> {
    let mut items = ContainedItems(Some(items));
    while let Some(write) = items.next().await? {
        link.outgoing.room().await;
        let queued = link.outgoing.push(Some(session), |protocol, bytes| {
            encode_contained(|| write(protocol, bytes, id))
        });
        match queued {
            Ok(_) => {}
            Err(NotQueued::Shut) => return Err("there is no connection".to_owned()),
            Err(NotQueued::Encode(error)) => return Err(error.to_string()),
        }
    }
    Ok(())
}

/// A stream of users, whose panic is the end of the upload.
struct ContainedItems(Option<BoxStream<'static, ItemWriter>>);

impl ContainedItems {
    fn next(&mut self) -> impl Future<Output = Result<Option<ItemWriter>, String>> + '_ {
        std::future::poll_fn(|cx| {
            let Some(items) = &mut self.0 else {
                return std::task::Poll::Ready(Ok(None));
            };
            match panics::contain(|| items.poll_next_unpin(cx)) {
                Some(polled) => polled.map(Ok),
                None => {
                    panics::discard(self.0.take());
                    std::task::Poll::Ready(Err("the stream of items panicked".to_owned()))
                }
            }
        })
    }
}

impl Drop for ContainedItems {
    fn drop(&mut self) {
        panics::discard(self.0.take());
    }
}
