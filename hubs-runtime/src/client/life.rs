//! The life of a connection: how it is lost, comes back and ends. One task serves it.

use std::{slice, sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::Instant};
use tokio_util::task::AbortOnDropHandle;

use super::{
    error::{CloseReason, ConnectError},
    events::ConnectionEvent,
    handlers::{self, Handlers, Turn},
    link::Link,
    negotiate::Negotiated,
    open::{Opened, Opener},
    outgoing::LogStart,
    refresh::Refresh,
    session::{Received, Session, SessionEnd},
    transport::{self, Reader, TransportEnd, Writer},
};

/// When further sockets are tried for a connection that its server keeps, for 15 s as a rule: at once, then ever later.
const RESUME_DELAYS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(3),
];

/// A socket that lived for so long was of use, even if nothing came of it.
const STEADY: Duration = Duration::from_secs(5);

/// See the module's head.
pub(super) struct Life {
    opener: Opener,
    handlers: Arc<Handlers>,
    end: TellEnd,
}

/// How the present connection to the server ended.
enum Lost {
    /// For good.
    Over(CloseReason),
    /// It may be tried again; if not, `reason` is why it is over.
    Again {
        error: ConnectError,
        reason: CloseReason,
    },
}

impl Life {
    pub(super) fn new(opener: Opener, handlers: Handlers) -> Self {
        Self {
            end: TellEnd::new(&opener.link),
            opener,
            handlers: Arc::new(handlers),
        }
    }

    /// Serves `first` and whatever follows it, until the connection is over.
    pub(super) async fn run(mut self, first: Opened, number: u64) {
        let link = self.opener.link.clone();
        let (turns, queue) = mpsc::channel(link.config.handler_queue);
        tokio::spawn(handlers::run(link.clone(), queue));
        let (mut opened, mut number) = (first, number);
        let reason = loop {
            match self.serve(opened, number, &turns).await {
                Lost::Over(reason) => break reason,
                Lost::Again { error, reason } => match self.reconnect(error, reason).await {
                    Ok(again) => opened = again,
                    Err(reason) => break reason,
                },
            }
            number = self.admit(&opened);
            self.tell_reconnected(false);
        };
        tracing::debug!(%reason, "the connection is over");
        self.end.reason = reason;
    }

    /// Makes calls possible on a connection that has been opened; returns its number.
    pub(super) fn admit(&self, opened: &Opened) -> u64 {
        let link = &self.opener.link;
        let log = opened.negotiated.stateful.then_some(LogStart {
            limit: link.config.stateful_buffer_bytes,
            sent: opened.counted,
        });
        let number = link.outgoing.open(log);
        *link.connection_id.lock() = opened.negotiated.connection_id.as_deref().map(Into::into);
        let refresh = Refresh::of(&opened.negotiated, &self.opener.http);
        *link.refresh.lock() = refresh.map(Arc::new);
        link.connected();
        number
    }

    async fn serve(&self, opened: Opened, number: u64, turns: &mpsc::Sender<Turn>) -> Lost {
        let link = self.opener.link.clone();
        let Opened {
            mut reader,
            mut writer,
            transport,
            negotiated,
            incoming,
            counted,
        } = opened;
        let _kept = self.keep_authenticated(&negotiated);
        let mut session = Session {
            link,
            handlers: self.handlers.clone(),
            turns: turns.clone(),
            number,
            protocol: self.opener.link.config.protocol,
            transport,
            incoming,
            received: negotiated.stateful.then(|| Received::after(counted)),
        };
        let mut delays = RESUME_DELAYS.iter();
        loop {
            let begun = Instant::now();
            let end = session.run(&mut reader, &mut writer).await;
            tracing::debug!(?end, "a connection to the server ended");
            let SessionEnd::Transport(TransportEnd::Lost(reason)) = &end else {
                return self.finish(end, reader, writer).await;
            };
            let Some(received) = &session.received else {
                return self.finish(end, reader, writer).await;
            };
            if received.has_moved_on() || begun.elapsed() > STEADY {
                delays = RESUME_DELAYS.iter();
            }
            tracing::debug!(reason, "the socket is lost, a further one may go on");
            let Some(socket) = self.resume(&negotiated, &mut delays).await else {
                return self.finish(end, reader, writer).await;
            };
            (reader, writer) = socket;
            received.resumed();
            self.opener.link.outgoing.resume();
            self.tell_reconnected(true);
        }
    }

    /// Refreshes the client's authentication, if the server says until when it must, until what is returned is dropped.
    fn keep_authenticated(&self, negotiated: &Negotiated) -> Option<AbortOnDropHandle<()>> {
        negotiated.token_lifetime?;
        let link = &self.opener.link;
        let refresh = link.refresh.lock().clone()?;
        let keeping = tokio::spawn(refresh.keep(link.clone()));
        Some(AbortOnDropHandle::new(keeping))
    }

    /// Opens a further socket for the connection, or none if the server does not go on with it.
    async fn resume(
        &self,
        negotiated: &Negotiated,
        delays: &mut slice::Iter<'_, Duration>,
    ) -> Option<(Reader, Writer)> {
        let link = &self.opener.link;
        for delay in delays {
            let tried = async {
                tokio::time::sleep(*delay).await;
                self.opener.resume(negotiated).await
            };
            // What was queued is still sent when this end closes, if there is time.
            let tried = tokio::select! {
                tried = tried => tried,
                () = link.closed_too_long() => return None,
            };
            match tried {
                Ok(socket) => return Some(socket),
                Err(error) => {
                    tracing::debug!(%error, "a socket does not go on with the connection");
                    if error.is_permanent() {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// Ends the transport as far as that makes sense, and decides what comes next.
    async fn finish(&self, end: SessionEnd, reader: Reader, writer: Writer) -> Lost {
        let link = &self.opener.link;
        let again = |error: ConnectError| Lost::Again {
            reason: error.clone().into_close_reason(),
            error,
        };
        let lost = match end {
            _ if link.closing.is_cancelled() => Lost::Over(CloseReason::Client),
            SessionEnd::Closing => Lost::Over(CloseReason::Client),
            SessionEnd::ServerClose {
                error,
                allow_reconnect: false,
            } => Lost::Over(CloseReason::Server(error)),
            SessionEnd::ServerClose { error, .. } => Lost::Again {
                error: ConnectError::Lost(
                    error
                        .clone()
                        .unwrap_or_else(|| "the server ended it".to_owned()),
                ),
                reason: CloseReason::Server(error),
            },
            SessionEnd::Transport(TransportEnd::Closed) => {
                let text = "the server closed it without a word";
                again(ConnectError::Lost(text.to_owned()))
            }
            SessionEnd::Transport(TransportEnd::Lost(reason)) => again(ConnectError::Lost(reason)),
            SessionEnd::Fault(error) => again(error),
        };
        match &lost {
            // Whoever closes a connection may end its program next.
            Lost::Over(CloseReason::Client) => {
                let left = link.close_by().saturating_duration_since(Instant::now());
                transport::close(reader, writer, left).await;
            }
            // The end must be told now, not when a server that is gone has had its time.
            _ => {
                let goodbye = transport::close(reader, writer, link.config.close_timeout);
                drop(tokio::spawn(goodbye));
            }
        }
        lost
    }

    /// Tries until there is a connection again, or says why there will be none.
    async fn reconnect(
        &self,
        mut error: ConnectError,
        mut reason: CloseReason,
    ) -> Result<Opened, CloseReason> {
        let link = &self.opener.link;
        let mut attempt = 0;
        loop {
            let Some(delay) = link.config.reconnect.next(attempt, &error) else {
                return Err(reason);
            };
            link.reconnecting(&error.to_string());
            link.listeners.tell(&ConnectionEvent::Reconnecting {
                attempt,
                delay,
                error: error.clone(),
            });
            let tried = async {
                tokio::time::sleep(delay).await;
                self.opener.open(true).await
            };
            let Some(opened) = link.closing.run_until_cancelled(tried).await else {
                return Err(CloseReason::Client);
            };
            error = match opened {
                Ok(opened) => return Ok(opened),
                Err(error) => error,
            };
            reason = error.clone().into_close_reason();
            attempt += 1;
        }
    }

    fn tell_reconnected(&self, resumed: bool) {
        let link = &self.opener.link;
        let connection_id = link.connection_id.lock().clone();
        link.listeners.tell(&ConnectionEvent::Reconnected {
            connection_id,
            resumed,
        });
    }
}

/// Tells the end of a connection, however its task ends.
struct TellEnd {
    link: Arc<Link>,
    reason: CloseReason,
}

impl TellEnd {
    fn new(link: &Arc<Link>) -> Self {
        let text = "its task ended with the runtime or by a panic";
        Self {
            link: link.clone(),
            reason: CloseReason::Lost(text.to_owned()),
        }
    }
}

impl Drop for TellEnd {
    fn drop(&mut self) {
        self.link.closed(&self.reason);
    }
}
