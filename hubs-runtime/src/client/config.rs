//! How a connection is made and what it may take.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use http::HeaderMap;
use reqwest::Url;

use super::{
    error::{BoxError, ConnectError},
    reconnect::ReconnectPolicy,
};
use crate::{
    protocol::{ContractDigests, Protocol, Transport},
    wire,
};

/// Gives an access token whenever one is needed.
pub(super) type TokenProvider =
    Arc<dyn Fn() -> BoxFuture<'static, Result<String, BoxError>> + Send + Sync>;

/// See the module's head. [`HubConnectionBuilder`](super::HubConnectionBuilder) documents each setting.
#[derive(Clone)]
pub(super) struct Config {
    /// What a generated client was made for.
    pub(super) contract: ContractDigests,
    pub(super) protocol: Protocol,
    pub(super) transports: Vec<Transport>,
    pub(super) skip_negotiation: bool,
    pub(super) headers: HeaderMap,
    pub(super) token: Option<TokenProvider>,
    pub(super) refresh_before: Option<Duration>,
    pub(super) http: Option<reqwest::Client>,
    pub(super) keep_alive: Duration,
    pub(super) server_timeout: Duration,
    pub(super) handshake_timeout: Duration,
    pub(super) close_timeout: Duration,
    pub(super) request_timeout: Duration,
    pub(super) call_timeout: Option<Duration>,
    pub(super) reconnect: ReconnectPolicy,
    pub(super) retry_first_connect: bool,
    pub(super) wait_while_reconnecting: bool,
    pub(super) stateful_reconnect: bool,
    pub(super) stateful_buffer_bytes: usize,
    pub(super) max_message_bytes: usize,
    pub(super) stream_buffer: usize,
    pub(super) handler_queue: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            contract: ContractDigests::default(),
            protocol: Protocol::Json,
            transports: vec![
                Transport::WebSockets,
                Transport::ServerSentEvents,
                Transport::LongPolling,
            ],
            skip_negotiation: false,
            headers: HeaderMap::new(),
            token: None,
            refresh_before: None,
            http: None,
            keep_alive: Duration::from_secs(15),
            server_timeout: Duration::from_secs(30),
            handshake_timeout: Duration::from_secs(15),
            close_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(100),
            call_timeout: None,
            reconnect: ReconnectPolicy::default(),
            retry_first_connect: false,
            wait_while_reconnecting: false,
            stateful_reconnect: false,
            stateful_buffer_bytes: 100_000,
            max_message_bytes: 16 << 20,
            stream_buffer: 100,
            handler_queue: 1_000,
        }
    }
}

impl Config {
    /// Refuses what cannot work, before anything is sent.
    pub(super) fn check(&self) -> Result<(), ConnectError> {
        let fault = if self.transports.is_empty() {
            "`transports` is empty, so there is no way to the server"
        } else if self.transports.contains(&Transport::InMemory) {
            "`Transport::InMemory` belongs to tests of hubs; use `hubs_runtime::testing` there"
        } else if self.skip_negotiation && self.transports != [Transport::WebSockets] {
            "`skip_negotiation` works with WebSockets alone: add `.transports([Transport::WebSockets])`"
        } else if self.skip_negotiation && self.stateful_reconnect {
            "`stateful_reconnect` is agreed on in the negotiation, which `skip_negotiation` leaves out"
        } else if self.server_timeout <= self.keep_alive {
            "`server_timeout` must be longer than `keep_alive`, or quiet connections are given up"
        } else if self.stream_buffer == 0 || self.handler_queue == 0 || self.max_message_bytes == 0
        {
            "`stream_buffer`, `handler_queue` and `max_message_bytes` must be at least 1"
        } else {
            return Ok(());
        };
        Err(ConnectError::Options(fault.to_owned()))
    }
}

/// The URL of a hub, with what generated clients add to it.
pub(super) fn hub_url(text: &str, extended: bool) -> Result<Url, ConnectError> {
    let refused = |reason: String| ConnectError::Url {
        url: text.to_owned(),
        reason,
    };
    let mut url = Url::parse(text).map_err(|error| refused(error.to_string()))?;
    let scheme = match url.scheme() {
        "http" | "ws" => "http",
        "https" | "wss" => "https",
        other => {
            return Err(refused(format!(
                "`{other}` is none of http, https, ws, wss"
            )));
        }
    };
    let set = url.set_scheme(scheme);
    set.map_err(|()| refused("its scheme cannot be used".to_owned()))?;
    url.set_fragment(None);
    if extended && !url.query_pairs().any(|(name, _)| name == wire::QUERY) {
        url.query_pairs_mut()
            .append_pair(wire::QUERY, wire::QUERY_VERSION);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_checked_and_completed() {
        let url = |text: &str, extended| hub_url(text, extended).map(String::from);
        assert_eq!(url("ws://h/chat", false).unwrap(), "http://h/chat");
        assert_eq!(
            url("https://h/chat?a=1#x", true).unwrap(),
            "https://h/chat?a=1&hubs=1"
        );
        let error = url("ftp://h/", false).unwrap_err().to_string();
        assert!(error.contains("`ftp` is none of"), "{error}");
        let error = url("/chat", false).unwrap_err().to_string();
        assert!(error.contains("relative URL without a base"), "{error}");
    }

    #[test]
    fn settings_that_contradict_each_other_are_named() {
        assert!(Config::default().check().is_ok());
        let fault = |change: fn(&mut Config)| {
            let mut config = Config::default();
            change(&mut config);
            config.check().unwrap_err().to_string()
        };
        assert!(fault(|config| config.transports.clear()).contains("`transports` is empty"));
        assert!(fault(|config| config.skip_negotiation = true).contains("WebSockets alone"));
        assert!(fault(|config| config.server_timeout = config.keep_alive).contains("longer"));
    }
}
