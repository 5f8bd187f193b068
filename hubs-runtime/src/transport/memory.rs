//! No network: bytes between an engine and a client of the same process, through two bounded channels.

use std::{
    collections::VecDeque,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::{CancellationToken, PollSender};

use super::Served;
use crate::{
    connection::{Connection, InputEnd},
    engine::Engine,
};

/// Pieces that may wait in either direction; a further one makes its sender wait.
const WAITING_PIECES: usize = 16;

/// What a client hands over.
#[derive(Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    /// The client's half ends.
    End(InputEnd),
}

/// The client's end. Dropping it is a transport that breaks.
pub(crate) struct MemoryEnd {
    pub(crate) core: Arc<Connection>,
    pub(crate) to_server: mpsc::Sender<Piece>,
    pub(crate) from_server: mpsc::Receiver<Bytes>,
    /// Fires when the connected hook has ended well; fails when the connection ended before.
    pub(crate) opened: oneshot::Receiver<()>,
    /// Cancelled when the hub has been told that the connection is over.
    pub(crate) finished: CancellationToken,
}

/// Serves a connection in a task of its own; `kept` is dropped when its hub is done with it.
pub(crate) fn start<K: Send + 'static>(link: Served<Engine>, kept: K) -> MemoryEnd {
    let (to_server, input) = mpsc::channel(WAITING_PIECES);
    let (output, from_server) = mpsc::channel(WAITING_PIECES);
    let (open, opened) = oneshot::channel();
    let finished = CancellationToken::new();
    let core = link.core.clone();
    let mut task = MemoryTask {
        core: link.core,
        engine: link.endpoint,
        engine_over: false,
        input: Some(input),
        output: Some(PollSender::new(output)),
        open: Some(open),
    };
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
        finished,
    }
}

struct MemoryTask {
    core: Arc<Connection>,
    engine: Engine,
    engine_over: bool,
    /// `None` once the client's half has ended.
    input: Option<mpsc::Receiver<Piece>>,
    /// `None` once everything was sent.
    output: Option<PollSender<Bytes>>,
    open: Option<oneshot::Sender<()>>,
}

impl MemoryTask {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.core.outbox.register(cx.waker());
        self.core.register_engine(cx.waker());
        loop {
            if !self.engine_over {
                self.engine_over = self.engine.poll(cx).is_ready();
            }
            self.tell_open();
            self.send(cx);
            if self.engine_over && self.output.is_none() {
                return Poll::Ready(());
            }
            if self.receive(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    fn tell_open(&mut self) {
        if self.engine.is_open()
            && let Some(open) = self.open.take()
        {
            // The client may have left already.
            let _ = open.send(());
        } else if self.engine.output_ended() {
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
            let ended = self.engine.output_ended();
            let mut segments = VecDeque::new();
            if self.core.outbox.take(&mut segments, usize::MAX) > 0 {
                // The place is reserved; only a client that leaves just now loses it.
                let _ = output.send_item(joined(&segments));
            } else if ended {
                self.output = None;
            } else {
                return;
            }
        }
    }

    /// Takes one piece; ready if there may be more to do.
    fn receive(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.engine.wants_input() {
            return Poll::Pending;
        }
        let Some(input) = &mut self.input else {
            return Poll::Pending;
        };
        match input.poll_recv(cx) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Some(Piece::Bytes(bytes))) => self.engine.receive(&bytes, cx),
            Poll::Ready(Some(Piece::End(how))) => self.engine.input_ended(how),
            Poll::Ready(None) => self.lost(),
        }
        Poll::Ready(())
    }

    fn lost(&mut self) {
        self.input = None;
        self.engine.input_ended(InputEnd::Lost);
    }
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
