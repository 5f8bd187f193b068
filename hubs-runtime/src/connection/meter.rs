//! How many connections there are and how long they last, under SignalR's metric names.

use tokio::time::Instant;

use crate::connection::DisconnectReason;
use crate::protocol::Transport;

/// Counts one connection from its creation to its drop.
pub(crate) struct ConnectionMeter {
    transport: Option<&'static str>,
    started: Instant,
    status: &'static str,
}

/// Gauge of the connections that are there, by transport.
const ACTIVE: &str = "signalr.server.active_connections";

/// Histogram of seconds, by transport and how the connection ended.
const DURATION: &str = "signalr.server.connection.duration";

impl ConnectionMeter {
    pub(crate) fn start(transport: Transport) -> Self {
        let transport = match transport {
            Transport::WebSockets => Some("web_sockets"),
            Transport::ServerSentEvents => Some("server_sent_events"),
            Transport::LongPolling => Some("long_polling"),
            // For tests; not among SignalR's.
            Transport::InMemory => None,
        };
        if let Some(transport) = transport {
            metrics::gauge!(ACTIVE, "signalr.transport" => transport).increment(1);
        }
        Self {
            transport,
            started: Instant::now(),
            status: "normal_closure",
        }
    }

    /// Notes how the connection ends.
    pub(crate) fn ends(&mut self, reason: &DisconnectReason) {
        self.status = match reason {
            DisconnectReason::TransportLost { after } if !after.is_zero() => "timeout",
            DisconnectReason::ServerShutdown => "app_shutdown",
            _ => "normal_closure",
        };
    }
}

impl Drop for ConnectionMeter {
    fn drop(&mut self) {
        let Some(transport) = self.transport else {
            return;
        };
        metrics::gauge!(ACTIVE, "signalr.transport" => transport).decrement(1);
        metrics::histogram!(
            DURATION, "signalr.transport" => transport, "signalr.connection.status" => self.status
        )
        .record(self.started.elapsed());
    }
}
