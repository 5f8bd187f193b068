//! From a URL to a connection on which calls can be made: negotiation, transport, handshake, hello.

use std::sync::Arc;

use reqwest::Url;

use super::{
    config::Config,
    error::ConnectError,
    http::Http,
    link::Link,
    negotiate::{Negotiated, negotiate},
    transport::{self, Attaching, Reader, TransportEnd, Writer, attach},
};
use crate::{
    protocol::{
        self, Completion, FrameError, Framing, HandshakeRequest, Hello, Invocation, Message,
        Outcome, Transport, Welcome, parse_handshake_response, texts, write_handshake_request,
    },
    wire,
};

/// The id of the hello; ids of calls are numbers from 1 on.
const HELLO_ID: &str = "hello";

/// A connection to the server on which nothing has been said yet but what must be.
pub(super) struct Opened {
    pub(super) reader: Reader,
    pub(super) writer: Writer,
    pub(super) transport: Transport,
    pub(super) negotiated: Negotiated,
    /// What came after the handshake.
    pub(super) incoming: Vec<u8>,
    /// How many counted messages each end has sent to the other: none, or the hello and its answer.
    pub(super) counted: u64,
}

/// What opening a connection needs.
#[derive(Clone)]
pub(super) struct Opener {
    pub(super) link: Arc<Link>,
    pub(super) http: Arc<Http>,
    pub(super) url: Url,
}

impl Opener {
    fn config(&self) -> &Config {
        &self.link.config
    }

    /// Opens a connection by the first transport that works; `reconnect` says that there was one before.
    pub(super) async fn open(&self, reconnect: bool) -> Result<Opened, ConnectError> {
        let config = self.config();
        let mut failed: Vec<(Transport, String)> = Vec::new();
        let mut refusal = None;
        self.http.forget_token();
        let first = self.negotiate().await?;
        let offered = first.transports.clone();
        let mut negotiated = Some(first);
        for (transport, binary) in offered {
            if !config.transports.contains(&transport) {
                continue;
            }
            if config.protocol.is_binary() && !binary {
                failed.push((transport, "it carries text alone".to_owned()));
                continue;
            }
            // A transport that failed has used the id up.
            let agreed = match negotiated.take() {
                Some(agreed) => agreed,
                None => self.negotiate().await?,
            };
            match self.begin(transport, agreed, reconnect).await {
                Ok(opened) => return Ok(opened),
                // Who this client is does not depend on the way.
                Err(Begin::Transport(error)) if error.is_unauthorized() => return Err(error),
                Err(Begin::Transport(error)) => {
                    tracing::debug!(transport = transport.name(), %error, "a transport does not work");
                    failed.push((transport, error.to_string()));
                    // It may be a proxy's, that forbids WebSockets alone.
                    if let ConnectError::Refused { .. } = &error {
                        refusal = Some(error);
                    }
                }
                Err(Begin::Hub(error)) => return Err(error),
            }
        }
        Err(refusal.unwrap_or(ConnectError::NoTransport(failed)))
    }

    async fn negotiate(&self) -> Result<Negotiated, ConnectError> {
        let config = self.config();
        if config.skip_negotiation {
            return Ok(Negotiated {
                url: self.url.clone(),
                connection_id: None,
                token: None,
                stateful: false,
                token_lifetime: None,
                transports: vec![(Transport::WebSockets, true)],
            });
        }
        self.http.forget_given_token();
        let asked = negotiate(&self.http, &self.url, config.stateful_reconnect);
        self.in_time("the negotiation", asked).await
    }

    async fn in_time<T>(
        &self,
        what: &'static str,
        step: impl Future<Output = Result<T, ConnectError>>,
    ) -> Result<T, ConnectError> {
        let after = self.config().handshake_timeout;
        let done = tokio::time::timeout(after, step).await;
        done.unwrap_or(Err(ConnectError::TimedOut { what, after }))
    }

    fn attaching<'a>(&'a self, negotiated: &'a Negotiated) -> Attaching<'a> {
        let config = self.config();
        Attaching {
            http: &self.http,
            negotiated,
            binary: config.protocol.is_binary(),
            max_message_bytes: config.max_message_bytes,
            request_timeout: config.request_timeout,
            wake: &self.link.outgoing.wake,
        }
    }

    async fn begin(
        &self,
        transport: Transport,
        mut negotiated: Negotiated,
        reconnect: bool,
    ) -> Result<Opened, Begin> {
        // No other transport can lose its socket and keep its connection.
        negotiated.stateful &= transport == Transport::WebSockets;
        let attaching = self.attaching(&negotiated);
        let attached = attach(transport, &attaching);
        let attached = self.in_time("the transport's request", attached).await;
        let (reader, writer) = attached.map_err(Begin::Transport)?;
        let mut opened = Opened {
            reader,
            writer,
            transport,
            negotiated,
            incoming: Vec::new(),
            counted: 0,
        };
        let greeted = self.greet(&mut opened, reconnect);
        match self.in_time("the handshake", greeted).await {
            Ok(()) => Ok(opened),
            Err(error) => {
                let timeout = self.config().close_timeout;
                // In the background: the caller need not wait for a goodbye.
                tokio::spawn(transport::close(opened.reader, opened.writer, timeout));
                Err(Begin::Hub(error))
            }
        }
    }

    /// Opens a further socket for a connection that its server keeps.
    pub(super) async fn resume(
        &self,
        negotiated: &Negotiated,
    ) -> Result<(Reader, Writer), ConnectError> {
        let attaching = self.attaching(negotiated);
        let attached = attach(Transport::WebSockets, &attaching);
        self.in_time("the transport's request", attached).await
    }

    async fn greet(&self, opened: &mut Opened, reconnect: bool) -> Result<(), ConnectError> {
        let config = self.config();
        let request = HandshakeRequest {
            protocol: config.protocol.name().to_owned(),
            version: if opened.negotiated.stateful { 2 } else { 1 },
        };
        let mut bytes = Vec::new();
        write_handshake_request(&mut bytes, &request);
        opened.write(&mut bytes).await?;
        let frame = opened.next_frame(Framing::Json, config).await?;
        let answer = parse_handshake_response(&frame).map_err(|error| match error {
            // It was late, and may be in time when it is tried again.
            protocol::HandshakeFault::Refused(reason) if reason == texts::HANDSHAKE_CANCELED => {
                ConnectError::Lost(reason)
            }
            protocol::HandshakeFault::Refused(reason) => ConnectError::Refused {
                status: None,
                reason,
            },
            protocol::HandshakeFault::Malformed(text) => ConnectError::Protocol(text),
        });
        answer?;
        self.hello(opened, reconnect).await
    }

    /// Says hello to a server of ours, and waits until it has read the caller state.
    async fn hello(&self, opened: &mut Opened, reconnect: bool) -> Result<(), ConnectError> {
        let Some(state) = &self.link.state else {
            return Ok(());
        };
        let hello = Hello {
            contract: self.config().contract,
            state: Some(state.lock().restart().into()),
            reconnect,
        };
        let protocol = self.config().protocol;
        let mut bytes = Vec::new();
        Invocation::call(HELLO_ID, wire::HELLO, (hello,))
            .encode(protocol, &mut bytes)
            .map_err(|error| ConnectError::Protocol(error.to_string()))?;
        opened.write(&mut bytes).await?;
        loop {
            let frame = opened.next_frame(protocol.framing(), self.config()).await?;
            let message = protocol::parse(protocol, &frame)
                .map_err(|fault| ConnectError::Protocol(fault.to_string()))?;
            match message {
                Message::Completion(answer) if answer.invocation_id == HELLO_ID => {
                    opened.counted = 1;
                    return self.welcomed(&answer);
                }
                Message::Close(close) => {
                    let reason = close.error.unwrap_or("it closed the connection".into());
                    return Err(match close.allow_reconnect {
                        true => ConnectError::Lost(reason.into_owned()),
                        false => ConnectError::Refused {
                            status: None,
                            reason: reason.into_owned(),
                        },
                    });
                }
                // Nothing else may come before the hello is answered.
                Message::Ping | Message::Ack(_) | Message::Unknown(_) => {}
                other => {
                    let text = format!("the hello was answered by {other:?}");
                    return Err(ConnectError::Protocol(super::http::shown(text.as_bytes())));
                }
            }
        }
    }

    fn welcomed(&self, answer: &Completion<'_>) -> Result<(), ConnectError> {
        let payload = match &answer.outcome {
            Outcome::Error(reason) => {
                return Err(ConnectError::Refused {
                    status: None,
                    reason: reason.to_string(),
                });
            }
            Outcome::Result(payload) => payload,
            Outcome::Void => return Ok(()),
        };
        let welcome: Welcome<'_> = payload
            .decode()
            .map_err(|error| ConnectError::Protocol(format!("the answer to the hello: {error}")))?;
        self.link.merge_state(&welcome.state, 0);
        Ok(())
    }
}

/// Where opening a connection failed: another transport may help, or not.
enum Begin {
    Transport(ConnectError),
    Hub(ConnectError),
}

impl Opened {
    async fn write(&mut self, bytes: &mut Vec<u8>) -> Result<(), ConnectError> {
        let written = self.writer.write(bytes).await;
        written.map_err(lost)
    }

    async fn next_frame(
        &mut self,
        framing: Framing,
        config: &Config,
    ) -> Result<Vec<u8>, ConnectError> {
        loop {
            let found = framing.next(&self.incoming, config.max_message_bytes);
            let found =
                found.map_err(|fault: FrameError| ConnectError::Protocol(fault.to_string()));
            if let Some(frame) = found? {
                let body = self.incoming[frame.body].to_owned();
                self.incoming.drain(..frame.length);
                return Ok(body);
            }
            // Answers to pings must go out meanwhile.
            self.writer.write(&mut Vec::new()).await.map_err(lost)?;
            self.reader.read(&mut self.incoming).await.map_err(lost)?;
        }
    }
}

fn lost(end: TransportEnd) -> ConnectError {
    ConnectError::Lost(match end {
        TransportEnd::Closed => "the server closed it".to_owned(),
        TransportEnd::Lost(reason) => reason,
    })
}
