//! Settings of a hub server, with SignalR's names and defaults where SignalR has them.

mod checks;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub(crate) use self::checks::OptionFault;
use crate::{
    connection::{
        ConnectionLimits,
        outbox::{Outbox, QueueLimits},
    },
    info::RateLimit,
    protocol::{Conventions, Transport},
};

/// How one hub treats its connections.
///
/// Values are checked by [`HubServerBuilder::build`](super::HubServerBuilder::build). Zero is refused where it is not
/// mentioned, and so is a time above a year. Where SignalR has the setting, name and default are those of ASP.NET Core
/// SignalR's `HubOptions` and `HttpConnectionDispatcherOptions`.
#[derive(Clone, Debug, PartialEq)]
pub struct HubOptions {
    /// A ping is sent this long after the last one. Default 15 s.
    pub keep_alive_interval: Duration,
    /// A client that has pinged once and then says nothing for this long is disconnected. Default 30 s; at least twice
    /// the keep-alive interval.
    pub client_timeout_interval: Duration,
    /// The handshake (and a generated client's hello) must come within this time. Default 15 s.
    pub handshake_timeout: Duration,
    /// Largest message from a client in bytes, framing included. Default 32,768; at least 256, so that a handshake fits.
    pub maximum_receive_message_size: usize,
    /// Items of one client stream that wait for the method before the connection is no longer read. Default 10.
    pub stream_buffer_capacity: usize,
    /// Plain calls of one client that run at the same time; streams do not count. Default 1.
    pub maximum_parallel_invocations_per_client: usize,
    /// How often one connection may call methods of the hub, sends and streams included. Default: as often as it likes.
    ///
    /// A call beyond it is refused before its arguments are decoded and before policies are asked; a send is dropped. The
    /// counter `hubs.server.rate_limited_calls` counts both. A connection that calls ten times as often is ended, and its
    /// client is told not to come back by itself. Items of uploads do not count: their method takes them at its own pace,
    /// and [`Self::stream_buffer_capacity`] bounds those that wait. Nor do messages of raw connections, which are their
    /// handler's. A method may have a limit of its own besides: `#[hub(rate_limit = "10/s")]`.
    pub call_rate_limit: Option<RateLimit>,
    /// Whether clients read the texts of internal errors. Default off.
    pub enable_detailed_errors: bool,
    /// Bytes that stateful reconnect keeps for replay. Default 100,000; at most [`Self::max_outgoing_bytes`], which bounds
    /// what waits for a client. Zero only while [`Self::allow_stateful_reconnects`] is off.
    pub stateful_reconnect_buffer_size: usize,
    /// Whether clients may resume a dropped WebSocket. Default off. Over the other transports, which nothing can resume,
    /// the messages of clients that ask for it are acknowledged.
    pub allow_stateful_reconnects: bool,
    /// Lowest version of negotiation that clients may ask for. Default 0, as in SignalR, for its oldest clients; their
    /// connection id, which other clients may learn, is also their secret. 1 refuses them; there is no higher one.
    pub minimum_protocol_version: u8,
    /// Whether a connection ends when the identity of its request expires, as middleware said with an
    /// [`ExpiresAt`](crate::ExpiresAt). Its client is told that it may reconnect. Default off.
    pub close_on_authentication_expiration: bool,
    /// Whether clients may say anew who they are while they stay connected, with `POST …/refresh`: by middleware, as at
    /// negotiation, and for the same user. Negotiation tells them how long their
    /// [`ExpiresAt`](crate::ExpiresAt) holds. Default off. Best together with [`Self::close_on_authentication_expiration`].
    pub enable_authentication_refresh: bool,
    /// How long a connection without a transport is kept. Default 15 s.
    pub disconnect_timeout: Duration,
    /// How long a poll waits for data. Default 90 s.
    pub poll_timeout: Duration,
    /// How long the server waits for the client's Close frame. Default 5 s.
    pub web_socket_close_timeout: Duration,

    /// Transports that clients may use, offered in this order, each once. Default WebSockets, Server-Sent Events, long polling.
    pub transports: Vec<Transport>,
    /// How long a client method that answers may take, unless it says so itself. Default 30 s.
    pub client_call_timeout: Duration,
    /// Unanswered client calls of one connection. Default 100.
    pub max_client_calls: usize,
    /// Result streams and uploads of one connection that are open at the same time. Default 1,000; one more is refused
    /// with this setting's name. Zero allows none, for hubs without such methods.
    pub max_streams_per_connection: usize,
    /// How long pushes, items of streams and further calls of a client wait for it when it takes nothing of what waits
    /// for it. Default 5 s. A client that reads is waited for as long as it takes: a loop of pushes loses nothing.
    pub slow_client_timeout: Duration,
    /// Groups that one connection may be in. Default 10,000; adding it to another is an error.
    pub max_groups_per_connection: usize,
    /// Bytes that may wait to be sent to one client that has taken nothing for [`Self::slow_client_timeout`], before it
    /// counts as too slow. Default 1 MiB; at least 4,096. One message may be longer.
    pub max_outgoing_bytes: usize,
    /// What happens to a client that is too slow. Default: it is disconnected.
    pub slow_clients: SlowClients,
    /// Connections of this hub, at all its paths. Default 100,000; more are answered 503. What all hubs of a server may have together is
    /// [`HubServerBuilder::max_connections`](super::HubServerBuilder::max_connections).
    pub max_connections: usize,
    /// Connections of this hub, at all its paths, that one user may have on this server, each page of a browser being one; more are answered
    /// 429. Default: as many as the hub. Who is not known as a [`UserId`](crate::UserId) is not counted, and a
    /// connection whose client is gone counts until the server has noticed.
    pub max_connections_per_user: Option<usize>,
    /// Negotiated connections of this path that have no transport yet, each with what its client posts before that: 16
    /// POSTs of [`maximum_receive_message_size`](Self::maximum_receive_message_size) bytes and of 64 KiB at most; those of all connections of a
    /// server have 16 MiB.
    /// Default 10,000; then the oldest gives way to the newest.
    pub max_pending_negotiations: usize,
    /// Bytes of headers and query of the request that opens a connection, which is kept as long as the connection
    /// lives. Default 16,384; larger requests are answered 431.
    pub max_request_header_bytes: usize,
    /// Largest caller state in bytes of JSON. Default 4,096.
    pub max_state_bytes: usize,
    /// How long calls in flight may go on after their client left before `on_disconnected` runs, and how long a shutdown
    /// lets them be answered. Default 5 s. Zero drops them at once.
    pub drain_timeout: Duration,
    /// How long `#[on_disconnected]` may take, and `#[on_connected]` once its client has left. Default 30 s; then the
    /// hook is dropped and the log says so, because a hook that hangs would keep its connection for ever.
    pub hook_timeout: Duration,
    /// What happens to generated clients that were made for another version of the hub. Only if the server knows its
    /// contract: [`HubServerBuilder::contract`](super::HubServerBuilder::contract). Default: the log says so.
    pub contract_drift: ContractDrift,
    /// What values look like to clients that are not generated. Default: as their types are declared. With
    /// [`Conventions::Dotnet`] the official .NET client needs no options of its own.
    pub conventions: Conventions,
}

/// What happens to a generated client of which a member has changed or is gone in this version of the hub. New members are
/// no reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContractDrift {
    /// It connects. The log names the members, with WARN once for each kind of difference, and the counter
    /// `hubs.server.contract_drift` counts it.
    #[default]
    Warn,
    /// It is refused as well, with an error that names the members.
    Reject,
}

/// What happens when `max_outgoing_bytes` wait for one client that takes nothing, and more is to be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlowClients {
    /// The client is disconnected and may reconnect.
    #[default]
    Disconnect,
    /// The oldest pushes that wait are dropped and counted; answers and items of streams never are. If what waits is
    /// none of pushes, the client is disconnected.
    DropOldest,
}

impl Default for HubOptions {
    fn default() -> Self {
        Self {
            keep_alive_interval: Duration::from_secs(15),
            client_timeout_interval: Duration::from_secs(30),
            handshake_timeout: Duration::from_secs(15),
            maximum_receive_message_size: 32 * 1024,
            stream_buffer_capacity: 10,
            maximum_parallel_invocations_per_client: 1,
            call_rate_limit: None,
            enable_detailed_errors: false,
            stateful_reconnect_buffer_size: 100_000,
            allow_stateful_reconnects: false,
            minimum_protocol_version: 0,
            close_on_authentication_expiration: false,
            enable_authentication_refresh: false,
            disconnect_timeout: Duration::from_secs(15),
            poll_timeout: Duration::from_secs(90),
            web_socket_close_timeout: Duration::from_secs(5),
            transports: vec![
                Transport::WebSockets,
                Transport::ServerSentEvents,
                Transport::LongPolling,
            ],
            client_call_timeout: Duration::from_secs(30),
            max_client_calls: 100,
            max_streams_per_connection: 1_000,
            slow_client_timeout: Duration::from_secs(5),
            max_groups_per_connection: 10_000,
            max_outgoing_bytes: 1024 * 1024,
            slow_clients: SlowClients::Disconnect,
            max_connections: 100_000,
            max_connections_per_user: None,
            max_pending_negotiations: 10_000,
            max_request_header_bytes: 16 * 1024,
            max_state_bytes: hubs_contract::wire::DEFAULT_STATE_LIMIT_BYTES,
            drain_timeout: Duration::from_secs(5),
            hook_timeout: Duration::from_secs(30),
            contract_drift: ContractDrift::Warn,
            conventions: Conventions::Declared,
        }
    }
}

impl HubOptions {
    /// What one connection's messages wait in.
    pub(crate) fn outbox(&self) -> Outbox {
        Outbox::new(self.queue_limits())
    }

    /// What the messages of one raw connection wait in.
    pub(crate) fn raw_outbox(&self) -> Outbox {
        Outbox::of_messages(self.queue_limits())
    }

    /// What one connection may have at most.
    pub(crate) fn limits(&self) -> ConnectionLimits {
        ConnectionLimits {
            max_groups: self.max_groups_per_connection,
            max_client_calls: self.max_client_calls,
        }
    }

    fn queue_limits(&self) -> QueueLimits {
        QueueLimits {
            max_bytes: self.max_outgoing_bytes,
            patience: self.slow_client_timeout,
            drops_oldest: self.slow_clients == SlowClients::DropOldest,
        }
    }
}
