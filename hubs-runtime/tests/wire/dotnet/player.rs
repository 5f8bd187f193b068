//! Does what a recorded client did, with a server of ours.

use std::{borrow::Cow, collections::HashMap, time::Duration};

use axum::{
    extract::Request as AxumRequest,
    middleware::{self, Next},
    response::Response,
};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use hubs_runtime::{
    Conventions, HubOptions, HubServer, Redirect, Transport, bearer_token, prelude::*,
    protocol::Protocol,
};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        error::Error as SocketError,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{
    differences, forms,
    listen::Listener,
    script::{
        Act, Events, RECORDED_ADDRESS, Request, Said, Script, Step, answered, end_of_events,
        frame_of_other_kind,
    },
};
use crate::support::Server;

/// How long the server may take for a message: its own time limits are of up to three seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it is watched for messages that nobody expects.
const QUIET: Duration = Duration::from_millis(250);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Plays one recording. What is returned is where the server differs without leave.
pub async fn play(name: &str) -> Vec<String> {
    let mut script = Script::read(name);
    let mut faults = differences::apply(name, &mut script);
    let server = serve(&script);
    let mut player = Player::new(&server, &script);
    for step in &script.steps {
        let due = script.said.iter().filter(|said| said.line < step.line);
        if !player.listen(due.count()).await {
            break;
        }
        player.take(step).await;
    }
    if player.listen(script.said.len()).await {
        player.watch().await;
    }
    if script.ends_deaf {
        player.forget_goodbyes(script.said.len());
    }
    faults.extend(compared(name, script.end, &script.said, &player.heard));
    faults.extend(compared(
        name,
        script.end,
        &script.answered,
        &player.answered,
    ));
    faults
}

fn compared(name: &str, end: usize, expected: &[Said], found: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    for (said, found) in expected.iter().zip(found) {
        let Said { line, nth, what } = said;
        if what != found {
            faults.push(format!("{name} {line} {nth}\n  - {what}\n  + {found}"));
        }
    }
    for Said { line, nth, what } in expected.iter().skip(found.len()) {
        faults.push(format!("{name} {line} {nth}\n  - {what}\n  + nothing"));
    }
    for (found, nth) in found.iter().skip(expected.len()).zip(1..) {
        faults.push(format!("{name} {end} {nth}\n  - nothing\n  + {found}"));
    }
    faults
}

/// A server with the recorded one's hub and settings at the recorded path.
fn serve(script: &Script) -> Server {
    let path = script.path.split('?').next().unwrap_or_default();
    let mut options = HubOptions {
        conventions: Conventions::Dotnet,
        maximum_parallel_invocations_per_client: 2,
        maximum_receive_message_size: 4_096,
        max_state_bytes: 1_024,
        ..HubOptions::default()
    };
    match path {
        "/golden-detailed" => {
            options.enable_detailed_errors = true;
            options.allow_stateful_reconnects = true;
        }
        "/golden-fast" => {
            options.maximum_parallel_invocations_per_client = 1;
            options.maximum_receive_message_size = 32 * 1024;
            options.allow_stateful_reconnects = true;
            options.keep_alive_interval = Duration::from_secs(1);
            options.client_timeout_interval = Duration::from_secs(3);
            options.handshake_timeout = Duration::from_secs(2);
            options.poll_timeout = Duration::from_secs(2);
        }
        "/testhub-nowebsockets" => {
            options.transports = vec![Transport::ServerSentEvents, Transport::LongPolling];
        }
        _ => {}
    }
    let builder = HubServer::builder().options(options);
    let builder = match (path, script.protocol) {
        ("/authorizedhub", _) => builder.hub(path, forms::SecretHub),
        // Nothing is there.
        ("/nothing", _) => builder.hub("/golden", forms::json::GoldenHub),
        ("/golden-redirect", _) => builder
            .hub("/golden", forms::json::GoldenHub)
            .hub(path, forms::ElsewhereHub)
            .redirect(redirected),
        (_, Protocol::Json) => builder.hub(path, forms::json::GoldenHub),
        (_, Protocol::MessagePack) => builder.hub(path, forms::messagepack::GoldenHub),
    };
    let hubs = builder.build().expect("it builds");
    let router = hubs.router().layer(middleware::from_fn(sign_in));
    Server::start_router(hubs, router)
}

fn redirected(caller: &Caller) -> Option<Redirect> {
    let request = caller.request();
    let host = request.header("host")?;
    let is_asked = request.path.starts_with("/golden-redirect");
    is_asked.then(|| {
        Redirect::to(format!("http://{host}/golden?from=redirect"))
            .with_access_token("a-token-of-the-redirect")
    })
}

/// The recorded server took `plain-NAME` for NAME's token.
async fn sign_in(mut request: AxumRequest, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers()).map(Cow::into_owned);
    if let Some(user) = token
        .as_deref()
        .and_then(|token| token.strip_prefix("plain-"))
    {
        let user = UserId::from(user.to_owned());
        request.extensions_mut().insert(user);
    }
    next.run(request).await
}

/// What comes from the server.
enum Heard {
    Bytes(Bytes),
    Other(Value),
}

struct Player<'s> {
    server: &'s Server,
    protocol: Protocol,
    http: reqwest::Client,
    /// The ids of the server's calls in the recording.
    recorded_calls: Vec<String>,
    /// The tokens of this run for those of the recording.
    tokens: HashMap<String, String>,
    socket: Option<SplitSink<Socket, Message>>,
    readers: Vec<JoinHandle<()>>,
    sender: mpsc::UnboundedSender<Heard>,
    receiver: mpsc::UnboundedReceiver<Heard>,
    listener: Listener,
    heard: Vec<Value>,
    answered: Vec<Value>,
}

impl<'s> Player<'s> {
    fn new(server: &'s Server, script: &Script) -> Self {
        let (sender, receiver) = mpsc::unbounded_channel();
        Self {
            server,
            protocol: script.protocol,
            recorded_calls: script.asked.clone(),
            http: reqwest::Client::new(),
            tokens: HashMap::new(),
            socket: None,
            readers: Vec::new(),
            sender,
            receiver,
            listener: Listener::new(script.protocol),
            heard: Vec::new(),
            answered: Vec::new(),
        }
    }

    /// Whether the server has said so much in time.
    async fn listen(&mut self, count: usize) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while self.heard.len() < count {
            match timeout_at(deadline, self.receiver.recv()).await {
                Ok(Some(heard)) => self.note(heard),
                _ => return false,
            }
        }
        true
    }

    /// Hears whatever else comes.
    async fn watch(&mut self) {
        while let Ok(Some(heard)) = timeout(QUIET, self.receiver.recv()).await {
            self.note(heard);
        }
    }

    fn note(&mut self, heard: Heard) {
        match heard {
            Heard::Bytes(bytes) => self.heard.extend(self.listener.hear(&bytes)),
            Heard::Other(other) => self.heard.push(other),
        }
    }

    /// What the server answers to a goodbye, the recorded client did not hear.
    fn forget_goodbyes(&mut self, after: usize) {
        let goodbyes = [
            json!({ "type": 7 }),
            json!([7, null, false]),
            json!([7, null]),
        ];
        while self.heard.len() > after {
            let last = self.heard.last().expect("it is not empty");
            if last["close"] != 1000 && !goodbyes.contains(last) {
                return;
            }
            self.heard.pop();
        }
    }

    async fn take(&mut self, step: &Step) {
        match &step.act {
            Act::Negotiate(request) => {
                let body = self.request(request).await;
                let token = body["connectionToken"].as_str().unwrap_or_default();
                if let Some(recorded) = &step.token {
                    self.tokens.insert(recorded.clone(), token.to_owned());
                }
            }
            Act::Send(request) => {
                let mut request = request.clone();
                request.body = self.with_own_ids(&request.body);
                self.request(&request).await;
            }
            Act::OpenSocket { request, goes_on } => self.open_socket(request, *goes_on).await,
            Act::OpenEvents(request) => {
                let answer = self.build(request).send().await.expect("it answers");
                assert_eq!(answer.status(), 200);
                self.listener.begin(false);
                self.read(|sender| read_events(answer, sender));
            }
            Act::OpenPolls(request) => {
                let first = self.build(request).send().await.expect("it answers");
                assert_eq!(first.status(), 200);
                self.listener.begin(false);
                let polls = self.build(request);
                self.read(|sender| read_polls(polls, sender));
            }
            Act::Say { bytes, is_text } => {
                let bytes = self.with_own_ids(bytes);
                let message = match is_text {
                    true => Message::text(String::from_utf8(bytes).expect("a text")),
                    false => Message::binary(bytes),
                };
                self.send(message).await;
            }
            Act::Close(code) => {
                let frame = code.map(|code| CloseFrame {
                    code: CloseCode::from(code),
                    reason: "".into(),
                });
                self.send(Message::Close(frame)).await;
            }
            Act::Cut => {
                self.socket = None;
                for reader in self.readers.drain(..) {
                    reader.abort();
                    let _ = reader.await;
                }
            }
            Act::ShutDown => {
                self.server.shut_down(Duration::from_secs(5)).await;
            }
        }
    }

    /// A client that goes when the server goes is not heard.
    async fn send(&mut self, message: Message) {
        if let Some(socket) = &mut self.socket {
            let _ = socket.send(message).await;
        }
    }

    fn path(&self, request: &Request) -> String {
        let mut path = request.path.clone();
        for (recorded, token) in &self.tokens {
            path = path.replace(recorded, token);
        }
        path
    }

    fn build(&self, request: &Request) -> reqwest::RequestBuilder {
        let method = request.method.parse().expect("a method");
        let url = self.server.url("http", &self.path(request));
        let mut built = self.http.request(method, url).body(request.body.clone());
        for (name, value) in own_headers(request) {
            built = built.header(name, value);
        }
        built
    }

    /// Notes the answer, whose body in JSON is returned.
    async fn request(&mut self, request: &Request) -> Value {
        let answer = self.build(request).send().await.expect("it answers");
        let status = answer.status().as_u16();
        let body = answer.text().await.expect("a body");
        let body = body.replace(&self.server.address().to_string(), RECORDED_ADDRESS);
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        self.answered.push(answered(status, body.clone()));
        body
    }

    async fn open_socket(&mut self, request: &Request, goes_on: bool) {
        let url = self.server.url("ws", &self.path(request));
        let mut built = url.into_client_request().expect("a request");
        for (name, value) in own_headers(request) {
            let name: http::HeaderName = name.parse().expect("a name");
            let value = value.parse().expect("a value");
            built.headers_mut().insert(name, value);
        }
        match tokio_tungstenite::connect_async(built).await {
            Ok((socket, _)) => {
                self.answered.push(answered(101, Value::Null));
                self.listener.begin(goes_on);
                let (write, read) = socket.split();
                self.socket = Some(write);
                let protocol = self.protocol;
                self.read(|sender| read_socket(read, protocol, sender));
            }
            Err(SocketError::Http(answer)) => {
                let status = answer.status().as_u16();
                self.answered.push(answered(status, Value::Null));
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn read<F>(&mut self, reader: impl FnOnce(mpsc::UnboundedSender<Heard>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.readers.push(tokio::spawn(reader(self.sender.clone())));
    }

    /// The recorded answers to the server's calls, with the ids that those have in this run.
    fn with_own_ids(&self, bytes: &[u8]) -> Vec<u8> {
        let calls = self.recorded_calls.iter().zip(self.listener.asked());
        let mut messages = Vec::new();
        let mut rest = bytes;
        // What is no message, as the handshake, stays as it is.
        while let Ok(Some(frame)) = self.protocol.framing().next(rest, bytes.len()) {
            let mut body = rest[frame.body].to_vec();
            for (recorded, own) in calls.clone() {
                let (recorded, own) = match self.protocol {
                    Protocol::Json => (json_id(recorded), json_id(own)),
                    Protocol::MessagePack => (messagepack_id(recorded), messagepack_id(own)),
                };
                if let Some(at) = body.windows(recorded.len()).position(|id| id == recorded) {
                    body.splice(at..at + recorded.len(), own);
                    break;
                }
            }
            match self.protocol {
                Protocol::Json => body.push(0x1e),
                Protocol::MessagePack => body = framed(&body),
            }
            messages.extend(body);
            rest = &rest[frame.length..];
        }
        messages.extend(rest);
        messages
    }
}

fn json_id(id: &str) -> Vec<u8> {
    format!("\"invocationId\":\"{id}\"").into_bytes()
}

/// The start of a completion, with its id.
fn messagepack_id(id: &str) -> Vec<u8> {
    let mut bytes = vec![0x03, 0x80];
    rmp::encode::write_str(&mut bytes, id).expect("a short text");
    bytes
}

/// With its length before it.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut framed = Vec::new();
    let mut length = body.len();
    while length > 0x7f {
        framed.push(length as u8 | 0x80);
        length >>= 7;
    }
    framed.push(length as u8);
    framed.extend(body);
    framed
}

/// What HTTP itself needs, this run has its own.
fn own_headers(request: &Request) -> impl Iterator<Item = (&str, &str)> {
    let headers = request.headers.iter();
    headers
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| {
            let name = name.to_ascii_lowercase();
            let hop = ["host", "connection", "upgrade", "content-length"];
            !hop.contains(&&*name) && !name.starts_with("sec-")
        })
}

async fn read_socket(
    mut socket: futures_util::stream::SplitStream<Socket>,
    protocol: Protocol,
    sender: mpsc::UnboundedSender<Heard>,
) {
    while let Some(Ok(message)) = socket.next().await {
        let is_text = message.is_text();
        match message {
            Message::Text(_) | Message::Binary(_) => {
                if let Some(frame) = frame_of_other_kind(protocol, is_text) {
                    let _ = sender.send(Heard::Other(frame));
                }
                let _ = sender.send(Heard::Bytes(message.into_data()));
            }
            Message::Close(frame) => {
                let code = frame.map(|frame| u16::from(frame.code));
                let _ = sender.send(Heard::Other(json!({ "close": code })));
            }
            _ => {}
        }
    }
}

async fn read_events(answer: reqwest::Response, sender: mpsc::UnboundedSender<Heard>) {
    let mut body = answer.bytes_stream();
    let mut events = Events::default();
    while let Some(Ok(piece)) = body.next().await {
        for data in events.read(&piece) {
            let _ = sender.send(Heard::Bytes(data.into()));
        }
    }
    let _ = sender.send(Heard::Other(end_of_events()));
}

async fn read_polls(poll: reqwest::RequestBuilder, sender: mpsc::UnboundedSender<Heard>) {
    while let Some(poll) = poll.try_clone()
        && let Ok(answer) = poll.send().await
        && answer.status() == 200
        && let Ok(body) = answer.bytes().await
    {
        let _ = sender.send(Heard::Bytes(body));
    }
}
