// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `OtherHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::Expr;
use super::handlers::ShapesClient;
/// Calls the same clients as the other hub.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct OtherHubConnection(HubConnection);
impl OtherHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "d06bb39f633a46e9",
        methods: &[("expr", "5f4ae321")],
        client: &[
            ("called", "cde2c636"),
            ("handlers", "6fbd826b"),
            ("duplicate", "312ef166"),
            ("builder", "b731e438"),
        ],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl ShapesClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl ShapesClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "called",
                move |(argument_1, argument_2)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::called(&*called, argument_1, argument_2).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "handlers",
                move |(argument_1, argument_2, argument_3)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::handlers(
                                &*called,
                                argument_1,
                                argument_2,
                                argument_3,
                            )
                            .await
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "duplicate",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::clone(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "builder",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::builder(&*called, argument_1).await;
                    }
                },
            );
        configure(builder).connect().await.map(OtherHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn expr(&self, value: Expr) -> Result<Expr, CallError<NoError>> {
        self.0.call("expr", (value,)).invoke().await
    }
}
impl std::ops::Deref for OtherHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
