//! Calls of hub methods that need more than a name and arguments.

use std::{
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::{Stream, StreamExt, stream::BoxStream};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    sync::{mpsc, oneshot},
    time::Sleep,
};

use super::{
    TestAnswer, TestClient, TestError, WriteArguments,
    client::{in_time, timed_out},
    link::{CallEnd, OpenCall, StreamEvent, TestWire},
};
use crate::{
    hub::Hub,
    protocol::{
        ArgumentList, CancelInvocation, Completion, EncodeError, Encoding, Headers, Invocation,
        OwnedPayload, StreamItem,
    },
    transport::memory::Piece,
};

/// Encodes one item of the upload with this id.
type ItemWriter = Box<dyn FnOnce(Encoding, &str, &mut Vec<u8>) -> Result<(), EncodeError> + Send>;

/// A call that is not made yet; made by [`TestClient::call`].
#[must_use = "nothing is called before `invoke`, `stream` or `send`"]
pub struct TestCall<'c, H: Hub, A> {
    client: &'c TestClient<H>,
    method: String,
    arguments: A,
    uploads: Vec<BoxStream<'static, ItemWriter>>,
    headers: Vec<(String, String)>,
}

impl<H: Hub, A> std::fmt::Debug for TestCall<'_, H, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestCall")
            .field("method", &self.method)
            .field("uploads", &self.uploads.len())
            .finish_non_exhaustive()
    }
}

impl<'c, H: Hub, A: WriteArguments> TestCall<'c, H, A> {
    pub(super) fn new(client: &'c TestClient<H>, method: &str, arguments: A) -> Self {
        Self {
            client,
            method: method.to_owned(),
            arguments,
            uploads: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Sends these items as the method's next `Upload`.
    pub fn upload<I>(self, items: I) -> Self
    where
        I: IntoIterator<Item: Serialize + Send + 'static, IntoIter: Send + 'static>,
    {
        self.upload_stream(futures_util::stream::iter(items))
    }

    /// Sends these items as the method's next `Upload`, as they come.
    pub fn upload_stream<S>(mut self, items: S) -> Self
    where
        S: Stream<Item: Serialize + Send + 'static> + Send + 'static,
    {
        let writers = items.map(|item| -> ItemWriter {
            Box::new(move |protocol, id, buffer| {
                StreamItem::new(id, &item).encode(protocol, buffer)
            })
        });
        self.uploads.push(writers.boxed());
        self
    }

    /// Adds a header to the invocation, as `traceparent`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Calls and waits for the answer. Without a result, `R` is `()`.
    ///
    /// # Errors
    /// [`TestError`].
    ///
    /// # Cancel safety
    /// Dropping the future cancels the call, as clients do with `CancelInvocation`.
    pub async fn invoke<R: DeserializeOwned>(self) -> Result<R, TestError> {
        self.encoded_call().answer().await
    }

    /// The same as a future whose type names none of the arguments', so that rustc speaks of a wrong one once.
    pub(super) fn boxed_answer<R: DeserializeOwned + 'c>(self) -> TestAnswer<'c, R> {
        Box::pin(self.encoded_call().answer())
    }

    fn encoded_call(self) -> EncodedCall {
        let link = self.client.link.clone();
        let id = link.desk.lock().next_id();
        EncodedCall {
            link,
            patience: self.client.patience,
            method: self.method.clone(),
            message: self.encoded(Some((&id, false))),
            id,
        }
    }

    /// Calls a method that answers with a stream. Nothing is sent before the stream is polled.
    ///
    /// Dropping the stream cancels the call.
    pub fn stream<T: DeserializeOwned>(self) -> TestStream<'c, T> {
        let (link, patience) = (self.client.link.clone(), self.client.patience);
        let method = self.method.clone();
        let (sender, events) = mpsc::unbounded_channel();
        let id = link.desk.lock().next_id();
        let registered = register(&link, &id, OpenCall::Stream(sender));
        let cancel = registered.is_ok().then(|| Cancel::new(&link, &id));
        let message = self.encoded(Some((&id, true)));
        let start = Box::pin(async move {
            registered?;
            message?.send().await;
            Ok(())
        });
        TestStream {
            link,
            method,
            start: Some(start),
            events,
            cancel,
            patience,
            timer: None,
            over: false,
            _item: PhantomData,
        }
    }

    /// Calls without asking for an answer.
    ///
    /// # Errors
    /// [`TestError::Encode`].
    pub async fn send(self) -> Result<(), TestError> {
        self.encoded(None)?.send().await;
        Ok(())
    }

    /// The same as a future whose type names none of the arguments'.
    pub(super) fn boxed_send(self) -> TestAnswer<'c, ()> {
        let message = self.encoded(None);
        Box::pin(async move {
            message?.send().await;
            Ok(())
        })
    }

    /// The call as it goes over the wire. `id` says whether it streams, too.
    fn encoded(self, id: Option<(&str, bool)>) -> Result<Message, TestError> {
        let link = &self.client.link;
        let streams: Vec<String> = {
            let mut desk = link.desk.lock();
            self.uploads.iter().map(|_| desk.next_id()).collect()
        };
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let arguments = ArgumentList(&self.arguments);
        let method = &self.method;
        let call = match id {
            Some((id, true)) => Invocation::stream(id, method, arguments),
            Some((id, false)) => Invocation::call(id, method, arguments),
            None => Invocation::push(method, arguments),
        };
        let call = call
            .with_headers(Headers::new(&headers))
            .with_streams(&streams);
        let mut bytes = Vec::new();
        let encoded = call.encode(link.encoding, &mut bytes);
        encoded.map_err(|error| TestError::Encode {
            method: method.clone(),
            reason: error.to_string(),
        })?;
        Ok(Message {
            link: link.clone(),
            bytes,
            uploads: streams.into_iter().zip(self.uploads).collect(),
        })
    }
}

/// A call that waits for an answer, without the types of its arguments.
struct EncodedCall {
    link: Arc<TestWire>,
    patience: Duration,
    method: String,
    id: String,
    message: Result<Message, TestError>,
}

impl EncodedCall {
    async fn answer<R: DeserializeOwned>(self) -> Result<R, TestError> {
        let (method, link) = (self.method, self.link);
        let (sender, answer) = oneshot::channel();
        register(&link, &self.id, OpenCall::CallEnd(sender))?;
        let cancel = Cancel::new(&link, &self.id);
        self.message?.send().await;
        let what = format!("answer to `{method}`");
        let answer = in_time(&link, self.patience, &what, answer).await?;
        cancel.disarm();
        let answer = answer.map_err(|_| gone(&link))?;
        let value = answer_value(answer)?;
        decode(value.as_ref(), || format!("the result of `{method}`"))
    }
}

/// An encoded call and its uploads.
struct Message {
    link: Arc<TestWire>,
    bytes: Vec<u8>,
    uploads: Vec<(String, BoxStream<'static, ItemWriter>)>,
}

impl Message {
    /// Sends the call and starts its uploads.
    async fn send(self) {
        self.link.send(Piece::Bytes(self.bytes.into())).await;
        for (id, items) in self.uploads {
            tokio::spawn(send_items(self.link.clone(), id, items));
        }
    }
}

/// Sends one upload to its end. An item that cannot be encoded fails the upload.
async fn send_items(link: Arc<TestWire>, id: String, mut items: BoxStream<'static, ItemWriter>) {
    while let Some(write_item) = items.next().await {
        let written = link.write(|protocol, buffer| write_item(protocol, &id, buffer));
        if let Err(error) = written.await {
            let text = error.to_string();
            let failed = link
                .write(|protocol, buffer| Completion::error(&id, &text).encode(protocol, buffer));
            let _: Result<(), EncodeError> = failed.await;
            return;
        }
    }
    let ended = link.write(|protocol, buffer| Completion::void(&id).encode(protocol, buffer));
    let _: Result<(), EncodeError> = ended.await;
}

fn register(link: &TestWire, id: &str, waiting: OpenCall) -> Result<(), TestError> {
    let mut desk = link.desk.lock();
    if let Some(closed) = &desk.closed {
        return Err(TestError::Closed(closed.clone()));
    }
    desk.calls.insert(id.to_owned(), waiting);
    Ok(())
}

fn gone(link: &TestWire) -> TestError {
    TestError::Closed(link.desk.lock().closed.clone().unwrap_or_default())
}

fn answer_value(answer: CallEnd) -> Result<Option<OwnedPayload>, TestError> {
    match answer {
        CallEnd::Value(value) => Ok(value),
        CallEnd::Error(failed) => Err(failed),
    }
}

fn decode<T: DeserializeOwned>(
    value: Option<&OwnedPayload>,
    what: impl FnOnce() -> String,
) -> Result<T, TestError> {
    let decoded = match value {
        Some(value) => value.decode().map_err(|error| error.to_string()),
        None => serde_json::from_str("null").map_err(|error| error.to_string()),
    };
    decoded.map_err(|reason| TestError::Decode {
        what: what(),
        reason,
    })
}

/// Cancels a call that nobody waits for any more.
struct Cancel {
    link: Arc<TestWire>,
    id: Option<String>,
}

impl Cancel {
    fn new(link: &Arc<TestWire>, id: &str) -> Self {
        Self {
            link: link.clone(),
            id: Some(id.to_owned()),
        }
    }

    fn disarm(mut self) {
        self.id = None;
    }
}

impl Drop for Cancel {
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        if self.link.desk.lock().calls.remove(&id).is_some() {
            let mut message = Vec::new();
            CancelInvocation::new(&id).encode(self.link.encoding.protocol, &mut message);
            self.link.write_later(message);
        }
    }
}

type Start<'c> = Pin<Box<dyn Future<Output = Result<(), TestError>> + Send + 'c>>;

/// The items that a hub method answers with.
///
/// A wait in vain is an error; nothing follows an error.
pub struct TestStream<'c, T> {
    link: Arc<TestWire>,
    method: String,
    /// The call, until it is sent.
    start: Option<Start<'c>>,
    events: mpsc::UnboundedReceiver<StreamEvent>,
    cancel: Option<Cancel>,
    patience: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    over: bool,
    _item: PhantomData<fn() -> T>,
}

impl<T> std::fmt::Debug for TestStream<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestStream")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> TestStream<'_, T> {
    /// Every item up to the end.
    ///
    /// # Errors
    /// The error that the stream ends with.
    pub async fn collect_all(mut self) -> Result<Vec<T>, TestError> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, TestError>>> {
        if let Some(start) = &mut self.start {
            let started = ready!(start.as_mut().poll(cx));
            self.start = None;
            if let Err(error) = started {
                return Poll::Ready(Some(Err(error)));
            }
        }
        Poll::Ready(match ready!(self.events.poll_recv(cx)) {
            Some(StreamEvent::Item(item)) => {
                let what = || format!("an item of `{}`", self.method);
                Some(decode(Some(&item), what))
            }
            Some(StreamEvent::End(answer)) => answer_value(answer).err().map(Err),
            None => Some(Err(gone(&self.link))),
        })
    }
}

impl<T: DeserializeOwned> Stream for TestStream<'_, T> {
    type Item = Result<T, TestError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let item = match self.poll_item(cx) {
            Poll::Ready(item) => item,
            Poll::Pending => {
                let patience = self.patience;
                let timer = self
                    .timer
                    .get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
                ready!(timer.as_mut().poll(cx));
                let what = format!("item of `{}`", self.method);
                Some(Err(timed_out(&self.link, &what, patience)))
            }
        };
        self.timer = None;
        if !matches!(item, Some(Ok(_))) {
            self.over = true;
            self.cancel = None;
        }
        Poll::Ready(item)
    }
}
