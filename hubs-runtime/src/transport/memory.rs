//! No network: messages between what stands behind a connection and a client of the same process, through two bounded
//! channels.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::{CancellationToken, PollSender};

use super::Served;
use crate::{
    connection::{Connection, Endpoint, Fragment, InputEnd},
    websocket::{CloseCode, MessageKind},
};

/// Pieces that may wait in either direction; a further one makes its sender wait.
const WAITING_PIECES: usize = 16;

/// What a client hands over: of a raw connection a whole message, of a hub any bytes.
#[derive(Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    Text(Bytes),
    /// The client's half ends.
    End(InputEnd),
}

/// The client's end. Dropping it is a transport that breaks.
pub(crate) struct MemoryEnd {
    pub(crate) core: Arc<Connection>,
    pub(crate) to_server: mpsc::Sender<Piece>,
    pub(crate) from_server: mpsc::Receiver<(MessageKind, Bytes)>,
    /// Fires when the connected hook has ended well, of a raw connection at once; fails when the connection ended before.
    pub(crate) opened: oneshot::Receiver<()>,
    /// What a WebSocket would be closed with, once that is known.
    pub(crate) close: Arc<OnceLock<(CloseCode, String)>>,
    /// Cancelled when the hub or handler knows that the connection is over.
    pub(crate) finished: CancellationToken,
}

/// Serves a connection in a task of its own; `kept` is dropped when its hub is done with it.
pub(crate) fn start<E: Endpoint, K: Send + 'static>(link: Served<E>, kept: K) -> MemoryEnd {
    let (to_server, input) = mpsc::channel(WAITING_PIECES);
    let (output, from_server) = mpsc::channel(WAITING_PIECES);
    let (open, opened) = oneshot::channel();
    let finished = CancellationToken::new();
    let core = link.core.clone();
    let mut task = MemoryTask {
        core: link.core,
        endpoint: link.endpoint,
        endpoint_over: false,
        input: Some(input),
        output: Some(PollSender::new(output)),
        open: Some(open),
        close: Arc::default(),
    };
    let close = task.close.clone();
    let over = finished.clone().drop_guard();
    tokio::spawn(async move {
        poll_fn(|cx| task.poll(cx)).await;
        drop(kept);
        drop(over);
    });
    MemoryEnd {
        core,
        to_server,
        from_server,
        opened,
        close,
        finished,
    }
}

struct MemoryTask<E> {
    core: Arc<Connection>,
    endpoint: E,
    endpoint_over: bool,
    /// `None` once the client's half has ended.
    input: Option<mpsc::Receiver<Piece>>,
    /// `None` once everything was sent.
    output: Option<PollSender<(MessageKind, Bytes)>>,
    open: Option<oneshot::Sender<()>>,
    close: Arc<OnceLock<(CloseCode, String)>>,
}

impl<E: Endpoint> MemoryTask<E> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.core.outbox.register(cx.waker());
        self.core.register_engine(cx.waker());
        loop {
            if !self.endpoint_over {
                self.endpoint_over = self.endpoint.poll(cx).is_ready();
            }
            self.tell_open();
            self.send(cx);
            if self.endpoint_over && self.output.is_none() {
                return Poll::Ready(());
            }
            if self.receive(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    fn tell_open(&mut self) {
        if self.endpoint.is_open()
            && let Some(open) = self.open.take()
        {
            // The client may have left already.
            let _ = open.send(());
        } else if self.endpoint.output_ended() {
            self.open = None;
        }
    }

    /// Passes on what waits, as far as the client takes it.
    fn send(&mut self, cx: &mut Context<'_>) {
        while let Some(output) = &mut self.output {
            match output.poll_reserve(cx) {
                Poll::Pending => return,
                Poll::Ready(Err(_)) => {
                    self.output = None;
                    self.lost();
                    return;
                }
                Poll::Ready(Ok(())) => {}
            }
            // Before the outbox is looked at: what ends the output fills the outbox first.
            let ended = self.endpoint.output_ended();
            if let Some(message) = taken::<E>(&self.core) {
                // The place is reserved; only a client that leaves just now loses it.
                let _ = output.send_item(message);
            } else if ended {
                let close = self.endpoint.close_reason();
                let _ = self.close.set((close.code, close.text.to_owned()));
                self.output = None;
            } else {
                return;
            }
        }
    }

    /// Takes one piece; ready if there may be more to do.
    fn receive(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.endpoint.wants_input() {
            return Poll::Pending;
        }
        let Some(input) = &mut self.input else {
            return Poll::Pending;
        };
        match input.poll_recv(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Piece::Bytes(bytes))) => {
                self.endpoint
                    .receive(whole(MessageKind::Binary, &bytes), cx);
            }
            Poll::Ready(Some(Piece::Text(bytes))) => {
                self.endpoint.receive(whole(MessageKind::Text, &bytes), cx);
            }
            Poll::Ready(Some(Piece::End(how))) => self.endpoint.input_ended(how),
            Poll::Ready(None) => self.lost(),
        }
        Poll::Ready(())
    }

    fn lost(&mut self) {
        self.input = None;
        self.endpoint.input_ended(InputEnd::Lost);
    }
}

fn whole(kind: MessageKind, bytes: &[u8]) -> Fragment<'_> {
    let last = true;
    Fragment { kind, bytes, last }
}

/// What waits for the client: one message, or all that there is where messages tell themselves apart.
fn taken<E: Endpoint>(core: &Connection) -> Option<(MessageKind, Bytes)> {
    if E::MESSAGES_APART {
        return core.outbox.take_message();
    }
    let mut segments = VecDeque::new();
    let count = core.outbox.take(&mut segments, usize::MAX);
    (count > 0).then(|| (MessageKind::Binary, joined(&segments)))
}

fn joined(segments: &VecDeque<Bytes>) -> Bytes {
    if let [only] = segments.as_slices().0
        && segments.len() == 1
    {
        return only.clone();
    }
    let mut whole = BytesMut::with_capacity(segments.iter().map(Bytes::len).sum());
    for segment in segments {
        whole.extend_from_slice(segment);
    }
    whole.freeze()
}
