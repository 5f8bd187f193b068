// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `BenchHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    NoState,
};
use super::handlers::BenchClient;
/// The hub of every scenario.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct BenchHubConnection(HubConnection);
impl BenchHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "3332ddccafb91e7e",
        methods: &[
            ("echo", "c6915b6d"),
            ("broadcast", "6f1c3f32"),
            ("items", "d7190610"),
        ],
        client: &[("told", "d96c5d6d")],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl BenchClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl BenchClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "told",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        BenchClient::told(&*called, argument_1).await;
                    }
                },
            );
        configure(builder).connect().await.map(BenchHubConnection)
    }
    /// Sends back what it gets.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn echo(&self, text: String) -> Result<String, CallError<NoError>> {
        self.0.call("echo", (text,)).invoke().await
    }
    /// Sends what it gets to everyone else.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn broadcast(&self, text: String) -> Result<(), CallError<NoError>> {
        self.0.call("broadcast", (text,)).invoke().await
    }
    /// Streams what it gets.
    ///
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn items(
        &self,
        text: String,
    ) -> Result<HubStream<String, NoError>, CallError<NoError>> {
        self.0.call("items", (text,)).stream().await
    }
}
impl std::ops::Deref for BenchHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
