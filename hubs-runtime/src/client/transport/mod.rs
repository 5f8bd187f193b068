//! Bytes between a client and its server, by whatever way was agreed on.

mod event_stream;
mod events;
mod http_sender;
mod long_polling;
mod websocket;

use std::{sync::Arc, time::Duration};

use reqwest::Url;
use tokio::sync::Notify;

use super::{error::ConnectError, http::Http, negotiate::Negotiated};
use crate::protocol::Transport;

/// Why no more bytes come or go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TransportEnd {
    /// The server ended it in order.
    Closed,
    /// It broke, or the server broke its protocol.
    Lost(String),
}

/// What comes from the server.
pub(super) enum Reader {
    WebSocket(websocket::SocketReader),
    Events(event_stream::EventReader),
    Polling(long_polling::PollReader),
}

/// What goes to the server.
pub(super) enum Writer {
    WebSocket(websocket::SocketWriter),
    Http(http_sender::HttpSender),
}

/// What a transport needs of its connection.
pub(super) struct Attaching<'a> {
    pub(super) http: &'a Arc<Http>,
    pub(super) negotiated: &'a Negotiated,
    /// Messages are bytes that are no text.
    pub(super) binary: bool,
    /// The longest piece that is gathered before it can be handed on.
    pub(super) max_message_bytes: usize,
    /// How long the server may take to answer one request, beside those that open a transport.
    pub(super) request_timeout: Duration,
    /// Told when something must be written that nobody queued.
    pub(super) wake: &'a Arc<Notify>,
}

impl Attaching<'_> {
    fn url(&self) -> Url {
        let mut url = self.negotiated.url.clone();
        if let Some(token) = &self.negotiated.token {
            url.query_pairs_mut().append_pair("id", token);
        }
        url
    }
}

/// Opens `transport`.
pub(super) async fn attach(
    transport: Transport,
    attaching: &Attaching<'_>,
) -> Result<(Reader, Writer), ConnectError> {
    match transport {
        Transport::WebSockets => websocket::open(attaching).await,
        Transport::ServerSentEvents => event_stream::open(attaching).await,
        Transport::LongPolling => long_polling::open(attaching).await,
        Transport::InMemory => Err(ConnectError::Options(
            "there is no network to a hub in memory".to_owned(),
        )),
    }
}

impl Reader {
    /// Appends what comes next, at least one byte, to `into`; at most some tens of kilobytes at a time.
    pub(super) async fn read(&mut self, into: &mut Vec<u8>) -> Result<(), TransportEnd> {
        match self {
            Self::WebSocket(reader) => reader.read(into).await,
            Self::Events(reader) => reader.read(into).await,
            Self::Polling(reader) => reader.read(into).await,
        }
    }
}

impl Writer {
    /// Writes `bytes`, whole messages, and whatever the transport itself has to say; `bytes` is empty afterwards.
    pub(super) async fn write(&mut self, bytes: &mut Vec<u8>) -> Result<(), TransportEnd> {
        match self {
            Self::WebSocket(writer) => writer.write(bytes).await,
            Self::Http(sender) => sender.write(bytes).await,
        }
    }
}

/// Ends a transport in order, as far as its server takes part in that within `timeout`.
pub(super) async fn close(reader: Reader, writer: Writer, timeout: Duration) {
    let ended = async move {
        match (reader, writer) {
            (Reader::WebSocket(reader), Writer::WebSocket(writer)) => {
                websocket::close(reader, writer).await;
            }
            (Reader::Polling(reader), Writer::Http(sender)) => {
                drop(reader);
                sender.delete().await;
            }
            // An event stream ends as its request is dropped.
            (reader, writer) => drop((reader, writer)),
        }
    };
    let _ = tokio::time::timeout(timeout, ended).await;
}
