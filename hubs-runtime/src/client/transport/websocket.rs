//! Hub messages over one WebSocket: the client's side.
//!
//! The socket is opened by the HTTP client, so that TLS, proxies, cookies and client certificates are the same for every
//! transport; frames are those of `crate::websocket`.

use std::sync::Arc;

use http::Method;
use parking_lot::Mutex;
use reqwest::Upgraded;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::Notify,
};

use super::{Attaching, Reader, TransportEnd, Writer};
use crate::{
    client::{
        error::ConnectError,
        http::{causes, refusal},
    },
    websocket::{
        ClientHandshake, CloseCode, CloseReason, Decoder, Event, MaskKeys, MessageKind, Opcode,
        Role, append_close, append_frame,
    },
};

/// What one read can bring.
const READ_BUFFER_BYTES: usize = 16 * 1024;

/// A write buffer that grew beyond this is given back.
const KEEP_BYTES: usize = 64 * 1024;

/// Pings that wait to be answered; a server that sends more is answered the newest of them.
const MAX_PONGS: usize = 16;

/// What the reader finds and the writer must say.
#[derive(Default)]
struct Control {
    pongs: Vec<Vec<u8>>,
    /// The server has sent its close frame.
    closed: bool,
}

type SharedControl = Arc<(Mutex<Control>, Arc<Notify>)>;

pub(in crate::client) struct SocketReader {
    socket: ReadHalf<Upgraded>,
    decoder: Decoder,
    buffer: Box<[u8]>,
    /// The end, found behind data that is handed out first.
    end: Option<TransportEnd>,
    control: SharedControl,
}

pub(in crate::client) struct SocketWriter {
    socket: WriteHalf<Upgraded>,
    keys: MaskKeys,
    kind: MessageKind,
    frames: Vec<u8>,
    /// How much of them the socket has taken: a write that is given up goes on where it stopped.
    written: usize,
    control: SharedControl,
}

/// Opens a WebSocket at the connection's URL.
pub(super) async fn open(attaching: &Attaching<'_>) -> Result<(Reader, Writer), ConnectError> {
    let url = attaching.url();
    let handshake = ClientHandshake::new().map_err(|error| {
        ConnectError::Lost(format!(
            "the operating system gives no random bytes: {error}"
        ))
    })?;
    let headers = handshake.headers().into_iter().collect();
    let response = attaching
        .http
        .send(Method::GET, &url, &headers, None)
        .await?;
    if response.status() != http::StatusCode::SWITCHING_PROTOCOLS {
        return Err(refusal(&url, response).await);
    }
    handshake
        .check(response.status(), response.headers())
        .map_err(|failure| ConnectError::Protocol(failure.to_string()))?;
    let upgraded = response.upgrade().await;
    let upgraded = upgraded.map_err(|error| ConnectError::Lost(causes(&error.without_url())))?;
    let (read, write) = tokio::io::split(upgraded);
    let control: SharedControl = Arc::new((Mutex::default(), attaching.wake.clone()));
    let reader = SocketReader {
        socket: read,
        decoder: Decoder::new(Role::Client),
        buffer: vec![0; READ_BUFFER_BYTES].into_boxed_slice(),
        end: None,
        control: control.clone(),
    };
    let writer = SocketWriter {
        socket: write,
        keys: MaskKeys::new(),
        kind: if attaching.binary {
            MessageKind::Binary
        } else {
            MessageKind::Text
        },
        frames: Vec::new(),
        written: 0,
        control,
    };
    Ok((Reader::WebSocket(reader), Writer::WebSocket(writer)))
}

impl SocketReader {
    pub(super) async fn read(&mut self, into: &mut Vec<u8>) -> Result<(), TransportEnd> {
        if let Some(end) = self.end.take() {
            return Err(end);
        }
        let before = into.len();
        while into.len() == before {
            let count = self.socket.read(&mut self.buffer).await;
            let count = count.map_err(|error| TransportEnd::Lost(error.to_string()))?;
            if count == 0 {
                let text = "the server dropped the WebSocket";
                return Err(TransportEnd::Lost(text.to_owned()));
            }
            if let Some(end) = self.decode(count, into) {
                if into.len() == before {
                    return Err(end);
                }
                self.end = Some(end);
            }
        }
        Ok(())
    }

    fn decode(&mut self, count: usize, into: &mut Vec<u8>) -> Option<TransportEnd> {
        let mut input = &mut self.buffer[..count];
        loop {
            match self.decoder.decode(&mut input) {
                Ok(None) => return None,
                Ok(Some(Event::Data { payload, .. })) => into.extend_from_slice(payload),
                Ok(Some(Event::Ping(payload))) => {
                    let (control, wake) = &*self.control;
                    let mut control = control.lock();
                    if control.pongs.len() == MAX_PONGS {
                        control.pongs.remove(0);
                    }
                    control.pongs.push(payload.to_owned());
                    wake.notify_one();
                }
                Ok(Some(Event::Pong(_))) => {}
                Ok(Some(Event::Close(reason))) => {
                    self.control.0.lock().closed = true;
                    return Some(ended(reason));
                }
                Err(fault) => return Some(TransportEnd::Lost(fault.to_string())),
            }
        }
    }
}

/// What a close frame says.
fn ended(reason: Option<CloseReason<'_>>) -> TransportEnd {
    match reason {
        None => TransportEnd::Closed,
        Some(CloseReason {
            code: CloseCode::NORMAL,
            ..
        }) => TransportEnd::Closed,
        Some(CloseReason { code, text }) => TransportEnd::Lost(format!(
            "the server closed the WebSocket with code {}{}{text}",
            code.get(),
            if text.is_empty() { "" } else { ": " }
        )),
    }
}

impl SocketWriter {
    pub(super) async fn write(&mut self, bytes: &mut Vec<u8>) -> Result<(), TransportEnd> {
        for pong in std::mem::take(&mut self.control.0.lock().pongs) {
            let key = self.keys.next_key().map_err(no_key)?;
            append_frame(&mut self.frames, Opcode::Pong, &pong, Some(key));
        }
        if !bytes.is_empty() {
            let key = self.keys.next_key().map_err(no_key)?;
            append_frame(&mut self.frames, self.kind, bytes, Some(key));
            bytes.clear();
        }
        self.flush().await
    }

    async fn flush(&mut self) -> Result<(), TransportEnd> {
        if self.frames.is_empty() {
            return Ok(());
        }
        let lost = |error: std::io::Error| TransportEnd::Lost(error.to_string());
        while self.written < self.frames.len() {
            let count = self.socket.write(&self.frames[self.written..]).await;
            match count.map_err(lost)? {
                0 => return Err(lost(std::io::ErrorKind::WriteZero.into())),
                count => self.written += count,
            }
        }
        self.socket.flush().await.map_err(lost)?;
        self.written = 0;
        if self.frames.capacity() > KEEP_BYTES {
            self.frames = Vec::new();
        } else {
            self.frames.clear();
        }
        Ok(())
    }
}

fn no_key(error: getrandom::Error) -> TransportEnd {
    TransportEnd::Lost(format!(
        "the operating system gives no random bytes: {error}"
    ))
}

/// Sends our close frame and waits for the server's.
pub(super) async fn close(mut reader: SocketReader, mut writer: SocketWriter) {
    let Ok(key) = writer.keys.next_key() else {
        return;
    };
    let reason = CloseReason::new(CloseCode::NORMAL, "");
    append_close(&mut writer.frames, Some(reason), Some(key));
    if writer.flush().await.is_err() || writer.control.0.lock().closed {
        return;
    }
    let mut rest = Vec::new();
    while reader.read(&mut rest).await.is_ok() {
        rest.clear();
    }
}
