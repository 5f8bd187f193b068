//! The life of a connection: how it is lost, comes back and ends. One task serves it.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{
    error::{CloseReason, ConnectError},
    events::ConnectionEvent,
    handlers::{self, Handlers, Turn},
    open::{Opened, Opener},
    session::{Received, Session, SessionEnd},
    transport::{self, Reader, TransportEnd, Writer},
};
use crate::protocol::Transport;

/// See the module's head.
pub(super) struct Life {
    pub(super) opener: Opener,
    pub(super) handlers: Arc<Handlers>,
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
    /// Serves `first` and whatever follows it, until the connection is over.
    pub(super) async fn run(self, first: Opened, number: u64) {
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
        link.closed(&reason);
    }

    /// Makes calls possible on a connection that has been opened; returns its number.
    pub(super) fn admit(&self, opened: &Opened) -> u64 {
        let link = &self.opener.link;
        let log_limit = opened
            .negotiated
            .stateful
            .then_some(link.config.stateful_buffer_bytes);
        let number = link.outgoing.open(log_limit);
        *link.connection_id.lock() = opened.negotiated.connection_id.as_deref().map(Into::into);
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
        } = opened;
        let is_resumable = negotiated.stateful && transport == Transport::WebSockets;
        let mut session = Session {
            link,
            handlers: self.handlers.clone(),
            turns: turns.clone(),
            number,
            protocol: self.opener.link.config.protocol,
            transport,
            incoming,
            received: is_resumable.then(Received::default),
        };
        loop {
            let end = session.run(&mut reader, &mut writer).await;
            tracing::debug!(?end, "a connection to the server ended");
            let SessionEnd::Transport(TransportEnd::Lost(reason)) = &end else {
                return self.finish(end, reader, writer).await;
            };
            let Some(received) = &session.received else {
                return self.finish(end, reader, writer).await;
            };
            // One attempt, at once: the server keeps the connection for a few seconds only.
            tracing::debug!(reason, "the socket is lost, a further one may go on");
            match self.opener.resume(&negotiated).await {
                Ok(socket) => {
                    (reader, writer) = socket;
                    received.resumed();
                    self.opener.link.outgoing.resume();
                    self.tell_reconnected(true);
                }
                Err(error) => {
                    tracing::debug!(%error, "the server does not go on with the connection");
                    return self.finish(end, reader, writer).await;
                }
            }
        }
    }

    /// Ends the transport as far as that makes sense, and decides what comes next.
    async fn finish(&self, end: SessionEnd, reader: Reader, writer: Writer) -> Lost {
        let link = &self.opener.link;
        let timeout = link.config.close_timeout;
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
        let goodbye = transport::close(reader, writer, timeout);
        match &lost {
            // Whoever closes a connection may end its program next.
            Lost::Over(CloseReason::Client) => goodbye.await,
            // The end must be told now, not when a server that is gone has had its time.
            _ => drop(tokio::spawn(goodbye)),
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
                Err(ConnectError::Refused { reason, .. }) => {
                    return Err(CloseReason::Refused(reason));
                }
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
