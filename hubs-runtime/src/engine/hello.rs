//! The start of a connection: handshake, and the hello of generated clients.

use std::task::{Context, Poll};

use futures_util::FutureExt;

use super::{CloseText, Engine, Phase, port::StateText};
use crate::{
    connection::{DisconnectReason, state_changes::StateChanges},
    protocol::{
        self, Completion, EncodeError, Encoding, HandshakeError, Hello, Invocation, MemberDigests,
        Message, Protocol, Welcome, texts,
    },
    wire,
};

/// The hello as a server reads it.
type ClientHello = Hello<'static, MemberDigests>;

impl Engine {
    /// Takes the handshake once others can find the connection, or refuses it; whether anything has changed.
    pub(super) fn poll_announced(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(announcing) = &mut self.announcing else {
            return false;
        };
        let Poll::Ready(announced) = announcing.poll_unpin(cx) else {
            return false;
        };
        self.announcing = None;
        match announced {
            Ok(()) => self.handle_kept(cx),
            Err(error) => {
                // The break itself is in the log once; this would be a line for each client.
                tracing::debug!(connection_id = %self.core.id, %error, "other servers cannot find the connection");
                self.end_handshake(texts::NOT_ANNOUNCED, true);
            }
        }
        true
    }

    pub(super) fn shake_hands(&mut self, body: &[u8]) {
        match protocol::parse_handshake_request(body).and_then(|request| self.agree(&request)) {
            Ok((protocol, stateful)) => {
                self.core
                    .encode_plain(|_, buffer| protocol::write_handshake_response(buffer, None));
                let ours = self.speaks_extensions();
                self.core.set_encoding(Encoding {
                    protocol,
                    conventions: self.options.conventions.of_client(ours),
                });
                if stateful {
                    self.begin_numbering();
                }
                if ours {
                    self.core.set_extended();
                    self.phase = Phase::Hello;
                } else {
                    self.connect();
                }
            }
            Err(error) => {
                let mut text = error.to_string();
                if let HandshakeError::Malformed(detail) = &error
                    && self.options.enable_detailed_errors
                {
                    text = format!("{text} InvalidDataException: {detail}");
                }
                self.handshake_fault(&text);
            }
        }
    }

    /// The protocol, and whether it is the version that stateful reconnect needs.
    fn agree(
        &self,
        request: &protocol::HandshakeRequest,
    ) -> Result<(Protocol, bool), HandshakeError> {
        let protocol = request.agree()?;
        if protocol.is_binary() && self.core.transport.text_only() {
            return Err(HandshakeError::TransferFormat {
                protocol: protocol.name(),
                format: protocol.transfer_format(),
            });
        }
        Ok((protocol, request.is_stateful()))
    }

    /// Generated clients say so in the query of their URL.
    fn speaks_extensions(&self) -> bool {
        self.core.request().query_value(wire::QUERY).as_deref() == Some(wire::QUERY_VERSION)
    }

    /// Ends a connection whose handshake or hello is late; it may come back.
    pub(super) fn handshake_late(&mut self) {
        self.end_handshake(&HandshakeError::Canceled.to_string(), true);
    }

    /// Refuses a connection whose handshake or hello is wrong.
    pub(super) fn handshake_fault(&mut self, text: &str) {
        self.end_handshake(text, false);
    }

    fn end_handshake(&mut self, text: &str, allow_reconnect: bool) {
        tracing::info!(connection_id = %self.core.id, error = text, "handshake failed");
        if matches!(self.phase, Phase::Handshake) {
            self.core
                .encode_plain(|_, buffer| protocol::write_handshake_response(buffer, Some(text)));
        }
        self.end(
            DisconnectReason::Protocol(text.to_owned()),
            Some(CloseText {
                error: Some(texts::closed(text)),
                allow_reconnect,
            }),
        );
    }

    /// Handles the message that a generated client must send first; pings may come before it.
    pub(super) fn await_hello(&mut self, message: Message<'_>) {
        match message {
            Message::Ping => self.clock.client_pings = true,
            Message::Unknown(_) => {}
            Message::Close(_) => self.end(DisconnectReason::ClientStopped, None),
            Message::Invocation(invocation) if invocation.target == wire::HELLO => {
                self.hello(invocation);
            }
            _ => self.handshake_fault(&format!(
                "A client with `{}={}` in its URL must send `{}` first.",
                wire::QUERY,
                wire::QUERY_VERSION,
                wire::HELLO
            )),
        }
    }

    fn hello(&mut self, mut invocation: Invocation<'_>) {
        let id = invocation.invocation_id.clone().unwrap_or_default();
        let result = match invocation.arguments.next::<ClientHello>() {
            Ok(Some(hello)) => self.accept_hello(&hello),
            Ok(None) => Err(format!("`{}` needs one argument", wire::HELLO)),
            Err(error) => Err(format!("`{}` cannot be read: {error}", wire::HELLO)),
        };
        let state = self.session.state_json();
        // The answer holds the whole state, so no change is left to tell.
        *self.core.state_changes.lock() = StateChanges::default();
        let written: Result<(), EncodeError> = self.core.encode(|protocol, buffer| match &result {
            Ok(()) => {
                let welcome = Welcome {
                    state: state.into(),
                };
                Completion::result(&id, &welcome).encode(protocol, buffer)
            }
            Err(text) => Completion::error(&id, text).encode(protocol, buffer),
        });
        if let Err(error) = written {
            tracing::error!(%error, "the caller state cannot be encoded");
        }
        match result {
            Ok(()) => self.connect(),
            Err(text) => self.handshake_fault(&text),
        }
    }

    fn accept_hello(&self, hello: &ClientHello) -> Result<(), String> {
        self.session.check_contract(&hello.contract)?;
        if let Some(state) = &hello.state {
            self.session
                .merge_state(StateText::Whole, state)
                .map_err(|fault| format!("The caller state was refused: {}.", fault.0))?;
        }
        if hello.reconnect {
            self.session.set_reconnect();
        }
        Ok(())
    }
}
