//! What `build()` refuses: settings that cannot work, alone or together.

use std::{fmt, time::Duration};

use super::HubOptions;
use crate::protocol::Transport;

/// Holds any handshake, a generated client's call of a hello without state, and SignalR's own texts.
const SMALLEST_MESSAGE_LIMIT: usize = 256;
/// Below it, the answer to an ordinary call would make a client too slow.
const SMALLEST_QUEUE_LIMIT: usize = 4_096;
/// The newest version of negotiation that there is.
const NEWEST_NEGOTIATION: u8 = 1;
/// A deadline is now and the time limit; what cannot be added would end the program.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A setting, or two that do not go together, that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OptionFault(String);

impl fmt::Display for OptionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn refuse(text: impl Into<String>) -> Result<(), OptionFault> {
    Err(OptionFault(text.into()))
}

impl HubOptions {
    /// Finds senseless settings.
    pub(crate) fn check(&self) -> Result<(), OptionFault> {
        self.check_durations()?;
        self.check_counts()?;
        self.check_rate()?;
        self.check_transports()?;
        self.check_sizes()?;
        if self.client_timeout_interval < self.keep_alive_interval * 2 {
            return refuse(format!(
                "`client_timeout_interval` ({:?}) must be at least twice `keep_alive_interval` ({:?})\nhelp: one lost \
                 ping would end the connection; raise the former or lower the latter",
                self.client_timeout_interval, self.keep_alive_interval
            ));
        }
        if self.minimum_protocol_version > NEWEST_NEGOTIATION {
            return refuse(format!(
                "`minimum_protocol_version` ({}) must be 0 or 1\nhelp: there is no higher version of negotiation, so \
                 nobody could connect; 1 refuses SignalR's oldest clients",
                self.minimum_protocol_version
            ));
        }
        Ok(())
    }

    /// What the methods of `hub` need: `streaming` is one of them that streams or takes uploads.
    pub(crate) fn check_streams(
        &self,
        hub: &str,
        streaming: Option<&str>,
    ) -> Result<(), OptionFault> {
        match streaming {
            Some(method) if self.max_streams_per_connection == 0 => refuse(format!(
                "`max_streams_per_connection` must not be zero for hub `{hub}`\nhelp: zero allows no stream, and its \
                 method `{method}` needs one"
            )),
            _ => Ok(()),
        }
    }

    fn check_durations(&self) -> Result<(), OptionFault> {
        let times = [
            ("keep_alive_interval", self.keep_alive_interval),
            ("client_timeout_interval", self.client_timeout_interval),
            ("handshake_timeout", self.handshake_timeout),
            ("disconnect_timeout", self.disconnect_timeout),
            ("poll_timeout", self.poll_timeout),
            ("web_socket_close_timeout", self.web_socket_close_timeout),
            ("client_call_timeout", self.client_call_timeout),
            ("slow_client_timeout", self.slow_client_timeout),
            ("hook_timeout", self.hook_timeout),
            ("drain_timeout", self.drain_timeout),
        ];
        for (name, value) in times {
            // Not to wait for calls whose client has left makes sense.
            if value.is_zero() && name != "drain_timeout" {
                return refuse(format!(
                    "`{name}` must not be zero\nhelp: zero is no way to switch a time limit off; leave the default, or \
                     set what is long enough"
                ));
            }
            if value > LONGEST {
                return refuse(format!(
                    "`{name}` ({value:?}) must be at most a year\nhelp: no connection lives that long; \
                     `Duration::from_secs(86_400)` is as good as never"
                ));
            }
        }
        Ok(())
    }

    fn check_counts(&self) -> Result<(), OptionFault> {
        for (name, value) in [
            ("stream_buffer_capacity", self.stream_buffer_capacity),
            (
                "maximum_parallel_invocations_per_client",
                self.maximum_parallel_invocations_per_client,
            ),
            ("max_client_calls", self.max_client_calls),
            ("max_groups_per_connection", self.max_groups_per_connection),
            ("max_connections", self.max_connections),
            ("max_pending_negotiations", self.max_pending_negotiations),
            ("max_request_header_bytes", self.max_request_header_bytes),
            ("max_state_bytes", self.max_state_bytes),
        ] {
            if value == 0 {
                return refuse(format!(
                    "`{name}` must not be zero\nhelp: zero is no way to switch a limit off, it would let nothing \
                     through; leave the default, or set what is enough"
                ));
            }
        }
        if self.max_connections_per_user == Some(0) {
            return refuse(
                "`max_connections_per_user` must not be zero\nhelp: nobody who is known could connect; `None` is no limit",
            );
        }
        Ok(())
    }

    fn check_rate(&self) -> Result<(), OptionFault> {
        let Some(limit) = self.call_rate_limit else {
            return Ok(());
        };
        if limit.calls == 0 || limit.burst == 0 || limit.per.is_zero() {
            return refuse(format!(
                "`call_rate_limit` ({limit}) must have no zero in it\nhelp: it would let nothing through, or everything; \
                 `None` switches it off"
            ));
        }
        let until_full = (limit.per / limit.calls).checked_mul(limit.burst);
        if limit.per > LONGEST || until_full.is_none_or(|time| time > LONGEST) {
            return refuse(format!(
                "`call_rate_limit` ({limit}) must have its calls back within a year\nhelp: no connection lives that \
                 long; take a shorter time, or fewer calls at once"
            ));
        }
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), OptionFault> {
        if self.maximum_receive_message_size < SMALLEST_MESSAGE_LIMIT {
            return refuse(format!(
                "`maximum_receive_message_size` ({}) must be at least {SMALLEST_MESSAGE_LIMIT}\nhelp: a handshake must \
                 fit into it",
                self.maximum_receive_message_size
            ));
        }
        if self.max_state_bytes >= self.maximum_receive_message_size {
            return refuse(format!(
                "`max_state_bytes` ({}) must be below `maximum_receive_message_size` ({})\nhelp: the state travels \
                 inside a message",
                self.max_state_bytes, self.maximum_receive_message_size
            ));
        }
        // Not compared with `maximum_receive_message_size`: what a client may send says nothing about what waits for
        // it, and one message may be longer than the queue.
        if self.max_outgoing_bytes < SMALLEST_QUEUE_LIMIT {
            return refuse(format!(
                "`max_outgoing_bytes` ({}) must be at least {SMALLEST_QUEUE_LIMIT}\nhelp: ordinary answers must fit \
                 into it, or clients that pause are disconnected for nothing",
                self.max_outgoing_bytes
            ));
        }
        if !self.allow_stateful_reconnects {
            return Ok(());
        }
        if self.stateful_reconnect_buffer_size == 0 {
            return refuse(
                "`stateful_reconnect_buffer_size` must not be zero while `allow_stateful_reconnects` is on\nhelp: \
                 nothing could be sent again after a reconnect",
            );
        }
        if self.stateful_reconnect_buffer_size > self.max_outgoing_bytes {
            return refuse(format!(
                "`stateful_reconnect_buffer_size` ({}) must be at most `max_outgoing_bytes` ({}) while \
                 `allow_stateful_reconnects` is on\nhelp: the latter bounds all that is kept for a client; lower the \
                 former or raise the latter",
                self.stateful_reconnect_buffer_size, self.max_outgoing_bytes
            ));
        }
        Ok(())
    }

    fn check_transports(&self) -> Result<(), OptionFault> {
        if self.transports.is_empty() {
            return refuse(
                "`transports` must name at least one transport\nhelp: leave the default, which is all of them",
            );
        }
        for (index, transport) in self.transports.iter().enumerate() {
            if *transport == Transport::InMemory {
                return refuse(
                    "`transports` must not name `InMemory`\nhelp: it is for tests and needs no setting",
                );
            }
            if self.transports[..index].contains(transport) {
                return refuse(format!(
                    "`transports` names `{}` twice\nhelp: clients try them in this order; name each once",
                    transport.name()
                ));
            }
        }
        Ok(())
    }
}
