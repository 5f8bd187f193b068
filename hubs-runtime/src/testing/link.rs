//! The test client's end of the wire: sends messages, sorts what comes.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::value::RawValue;
use tokio::sync::{Notify, mpsc, oneshot};

use super::{Closed, TestError};
use crate::{
    protocol::{
        self, Completion, EncodeError, Encoding, FailureKind, FrameBuffer, Framing, Headers,
        Invocation, Message, Outcome, OwnedArguments, OwnedPayload, texts,
    },
    transport::memory::Piece,
    websocket::MessageKind,
    wire,
};

/// Larger than anything that a hub under test sends.
const MAX_FRAME_BYTES: usize = 1 << 30;

/// How a call ended.
pub(super) enum CallEnd {
    Value(Option<OwnedPayload>),
    Error(TestError),
}

/// What happens to a call that streams.
pub(super) enum StreamEvent {
    Item(OwnedPayload),
    End(CallEnd),
}

pub(super) enum OpenCall {
    CallEnd(oneshot::Sender<CallEnd>),
    Stream(mpsc::UnboundedSender<StreamEvent>),
}

/// Answers one call of the server: encodes the completion, or says why it cannot.
pub(super) type Answerer =
    Box<dyn FnMut(&OwnedArguments, Encoding, &str, &mut Vec<u8>) -> Result<(), String> + Send>;

/// A call of the server that wanted no answer.
pub(super) struct ReceivedPush {
    pub(super) target: String,
    pub(super) arguments: OwnedArguments,
}

/// What client and reader share.
pub(super) struct TestWire {
    pub(super) encoding: Encoding,
    to_server: mpsc::Sender<Piece>,
    pub(super) desk: Mutex<Desk>,
    /// Something came.
    pub(super) news: Notify,
}

/// Everything that has come and is waited for.
#[derive(Default)]
pub(super) struct Desk {
    /// The answer to the handshake.
    pub(super) handshake: Option<Result<(), String>>,
    pub(super) calls: HashMap<String, OpenCall>,
    pub(super) pushes: VecDeque<ReceivedPush>,
    /// By folded name.
    pub(super) answerers: HashMap<String, Answerer>,
    /// Methods that are heard and never answered, by folded name.
    pub(super) silent: HashSet<String>,
    /// Caller-state fields as the server told them.
    pub(super) state: BTreeMap<String, Box<RawValue>>,
    pub(super) closed: Option<Closed>,
    /// The call whose answer holds the whole state.
    pub(super) hello: Option<String>,
    last_id: u64,
}

impl Desk {
    /// The next call is the hello.
    pub(super) fn expect_hello(&mut self) {
        self.hello = Some((self.last_id + 1).to_string());
    }

    /// An id for a call or a stream.
    pub(super) fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }
}

impl TestWire {
    pub(super) fn new(encoding: Encoding, to_server: mpsc::Sender<Piece>) -> Self {
        Self {
            encoding,
            to_server,
            desk: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// Hands a piece to the server; a server that has ended the connection takes none.
    pub(super) async fn send(&self, piece: Piece) {
        let _ = self.to_server.send(piece).await;
    }

    /// Encodes one message and sends it.
    pub(super) async fn write(
        &self,
        encode: impl FnOnce(Encoding, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let mut buffer = Vec::new();
        encode(self.encoding, &mut buffer)?;
        self.send(Piece::Bytes(buffer.into())).await;
        Ok(())
    }

    /// Sends a message that cannot wait for room, as from a destructor.
    pub(super) fn write_later(self: &Arc<Self>, message: Vec<u8>) {
        let piece = Piece::Bytes(message.into());
        if let Err(mpsc::error::TrySendError::Full(piece)) = self.to_server.try_send(piece) {
            let link = self.clone();
            tokio::spawn(async move { link.send(piece).await });
        }
    }

    /// Reads until the server's half ends.
    pub(super) async fn read(
        self: Arc<Self>,
        mut from_server: mpsc::Receiver<(MessageKind, Bytes)>,
    ) {
        let _ended = Ended(self.clone());
        let mut frames = FrameBuffer::new();
        let mut shaken = false;
        while let Some((_, bytes)) = from_server.recv().await {
            frames.keep(&bytes);
            let kept = frames.take();
            let mut handled = 0;
            loop {
                let framing = if shaken {
                    self.encoding.protocol.framing()
                } else {
                    Framing::Json
                };
                let rest = &kept[handled..];
                let frame = framing
                    .next(rest, MAX_FRAME_BYTES)
                    .expect("the server frames its messages; this is a bug in hubs-runtime");
                let Some(frame) = frame else { break };
                let body = &rest[frame.body];
                handled += frame.length;
                if shaken {
                    self.take(body).await;
                } else {
                    shaken = true;
                    self.shake(body);
                }
            }
            frames.put_back(kept, handled);
        }
    }

    fn shake(&self, body: &[u8]) {
        #[derive(serde::Deserialize)]
        struct Response {
            error: Option<String>,
        }
        let response: Response = serde_json::from_slice(body)
            .expect("the server answers handshakes in JSON; this is a bug in hubs-runtime");
        self.desk.lock().handshake = Some(response.error.map_or(Ok(()), Err));
        self.news.notify_waiters();
    }

    async fn take(&self, body: &[u8]) {
        let message = protocol::parse(self.encoding, body)
            .expect("the server speaks the protocol; this is a bug in hubs-runtime");
        match message {
            Message::Invocation(invocation) => {
                if let Some(answer) = self.invoked(&invocation) {
                    self.send(Piece::Bytes(answer.into())).await;
                }
            }
            Message::StreamItem(item) => {
                let desk = self.desk.lock();
                if let Some(OpenCall::Stream(events)) = desk.calls.get(&*item.invocation_id) {
                    // The test may have dropped the stream.
                    let _ = events.send(StreamEvent::Item(item.item.to_owned()));
                }
            }
            Message::Completion(completion) => self.completed(completion),
            Message::Close(close) => {
                self.desk.lock().closed = Some(Closed {
                    error: close.error.map(String::from),
                    allow_reconnect: close.allow_reconnect,
                });
            }
            Message::CancelInvocation(_)
            | Message::Ping
            | Message::Ack(_)
            | Message::Sequence(_)
            | Message::Unknown(_) => {}
        }
        self.news.notify_waiters();
    }

    /// A call of the server: kept for the test, or answered.
    fn invoked(&self, invocation: &Invocation<'_>) -> Option<Vec<u8>> {
        self.note_state(&invocation.headers);
        if invocation.target == wire::STATE {
            if let Ok(Some(json)) = invocation.arguments.to_owned().get::<String>(0) {
                self.merge_state(&json);
            }
            return None;
        }
        let arguments = invocation.arguments.to_owned();
        let Some(id) = &invocation.invocation_id else {
            self.desk.lock().pushes.push_back(ReceivedPush {
                target: invocation.target.to_string(),
                arguments,
            });
            return None;
        };
        let name = hubs_contract::names::fold(&invocation.target);
        if self.desk.lock().silent.contains(&name) {
            return None;
        }
        // Taken out, so that the handler may use the client.
        let answerer = self.desk.lock().answerers.remove(&name);
        let mut buffer = Vec::new();
        let answered = match answerer {
            Some(mut answerer) => {
                let answered = answerer(&arguments, self.encoding, id, &mut buffer);
                self.desk.lock().answerers.entry(name).or_insert(answerer);
                answered
            }
            None => Err(texts::NO_CLIENT_RESULT.to_owned()),
        };
        if let Err(text) = answered {
            buffer.clear();
            Completion::error(id, &text)
                .encode(self.encoding, &mut buffer)
                .expect("a text has a form");
        }
        Some(buffer)
    }

    fn completed(&self, completion: Completion<'_>) {
        self.note_state(&completion.headers);
        self.note_welcome(&completion);
        let waiting = self.desk.lock().calls.remove(&*completion.invocation_id);
        let answer = match completion.outcome {
            Outcome::Error(text) => CallEnd::Error(TestError::Failed {
                text: text.into_owned(),
                value: completion.headers.get(wire::ERROR_HEADER).map(String::from),
                kind: FailureKind::told_by(&completion.headers),
                error_id: completion
                    .headers
                    .get(wire::ERROR_ID_HEADER)
                    .map(String::from),
            }),
            Outcome::Result(value) => CallEnd::Value(Some(value.to_owned())),
            Outcome::Void => CallEnd::Value(None),
        };
        // Whoever waited may have gone.
        match waiting {
            Some(OpenCall::CallEnd(sender)) => drop(sender.send(answer)),
            Some(OpenCall::Stream(events)) => drop(events.send(StreamEvent::End(answer))),
            None => {}
        }
    }

    /// The whole state comes before its changes, so it is taken over here, in the order of the wire.
    fn note_welcome(&self, completion: &Completion<'_>) {
        #[derive(serde::Deserialize)]
        struct Welcome {
            state: String,
        }
        let hello = self.desk.lock().hello.clone();
        if hello.as_deref() == Some(&*completion.invocation_id)
            && let Outcome::Result(payload) = &completion.outcome
            && let Ok(welcome) = payload.decode::<Welcome>()
        {
            self.merge_state(&welcome.state);
        }
    }

    fn note_state(&self, headers: &Headers<'_>) {
        if let Some(json) = headers.get(wire::STATE_HEADER) {
            self.merge_state(&json);
        }
    }

    /// Takes over fields that the server changed.
    pub(super) fn merge_state(&self, json: &str) {
        let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json)
            .expect("the server sends states as JSON objects; this is a bug in hubs-runtime");
        self.desk.lock().state.extend(fields);
    }

    /// Waits until `look` finds something.
    pub(super) async fn wait<T>(&self, mut look: impl FnMut(&mut Desk) -> Option<T>) -> T {
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            if let Some(found) = look(&mut self.desk.lock()) {
                return found;
            }
            news.await;
        }
    }
}

/// Tells everyone who waits that nothing more will come.
struct Ended(Arc<TestWire>);

impl Drop for Ended {
    fn drop(&mut self) {
        let mut desk = self.0.desk.lock();
        desk.closed.get_or_insert_default();
        desk.calls.clear();
        drop(desk);
        self.0.news.notify_waiters();
    }
}
