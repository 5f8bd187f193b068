//! From a server to a connected test client.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use serde::Serialize;

use super::{
    ConnectError, TestClient, client,
    link::TestWire,
    request::{TestRequest, request_settings},
};
use crate::{
    hub::{Hub, state::CallerState},
    protocol::{Close, Encoding, Protocol},
    server::HubServer,
    transport::memory::{MemoryEnd, Piece},
    wire,
};

/// How long a test client waits for anything, unless told otherwise.
pub(super) const DEFAULT_PATIENCE: Duration = Duration::from_secs(60);

/// A test client that is not connected yet; made by [`TestClient::builder`].
#[must_use = "nothing connects before `connect`"]
pub struct TestClientBuilder<H: Hub> {
    server: HubServer,
    /// That of the hub's first mount unless set.
    path: Option<String>,
    request: TestRequest,
    protocol: Protocol,
    patience: Duration,
    /// The whole state as JSON, of a client that speaks our additions to the wire.
    state: Option<String>,
    reconnect: bool,
    _hub: PhantomData<fn() -> H>,
}

impl<H: Hub> std::fmt::Debug for TestClientBuilder<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestClientBuilder")
            .field("hub", &H::INFO.name)
            .field("query", &self.request.query)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}

/// The argument of `$hubs.hello`.
#[derive(Serialize)]
struct Hello<'a> {
    contract: serde_json::Map<String, serde_json::Value>,
    state: &'a str,
    reconnect: bool,
}

impl<H: Hub> TestClientBuilder<H> {
    pub(super) fn new(server: &HubServer) -> Self {
        Self {
            server: server.clone(),
            path: None,
            request: TestRequest::default(),
            protocol: Protocol::Json,
            patience: DEFAULT_PATIENCE,
            state: None,
            reconnect: false,
            _hub: PhantomData,
        }
    }

    /// Connects at this path, as `/chat`: for hubs at several. Default: the first that the hub was mounted at.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    request_settings!();

    /// Speaks this protocol; JSON unless told otherwise.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// Brings this state, as generated clients do: the server has it before `on_connected`, and both ends tell each
    /// other what changes. Fields that the server alone sets are not sent.
    ///
    /// # Panics
    /// If a field cannot be serialized.
    pub fn state(mut self, state: &H::State) -> Self {
        let fields = H::State::INFO.fields.iter().enumerate();
        let fields: serde_json::Map<String, serde_json::Value> = fields
            .filter(|(_, field)| !field.server)
            .map(|(index, field)| {
                let json = state.field_to_json(index).expect("a field as JSON");
                let value = serde_json::from_str(&json).expect("a field's JSON");
                (field.name.to_owned(), value)
            })
            .collect();
        self.state = Some(serde_json::Value::Object(fields).to_string());
        self
    }

    /// Says that it was connected before, as a generated client that reconnects: `cx.is_reconnect()`.
    pub fn reconnecting(mut self) -> Self {
        self.reconnect = true;
        self
    }

    /// Connects: ends when the hub's `on_connected` has ended.
    ///
    /// # Errors
    /// [`ConnectError`] if a policy, a limit, the handshake or the hook refuses the client.
    pub async fn connect(mut self) -> Result<TestClient<H>, ConnectError> {
        let speaks_additions = self.state.is_some() || self.reconnect;
        if speaks_additions {
            self = self.query(wire::QUERY, wire::QUERY_VERSION);
        }
        let request = std::mem::take(&mut self.request).info();
        let path = self.path.as_deref();
        let opened = self.server.open_in_memory::<H>(path, request).await;
        let (end, session) = opened
            .ok_or_else(|| self.not_mounted())?
            .map_err(|refused| ConnectError::Refused {
                status: refused.status.as_u16(),
                text: refused.text,
            })?;
        let MemoryEnd {
            core,
            to_server,
            from_server,
            opened,
            close: _,
            finished,
        } = end;
        let conventions = session.mounted.options.conventions;
        let encoding = Encoding {
            protocol: self.protocol,
            conventions: conventions.of_client(speaks_additions),
        };
        let link = Arc::new(TestWire::new(encoding, to_server));
        let reader = tokio::spawn(link.clone().read(from_server));
        let client = TestClient::new(link.clone(), session, core, reader, finished, self.patience);
        shake_hands(&link).await?;
        if speaks_additions {
            let state = self.state.as_deref().unwrap_or("{}");
            client::say_hello(&client, hello(state, self.reconnect)).await?;
        }
        if opened.await.is_err() {
            let closed = link.wait(|desk| desk.closed.clone()).await;
            return Err(ConnectError::Closed(closed));
        }
        Ok(client)
    }
}

impl<H: Hub> TestClientBuilder<H> {
    fn not_mounted(&self) -> ConnectError {
        let (hub, paths) = (H::INFO.name, self.server.paths_of::<H>());
        match &self.path {
            Some(path) if !paths.is_empty() => ConnectError::NotAtPath {
                hub,
                path: path.clone(),
                paths: paths.into_iter().map(str::to_owned).collect(),
            },
            _ => ConnectError::NotMounted(hub),
        }
    }
}

fn hello(state: &str, reconnect: bool) -> (impl Serialize + '_,) {
    (Hello {
        contract: serde_json::Map::new(),
        state,
        reconnect,
    },)
}

async fn shake_hands(link: &TestWire) -> Result<(), ConnectError> {
    let request = format!(
        "{{\"protocol\":\"{}\",\"version\":1}}\u{1e}",
        link.encoding.protocol.name()
    );
    link.send(Piece::Bytes(request.into())).await;
    let answer = link
        .wait(|desk| match &desk.handshake {
            Some(answer) => Some(Ok(answer.clone())),
            None => desk.closed.clone().map(Err),
        })
        .await;
    match answer {
        Ok(answer) => answer.map_err(ConnectError::Handshake),
        Err(closed) => Err(ConnectError::Closed(closed)),
    }
}

/// The Close message of a client.
pub(super) fn close_message(protocol: Protocol) -> Vec<u8> {
    let mut message = Vec::new();
    Close::new(None, false).encode(protocol, &mut message);
    message
}
