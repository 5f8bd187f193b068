//! A connection over one WebSocket: the server's side.
//!
//! One task serves one connection. It reads what the socket has into a buffer that its thread's connections take turns
//! with, lets the endpoint handle everything in it, and writes all that has gathered as one frame with one system
//! call. So a quiet connection holds no buffer, and a busy one makes few calls to the kernel.

use std::{
    cell::Cell,
    collections::VecDeque,
    future::{Future, poll_fn},
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Buf, Bytes};
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::mpsc,
    time::Sleep,
};

use super::{Served, stream::Stream};
use crate::{
    connection::{Authentication, Connection, Endpoint, Fragment, InputEnd},
    websocket::{
        CloseCode, CloseReason, Decoder, Event, FrameHeader, MessageKind, Role, append_close,
        append_pong,
    },
};

/// What one read can bring.
const READ_BUFFER_BYTES: usize = 16 * 1024;

/// Reads handled before other connections get their turn.
const READS_PER_TURN: usize = 16;

/// A write buffer that grew beyond this is given back after its frame.
const KEEP_BYTES: usize = 4 * 1024;

/// Slices in one write: the header, the tail, and shared messages.
const SLICES_PER_WRITE: usize = 64;

thread_local! {
    static READ_BUFFER: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
}

/// Serves the connection until both its socket and its hub are done with it, and drops `held` then; `newer` brings
/// sockets that take the place of the present one (stateful reconnect).
///
/// It opens the socket and leaves the rest to another task: a task has room for its largest state as long as it lives, and
/// while a socket opens that is three times what an open one needs.
pub(crate) async fn serve<E: Endpoint + Unpin>(
    upgrade: OnUpgrade,
    link: Served<E>,
    newer: Option<mpsc::Receiver<Further<Stream>>>,
    held: impl Send + Unpin + 'static,
) {
    // Until hyper has sent the answer, nothing else looks after the connection.
    match tokio::time::timeout(link.close_timeout, open(upgrade)).await {
        Ok(Ok(socket)) => {
            let socket = Socket::new(socket, link, newer);
            tokio::spawn(Serving {
                socket,
                _held: held,
            });
        }
        failed => {
            let error = failed.map(Result::err);
            tracing::info!(connection_id = %link.core.id, ?error, "the WebSocket never opened");
            let mut endpoint = link.endpoint;
            endpoint.input_ended(InputEnd::Lost);
            poll_fn(|cx| endpoint.poll(cx)).await;
        }
    }
}

/// A socket, and what the client sent with its request.
pub(crate) struct NewSocket<S> {
    stream: S,
    early: Bytes,
}

/// A socket that takes the place of another.
pub(crate) struct Further<S> {
    socket: NewSocket<S>,
    /// What its request says of the caller.
    authentication: Authentication,
}

async fn open(upgrade: OnUpgrade) -> Result<NewSocket<Stream>, hyper::Error> {
    let upgraded = upgrade.await?;
    Ok(match upgraded.downcast::<TokioIo<TcpStream>>() {
        Ok(Parts { io, read_buf, .. }) => NewSocket {
            stream: Stream::plain(io.into_inner()),
            early: read_buf,
        },
        // TLS, or an acceptor of the application's own.
        Err(upgraded) => NewSocket {
            stream: Stream::Other(TokioIo::new(upgraded)),
            early: Bytes::new(),
        },
    })
}

/// The way for a further socket to a connection that may outlive its first.
#[derive(Clone)]
pub(crate) struct Resume {
    core: Arc<Connection>,
    sockets: mpsc::Sender<Further<Stream>>,
}

impl Resume {
    /// The way, and where its sockets come out.
    pub(crate) fn new(core: &Arc<Connection>) -> (Self, mpsc::Receiver<Further<Stream>>) {
        let (sockets, newer) = mpsc::channel(1);
        let core = core.clone();
        (Self { core, sockets }, newer)
    }

    /// Whether handshake and acknowledgements so far allow it.
    pub(crate) fn is_possible(&self) -> bool {
        self.core.outbox.is_resumable()
    }

    /// Hands the socket over once it is open; `authentication` is what its request says of the caller.
    pub(crate) async fn with(self, upgrade: OnUpgrade, authentication: Authentication) {
        match open(upgrade).await {
            // If the connection has ended meanwhile, so does the socket.
            Ok(socket) => {
                let further = Further {
                    socket,
                    authentication,
                };
                drop(self.sockets.send(further).await);
            }
            Err(error) => {
                let connection_id = &self.core.id;
                tracing::info!(%connection_id, %error, "the further WebSocket never opened");
            }
        }
    }
}

/// An open connection as a task, of no more bytes than it needs.
struct Serving<E, H> {
    socket: Socket<Stream, E>,
    _held: H,
}

impl<E: Endpoint + Unpin, H: Unpin> Future for Serving<E, H> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.get_mut().socket.poll(cx)
    }
}

/// One connection between its socket and its endpoint.
struct Socket<S, E> {
    newer: Option<mpsc::Receiver<Further<S>>>,
    core: Arc<Connection>,
    endpoint: E,
    /// Whether the endpoint is done.
    over: bool,
    decoder: Decoder,
    /// `None` once the socket is closed; the endpoint may still drain.
    stream: Option<S>,
    /// What came with the socket's request and was not looked at yet.
    early: Vec<u8>,
    output: Output,
    close: Closing,
    close_timeout: Duration,
    /// When the socket is dropped, whatever its peer does: set as soon as either side ends.
    close_by: Option<Pin<Box<Sleep>>>,
}

/// How far the closing handshake is (RFC 6455, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closing {
    Open,
    /// Our close frame is queued or sent; the peer's is awaited.
    Sent,
    /// The peer's close frame came; once ours is sent the socket is done.
    Received,
}

impl<S: AsyncRead + AsyncWrite + Unpin, E: Endpoint> Socket<S, E> {
    fn new(
        first: NewSocket<S>,
        link: Served<E>,
        newer: Option<mpsc::Receiver<Further<S>>>,
    ) -> Self {
        let NewSocket { stream, early } = first;
        Self {
            newer,
            core: link.core,
            endpoint: link.endpoint,
            over: false,
            decoder: Decoder::new(Role::Server),
            stream: Some(stream),
            // A copy, since what hyper gives is a part of the buffer that it read into, even if nothing came.
            early: early.to_vec(),
            output: Output::default(),
            close: Closing::Open,
            close_timeout: link.close_timeout,
            close_by: None,
        }
    }

    /// Ready when the socket is closed and the hub has been told.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.handle_early(cx);
        self.core.outbox.register(cx.waker());
        self.core.register_engine(cx.waker());
        for _ in 0..READS_PER_TURN {
            self.take_newer(cx);
            if !self.over {
                self.over = self.endpoint.poll(cx).is_ready();
            }
            if self.stream.is_none() {
                return if self.over {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                };
            }
            if self.poll_close_by(cx).is_ready() {
                tracing::debug!(connection_id = %self.core.id, "the client let the close timeout pass");
                self.core.outbox.discard();
                self.lost();
                continue;
            }
            let read = self.poll_read(cx);
            let written = self.poll_write(cx);
            if let Poll::Ready(Err(error)) = &written {
                tracing::debug!(connection_id = %self.core.id, %error, "the socket broke while writing");
                self.lost();
                continue;
            }
            if written.is_ready() && self.poll_closed(cx).is_ready() {
                self.stream = None;
                continue;
            }
            if read.is_pending() {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Handles what came with the socket's request.
    fn handle_early(&mut self, cx: &mut Context<'_>) {
        if !self.early.is_empty() {
            let mut early = std::mem::take(&mut self.early);
            self.handle(&mut early, cx);
        }
    }

    /// A newer socket takes the place of the present one, even if that seems alive still.
    fn take_newer(&mut self, cx: &mut Context<'_>) {
        let Some(newer) = &mut self.newer else {
            return;
        };
        let Poll::Ready(Some(further)) = newer.poll_recv(cx) else {
            return;
        };
        let Further {
            socket: NewSocket { stream, early },
            authentication,
        } = further;
        self.lost();
        if !self.endpoint.is_away() {
            return;
        }
        self.stream = Some(stream);
        self.decoder = Decoder::new(Role::Server);
        self.output = Output::default();
        self.close = Closing::Open;
        self.close_by = None;
        self.core.authenticate(authentication);
        self.endpoint.resumed();
        self.early = early.to_vec();
        self.handle_early(cx);
    }

    /// Reads once and handles what came; ready if there may be more.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let closing = self.close != Closing::Open;
        if self.close == Closing::Received || !(closing || self.endpoint.wants_input()) {
            return Poll::Pending;
        }
        let Some(stream) = self.stream.as_mut() else {
            return Poll::Pending;
        };
        let mut buffer = READ_BUFFER
            .take()
            .unwrap_or_else(|| vec![0; READ_BUFFER_BYTES].into_boxed_slice());
        let mut read = ReadBuf::new(&mut buffer);
        let polled = Pin::new(stream).poll_read(cx, &mut read);
        let count = read.filled().len();
        let progress = match polled {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(())) if count > 0 => {
                self.handle(&mut buffer[..count], cx);
                Poll::Ready(())
            }
            Poll::Ready(end) => {
                if let Err(error) = end {
                    tracing::debug!(connection_id = %self.core.id, %error, "the socket broke while reading");
                }
                self.lost();
                Poll::Ready(())
            }
        };
        READ_BUFFER.set(Some(buffer));
        progress
    }

    /// Takes frames apart and hands their payloads to the endpoint.
    fn handle(&mut self, mut bytes: &mut [u8], cx: &mut Context<'_>) {
        loop {
            match self.decoder.decode(&mut bytes) {
                Ok(None) => return,
                Ok(Some(Event::Data {
                    kind,
                    payload,
                    message_end,
                })) => {
                    if self.close == Closing::Open {
                        let fragment = Fragment {
                            kind,
                            bytes: payload,
                            last: message_end,
                        };
                        self.endpoint.receive(fragment, cx);
                    }
                }
                Ok(Some(Event::Ping(payload))) => {
                    if self.output.control.len() < READ_BUFFER_BYTES {
                        append_pong(&mut self.output.control, payload, None);
                    }
                }
                Ok(Some(Event::Pong(_))) => {}
                Ok(Some(Event::Close(_))) => {
                    self.endpoint.input_ended(InputEnd::Graceful);
                    if self.close == Closing::Open {
                        self.output
                            .close(Some(CloseReason::new(CloseCode::NORMAL, "")));
                    }
                    self.close = Closing::Received;
                }
                Err(error) => {
                    tracing::info!(connection_id = %self.core.id, %error, "broken WebSocket frame");
                    self.endpoint.input_ended(InputEnd::Broken);
                    if self.close == Closing::Open {
                        let text = error.to_string();
                        self.output
                            .close(Some(CloseReason::new(error.close_code(), &text)));
                    }
                    self.close = Closing::Received;
                    return;
                }
            }
        }
    }

    fn lost(&mut self) {
        self.stream = None;
        self.endpoint.input_ended(InputEnd::Lost);
    }

    /// Writes everything that waits; ready when nothing does.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let Some(stream) = self.stream.as_mut() else {
                return Poll::Ready(Ok(()));
            };
            let flushed = self.output.poll_flush(stream, cx)?;
            if self.output.take_progress() && flushed.is_pending() {
                self.core.outbox.progressed();
            }
            ready!(flushed);
            if !self.output.load::<E>(&self.core) {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Ready when a connection that ends has had its time, even if it can neither be written to nor read from.
    fn poll_close_by(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.close == Closing::Open && !self.endpoint.output_ended() {
            return Poll::Pending;
        }
        let timeout = self.close_timeout;
        self.close_by
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)))
            .as_mut()
            .poll(cx)
    }

    /// After everything was written: whether the socket is done.
    fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.close {
            Closing::Open if self.endpoint.output_ended() => {
                self.output.close(Some(self.endpoint.close_reason()));
                self.close = Closing::Sent;
                // Not written yet: the next turn does that.
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Closing::Open | Closing::Sent => Poll::Pending,
            Closing::Received => Poll::Ready(()),
        }
    }
}

/// One frame on its way out, and what comes before the next.
#[derive(Default)]
struct Output {
    /// The frame's header, or nothing for whole control frames.
    header: Option<FrameHeader>,
    header_written: usize,
    /// The frame's payload if it was encoded for this connection alone, or whole control frames.
    buffer: Vec<u8>,
    buffer_written: usize,
    /// The frame's payload otherwise: messages that other connections share.
    segments: VecDeque<Bytes>,
    /// Pongs that wait for the frame's end.
    control: Vec<u8>,
    /// Our close frame; it follows everything else.
    close: Option<Vec<u8>>,
    /// Whether the socket has taken something lately.
    progress: bool,
}

impl Output {
    fn close(&mut self, reason: Option<CloseReason<'_>>) {
        let mut frame = Vec::new();
        append_close(&mut frame, reason, None);
        self.close = Some(frame);
    }

    /// Makes the next frame out of what waits; `false` if nothing does.
    fn load<E: Endpoint>(&mut self, core: &Connection) -> bool {
        if !self.control.is_empty() {
            self.buffer = std::mem::take(&mut self.control);
            return true;
        }
        let loaded = if E::MESSAGES_APART {
            self.load_message(core)
        } else {
            self.load_all(core)
        };
        if let Some((kind, payload)) = loaded {
            self.header = Some(FrameHeader::whole(kind, payload, None));
            return true;
        }
        match self.close.take() {
            Some(frame) => {
                self.buffer = frame;
                true
            }
            None => false,
        }
    }

    /// Takes one message and says how long it is.
    fn load_message(&mut self, core: &Connection) -> Option<(MessageKind, usize)> {
        let (kind, message) = core.outbox.take_message()?;
        let length = message.len();
        if length > 0 {
            self.segments.push_back(message);
        }
        Some((kind, length))
    }

    /// Takes what waits and says how much that is.
    fn load_all(&mut self, core: &Connection) -> Option<(MessageKind, usize)> {
        let payload = if core.outbox.take_tail(&mut self.buffer) {
            self.buffer.len()
        } else {
            core.outbox.take(&mut self.segments, SLICES_PER_WRITE - 2)
        };
        let kind = if core.protocol().is_binary() {
            MessageKind::Binary
        } else {
            MessageKind::Text
        };
        (payload > 0).then_some((kind, payload))
    }

    /// Writes what is left of the present frame; ready when nothing is.
    fn poll_flush<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.left() {
            let mut slices = [IoSlice::new(&[]); SLICES_PER_WRITE];
            let count = self.fill(&mut slices);
            let written = ready!(Pin::new(&mut *stream).poll_write_vectored(cx, &slices[..count]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.progress = true;
            self.advance(written);
        }
        Poll::Ready(Ok(()))
    }

    fn take_progress(&mut self) -> bool {
        std::mem::take(&mut self.progress)
    }

    fn left(&self) -> bool {
        self.header.is_some()
            || self.buffer_written < self.buffer.len()
            || !self.segments.is_empty()
    }

    fn fill<'s>(&'s self, slices: &mut [IoSlice<'s>]) -> usize {
        let header = self
            .header
            .as_ref()
            .map_or(&[][..], |header| &header.as_bytes()[self.header_written..]);
        let parts = [header, &self.buffer[self.buffer_written..]]
            .into_iter()
            .chain(self.segments.iter().map(|segment| &segment[..]))
            .filter(|part| !part.is_empty());
        let mut count = 0;
        for (slice, part) in slices.iter_mut().zip(parts) {
            *slice = IoSlice::new(part);
            count += 1;
        }
        count
    }

    fn advance(&mut self, mut written: usize) {
        if let Some(header) = &self.header {
            let left = header.as_bytes().len() - self.header_written;
            if written < left {
                self.header_written += written;
                return;
            }
            written -= left;
            self.header = None;
            self.header_written = 0;
        }
        let left = self.buffer.len() - self.buffer_written;
        if written < left {
            self.buffer_written += written;
            return;
        }
        written -= left;
        self.buffer_written = 0;
        if self.buffer.capacity() > KEEP_BYTES {
            self.buffer = Vec::new();
        } else {
            self.buffer.clear();
        }
        while written > 0 {
            let Some(segment) = self.segments.front_mut() else {
                return;
            };
            if written < segment.len() {
                segment.advance(written);
                return;
            }
            written -= segment.len();
            self.segments.pop_front();
        }
    }
}
