//! A client that sends what it is told and reads what comes.

use std::time::Duration;

use axum::http::Version;
use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use hubs_runtime::{
    Transport,
    protocol::{EncodeError, Invocation, Protocol},
};
use serde::Serialize;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, Message},
};

use super::{Event, Server, http2, message};

/// How long a test waits for a message before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is read ahead of the test; then the client reads no more, and the server feels it.
const UNREAD_PIECES: usize = 4;

pub struct Client {
    protocol: Protocol,
    handshaken: bool,
    half: ClientHalf,
    /// The server's half, read by a task of its own until it ends.
    received: mpsc::Receiver<Bytes>,
    reader: JoinHandle<()>,
    bytes: Vec<u8>,
    last_id: u32,
}

enum ClientHalf {
    Socket(Box<dyn Sink<Message, Error = tungstenite::Error> + Send + Unpin>),
    Posts { http: reqwest::Client, url: String },
}

impl Client {
    /// Negotiates, connects and shakes hands.
    pub async fn connect(
        server: &Server,
        path: &str,
        transport: Transport,
        protocol: Protocol,
    ) -> Self {
        let mut client = Self::open(server, path, transport, protocol).await;
        client.shake_hands().await;
        client
    }

    /// A connection that has not shaken hands.
    pub async fn open(
        server: &Server,
        path: &str,
        transport: Transport,
        protocol: Protocol,
    ) -> Self {
        let token = negotiate(server, path).await;
        Self::attach(server, &format!("{path}?id={token}"), transport, protocol).await
    }

    /// The transport of a connection that was negotiated.
    pub async fn attach(
        server: &Server,
        path_and_query: &str,
        transport: Transport,
        protocol: Protocol,
    ) -> Self {
        Self::attach_over(
            Version::HTTP_11,
            server,
            path_and_query,
            transport,
            protocol,
        )
        .await
    }

    /// The transport, over this version of HTTP.
    pub async fn attach_over(
        version: Version,
        server: &Server,
        path_and_query: &str,
        transport: Transport,
        protocol: Protocol,
    ) -> Self {
        let (sender, received) = mpsc::channel(UNREAD_PIECES);
        let url = server.url("http", path_and_query);
        let http = http2::requests(version);
        let (half, reader) = match transport {
            Transport::WebSockets if version == Version::HTTP_2 => {
                let socket = http2::open_socket(server, path_and_query).await;
                halves(socket, sender)
            }
            Transport::WebSockets => {
                let url = server.url("ws", path_and_query);
                let opened = tokio_tungstenite::connect_async(url).await;
                halves(opened.expect("it opens").0, sender)
            }
            Transport::ServerSentEvents => {
                let events = http.get(&url).header("accept", "text/event-stream").send();
                let events = events.await.expect("it answers");
                assert_eq!(events.status(), 200);
                let half = ClientHalf::Posts { http, url };
                (half, tokio::spawn(read_events(events, sender)))
            }
            _ => {
                let first = http.get(&url).send().await.expect("it answers");
                assert_eq!(first.status(), 200);
                let half = ClientHalf::Posts {
                    http: http.clone(),
                    url: url.clone(),
                };
                (half, tokio::spawn(read_polls(http, url, sender)))
            }
        };
        Self {
            protocol,
            handshaken: false,
            half,
            received,
            reader,
            bytes: Vec::new(),
            last_id: 0,
        }
    }

    pub async fn shake_hands(&mut self) {
        let handshake = format!(
            "{{\"protocol\":\"{}\",\"version\":1}}\x1e",
            self.protocol.name()
        );
        self.send(handshake.into_bytes()).await;
        assert_eq!(self.next().await, Some(Event::Handshake(None)));
    }

    /// Goes on with a connection that shook hands over another socket.
    pub fn resumes(&mut self) {
        self.handshaken = true;
    }

    /// Sends bytes as one WebSocket message or one POST.
    pub async fn send(&mut self, bytes: Vec<u8>) {
        let status = self.try_send(bytes).await;
        assert_eq!(status, 200, "the server takes it");
    }

    /// Sends bytes and returns the status of the POST; 200 for a WebSocket that took them.
    pub async fn try_send(&mut self, bytes: Vec<u8>) -> u16 {
        match &mut self.half {
            ClientHalf::Socket(socket) => match socket.send(Message::binary(bytes)).await {
                Ok(()) => 200,
                Err(_) => 0,
            },
            ClientHalf::Posts { http, url } => {
                let answer = http.post(url.as_str()).body(bytes).send().await;
                answer.expect("it answers").status().as_u16()
            }
        }
    }

    /// Writes one message in the client's protocol.
    pub async fn write(
        &mut self,
        write: impl FnOnce(Protocol, &mut Vec<u8>) -> Result<(), EncodeError>,
    ) {
        let mut bytes = Vec::new();
        write(self.protocol, &mut bytes).expect("it has a form on the wire");
        self.send(bytes).await;
    }

    /// The bytes of a call, whose id is returned.
    pub fn call_bytes(&mut self, target: &str, arguments: &impl Serialize) -> (String, Vec<u8>) {
        self.last_id += 1;
        let id = self.last_id.to_string();
        let mut bytes = Vec::new();
        Invocation::call(&id, target, arguments)
            .encode(self.protocol, &mut bytes)
            .expect("it has a form on the wire");
        (id, bytes)
    }

    /// Calls and returns the call's id.
    pub async fn invoke(&mut self, target: &str, arguments: &impl Serialize) -> String {
        let (id, bytes) = self.call_bytes(target, arguments);
        self.send(bytes).await;
        id
    }

    /// Calls with client streams, which the caller names.
    pub async fn invoke_with_streams(&mut self, target: &str, streams: &[&str]) -> String {
        self.last_id += 1;
        let id = self.last_id.to_string();
        self.write(|protocol, buffer| {
            let nothing: [u8; 0] = [];
            Invocation::call(&id, target, nothing)
                .with_streams(streams)
                .encode(protocol, buffer)
        })
        .await;
        id
    }

    /// Asks for a stream and returns the call's id.
    pub async fn stream(&mut self, target: &str, arguments: &impl Serialize) -> String {
        self.last_id += 1;
        let id = self.last_id.to_string();
        self.write(|protocol, buffer| {
            Invocation::stream(&id, target, arguments).encode(protocol, buffer)
        })
        .await;
        id
    }

    /// Calls and returns how the call ended; whatever comes before is passed over.
    pub async fn ask(&mut self, target: &str, arguments: &impl Serialize) -> Event {
        let id = self.invoke(target, arguments).await;
        self.answer(&id).await
    }

    /// How call `wanted` ended; whatever comes before is passed over.
    pub async fn answer(&mut self, wanted: &str) -> Event {
        loop {
            let event = self.next().await.expect("the connection lives");
            if let Event::Result { id, .. } | Event::Failed { id, .. } | Event::Done { id } = &event
                && id == wanted
            {
                return event;
            }
        }
    }

    /// The next message but pings; `None` after the end.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            let protocol = self.handshaken.then_some(self.protocol);
            match message::take(protocol, &mut self.bytes) {
                Some(Event::Ping) => {}
                Some(event) => {
                    self.handshaken = true;
                    return Some(event);
                }
                None => {
                    let more = tokio::time::timeout(PATIENCE, self.received.recv()).await;
                    let more = more.expect("something comes, or the connection ends");
                    self.bytes.extend_from_slice(&more?);
                }
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The token of a new connection.
pub async fn negotiate(server: &Server, path: &str) -> String {
    negotiate_over(Version::HTTP_11, server, path).await
}

/// The token of a new connection, asked for in this version of HTTP.
pub async fn negotiate_over(version: Version, server: &Server, path: &str) -> String {
    let url = server.url("http", &format!("{path}/negotiate?negotiateVersion=1"));
    let answer = http2::requests(version).post(url).send().await;
    let answer = answer.expect("it answers").text().await.expect("a body");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    answer["connectionToken"]
        .as_str()
        .expect("a token")
        .to_owned()
}

/// What a test writes to, and the task that reads.
fn halves<S>(
    socket: WebSocketStream<S>,
    sender: mpsc::Sender<Bytes>,
) -> (ClientHalf, JoinHandle<()>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (write, read) = socket.split();
    let half = ClientHalf::Socket(Box::new(write));
    (half, tokio::spawn(read_socket(read, sender)))
}

async fn read_socket(
    mut socket: impl Stream<Item = tungstenite::Result<Message>> + Unpin,
    sender: mpsc::Sender<Bytes>,
) {
    while let Some(Ok(message)) = socket.next().await {
        if message.is_binary() || message.is_text() {
            let _ = sender.send(message.into_data()).await;
        }
    }
}

async fn read_events(events: reqwest::Response, sender: mpsc::Sender<Bytes>) {
    let mut body = events.bytes_stream();
    let mut text = Vec::new();
    while let Some(Ok(piece)) = body.next().await {
        text.extend_from_slice(&piece);
        while let Some(end) = text.windows(2).position(|pair| pair == b"\r\n") {
            let line: Vec<u8> = text.drain(..end + 2).collect();
            if let Some(data) = line.strip_prefix(b"data: ") {
                let _ = sender
                    .send(Bytes::copy_from_slice(&data[..data.len() - 2]))
                    .await;
            }
        }
    }
}

async fn read_polls(http: reqwest::Client, url: String, sender: mpsc::Sender<Bytes>) {
    while let Ok(answer) = http.get(&url).send().await {
        if answer.status() != 200 {
            return;
        }
        let Ok(body) = answer.bytes().await else {
            return;
        };
        if !body.is_empty() {
            let _ = sender.send(body).await;
        }
    }
}
