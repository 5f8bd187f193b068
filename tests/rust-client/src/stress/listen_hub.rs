// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `ListenHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::handlers::ListenClient;
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct ListenHubConnection(HubConnection);
impl ListenHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "22fa7f0763b3cdde",
        methods: &[("Ping", "4b2b6349")],
        client: &[("SaidHello", "4bbf76de")],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl ListenClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl ListenClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "SaidHello",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ListenClient::said_hello(&*called, argument_1).await;
                    }
                },
            );
        configure(builder).connect().await.map(ListenHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ping(&self) -> Result<(), CallError<NoError>> {
        self.0.call("Ping", ()).invoke().await
    }
}
impl std::ops::Deref for ListenHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
