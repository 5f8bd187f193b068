//! How to connect.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    HubConnection, StateError,
    config::{Config, hub_url},
    error::{BoxError, ConnectError},
    handlers::{HandlerResult, Handlers},
    http::Http,
    life::Life,
    link::Link,
    open::{Opened, Opener},
    reconnect::ReconnectPolicy,
    state::StateBook,
};
use crate::protocol::{ContractDigests, Protocol, ReadArguments, Transport};

/// How to connect to a hub; see [`HubConnection::builder`].
///
/// Faults, as a header that cannot be one or a second handler for a method, are told by [`connect`](Self::connect).
#[must_use = "`connect` makes the connection"]
pub struct HubConnectionBuilder {
    url: String,
    config: Config,
    handlers: Handlers,
    state: Option<Result<StateBook, StateError>>,
    server_fields: &'static [&'static str],
    fault: Option<String>,
}

impl fmt::Debug for HubConnectionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HubConnectionBuilder")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl HubConnectionBuilder {
    pub(super) fn new(url: String) -> Self {
        Self {
            url,
            config: Config::default(),
            handlers: Handlers::default(),
            state: None,
            server_fields: &[],
            fault: None,
        }
    }

    /// Handles calls of `method` that the server makes on this client.
    ///
    /// The handler takes a tuple with one element for each argument. It returns nothing, or a `Result` with the answer that
    /// the server waits for. Handlers run one after the other, in the order of the calls, beside the connection: they may
    /// make calls themselves. While a thousand calls (`handler_queue`) wait for their turn the connection is not read; if
    /// that lasts longer than the server timeout it is given up and tried again.
    ///
    /// The name is matched ignoring case. A call for which there is no handler, or whose handler fails or panics, is logged, and told to
    /// the server if it waits for an answer or is one of ours.
    pub fn on<A, F, R>(
        mut self,
        method: &str,
        handler: impl Fn(A) -> F + Send + Sync + 'static,
    ) -> Self
    where
        A: ReadArguments + Send + 'static,
        F: Future<Output = R> + Send + 'static,
        R: HandlerResult,
    {
        if !self.handlers.add(method, handler) {
            self.fault
                .get_or_insert_with(|| format!("there are two handlers for `{method}`"));
        }
        self
    }

    /// The hub protocol. Default: JSON.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.config.protocol = protocol;
        self
    }

    /// The transports that may be used; the first of the server's offer that works is taken. Default: all.
    pub fn transports(mut self, transports: impl IntoIterator<Item = Transport>) -> Self {
        self.config.transports = transports.into_iter().collect();
        self
    }

    /// Opens a WebSocket at once, without asking the server first. Saves a request; there is no connection id then, and no
    /// other transport. Default: off.
    pub fn skip_negotiation(mut self) -> Self {
        self.config.skip_negotiation = true;
        self
    }

    /// Sends this header with every request.
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> Self {
        match (name.try_into(), value.try_into()) {
            (Ok(name), Ok(value)) => drop(self.config.headers.append(name, value)),
            _ => {
                self.fault
                    .get_or_insert_with(|| "a header's name or value cannot be one".to_owned());
            }
        }
        self
    }

    /// Asks `provider` for an access token, which is sent as `Authorization: Bearer …`: once for each connection to the
    /// server, again if it answers 401, and again before the token ends, if the server says when that is and takes another
    /// on the same connection ([`authentication_refresh_before`](Self::authentication_refresh_before)).
    pub fn access_token<F, E>(mut self, provider: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        self.config.token = Some(Arc::new(move || {
            let given = provider();
            Box::pin(async move { given.await.map_err(Into::into) })
        }));
        self
    }

    /// How long before its end the token of [`access_token`](Self::access_token) is replaced, but not before half of its time
    /// is over. Default: five minutes.
    ///
    /// What comes of it is told as [`ConnectionEvent::AuthenticationRefreshed`](super::ConnectionEvent) or
    /// [`ConnectionEvent::AuthenticationExpiring`](super::ConnectionEvent). Servers say how long a token holds if they
    /// refresh: ours with `enable_authentication_refresh`, ASP.NET Core's from version 11.
    pub fn authentication_refresh_before(mut self, time: Duration) -> Self {
        self.config.refresh_before = Some(time);
        self
    }

    /// The HTTP client of every request, WebSockets included: for proxies, certificates, client certificates, cookies, name
    /// resolution. It must speak HTTP/1.1 and must not limit the time of whole requests. Default: one with cookies.
    ///
    /// ```no_run
    /// use hubs_runtime::client::{HubConnection, reqwest};
    ///
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = reqwest::Client::builder()
    ///     .http1_only()
    ///     .cookie_store(true)
    ///     .proxy(reqwest::Proxy::all("http://proxy.example:3128")?)
    ///     .build()?;
    /// let builder = HubConnection::builder("https://chat.example/chat").http_client(client);
    /// # Ok(())
    /// # }
    /// ```
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.config.http = Some(client);
        self
    }

    /// How often this end pings. Default: 15 s.
    pub fn keep_alive(mut self, interval: Duration) -> Self {
        self.config.keep_alive = interval;
        self
    }

    /// How long the server may be silent before the connection counts as lost. Default: 30 s; at least twice the
    /// server's keep-alive interval is wise.
    pub fn server_timeout(mut self, limit: Duration) -> Self {
        self.config.server_timeout = limit;
        self
    }

    /// How long each step of connecting may take. Default: 15 s.
    pub fn handshake_timeout(mut self, limit: Duration) -> Self {
        self.config.handshake_timeout = limit;
        self
    }

    /// How long [`HubConnection::close`] may take: for what is left to be sent, and for the server's goodbye. Default: 5 s.
    pub fn close_timeout(mut self, limit: Duration) -> Self {
        self.config.close_timeout = limit;
        self
    }

    /// How long the server may take to answer one request of Server-Sent Events or long polling, before the connection counts
    /// as lost; a poll without news is answered after 90 s as a rule. A refresh of the authentication, for which the provider
    /// of tokens is asked first, has failed then. Default: 100 s, as SignalR's clients wait.
    pub fn request_timeout(mut self, limit: Duration) -> Self {
        self.config.request_timeout = limit;
        self
    }

    /// How long a call may wait for its answer. Default: no limit but that of the connection.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.config.call_timeout = Some(limit);
        self
    }

    /// When a lost connection is tried again. Default: for ever, at times that grow to 30 s.
    pub fn reconnect(mut self, policy: ReconnectPolicy) -> Self {
        self.config.reconnect = policy;
        self
    }

    /// Tries the first connection by the same policy too, also where something else than a hub answers, as a proxy whose
    /// hub is not there yet. Default: off, and [`connect`](Self::connect) fails.
    pub fn retry_first_connect(mut self) -> Self {
        self.config.retry_first_connect = true;
        self
    }

    /// Lets calls wait while the connection is lost. Default: off, and they fail at once.
    pub fn wait_while_reconnecting(mut self) -> Self {
        self.config.wait_while_reconnecting = true;
        self
    }

    /// Asks the server to keep the connection for a while when its socket is lost; what the other end had not received is
    /// sent again then, so that no message is lost or doubled (stateful reconnect). Default: off.
    ///
    /// Has an effect on WebSockets alone. Five further sockets are tried within some seconds; if none of them goes on,
    /// the connection is lost as any other.
    pub fn stateful_reconnect(mut self) -> Self {
        self.config.stateful_reconnect = true;
        self
    }

    /// How many bytes of sent messages are kept for that until the server has acknowledged them; beyond it senders wait.
    /// Default: 100,000.
    pub fn stateful_buffer_bytes(mut self, bytes: usize) -> Self {
        self.config.stateful_buffer_bytes = bytes;
        self
    }

    /// The largest message that is read; a larger one ends the connection. Default: 16 MiB.
    pub fn max_message_bytes(mut self, bytes: usize) -> Self {
        self.config.max_message_bytes = bytes;
        self
    }

    /// How many items of a stream are read ahead of their reader. Default: 100.
    pub fn stream_buffer(mut self, items: usize) -> Self {
        self.config.stream_buffer = items;
        self
    }

    /// How many calls of the server may wait for their handlers. Default: 1,000.
    pub fn handler_queue(mut self, calls: usize) -> Self {
        self.config.handler_queue = calls;
        self
    }

    /// Speaks the additions of servers of ours: the hub's caller state, which starts as `first`, calls that could not be
    /// handled, and a hello that tells both. Needs a struct with the fields of the hub's state, `()`-like if it has none.
    ///
    /// Generated clients do this by themselves. Servers of others do not understand it.
    pub fn state<S: Serialize + DeserializeOwned>(mut self, first: &S) -> Self {
        self.state = Some(StateBook::new(first));
        self
    }

    /// Names the fields of [`state`](Self::state) that the server alone sets. They start as the server says, are not sent,
    /// and changing one is a [`StateError::ServerField`]. Default: none.
    ///
    /// Generated clients do this by themselves.
    pub fn server_fields(mut self, wire_names: &'static [&'static str]) -> Self {
        self.server_fields = wire_names;
        self
    }

    /// Says in the hello for which version of its hub a generated client was made.
    #[doc(hidden)]
    pub fn contract(mut self, digests: ContractDigests) -> Self {
        self.config.contract = digests;
        self
    }

    /// Connects.
    ///
    /// # Errors
    /// [`ConnectError`], of the last attempt if there were more than one.
    ///
    /// # Cancel safety
    /// Dropping the future gives the attempt up.
    pub async fn connect(self) -> Result<HubConnection, ConnectError> {
        if let Some(fault) = self.fault {
            return Err(ConnectError::Options(fault));
        }
        self.config.check()?;
        let state = self.state.transpose();
        let mut state = state.map_err(|error| ConnectError::Options(error.to_string()))?;
        if let Some(book) = &mut state {
            book.leave_to_server(self.server_fields);
        }
        let opener = Opener {
            url: hub_url(&self.url, state.is_some())?,
            http: Arc::new(Http::new(&self.config)?),
            link: Arc::new(Link::new(self.config, state)),
        };
        let opened = first(&opener).await?;
        let link = opener.link.clone();
        let life = Life::new(opener, self.handlers);
        // Calls can be made before the task has had its first turn.
        let number = life.admit(&opened);
        tokio::spawn(life.run(opened, number));
        Ok(HubConnection::new(link))
    }
}

/// The first connection, tried more than once if it shall be.
async fn first(opener: &Opener) -> Result<Opened, ConnectError> {
    let config = &opener.link.config;
    let mut attempt = 0;
    loop {
        let error = match opener.open(false).await {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        let is_ours = matches!(error, ConnectError::Url { .. } | ConnectError::Options(_));
        if !config.retry_first_connect || is_ours {
            return Err(error);
        }
        let Some(delay) = config.reconnect.next(attempt, &error) else {
            return Err(error);
        };
        tracing::warn!(%error, ?delay, "connecting is tried again");
        tokio::time::sleep(delay).await;
        attempt += 1;
    }
}
