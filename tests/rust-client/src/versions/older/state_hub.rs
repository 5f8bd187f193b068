// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `StateHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, StateError,
};
use super::types::TestState;
use super::handlers::StateClient;
/// State, typed errors and what else generated clients have beyond official ones.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct StateHubConnection(HubConnection);
impl StateHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "d209694831349b39",
        methods: &[("whoami", "5e1a7325")],
        client: &[("note", "9c292a8d"), ("then", "7e5a341e"), ("unwanted", "4da7d5a6")],
        state: &[("name", "61f3ffff")],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// The caller state starts with its default; another one is given by `connect_with`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl StateClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl StateClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&TestState::default())
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "note",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        StateClient::note(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "then",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { StateClient::ask_then(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "unwanted",
                move |()| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        StateClient::unwanted(&*called).await;
                    }
                },
            );
        configure(builder).connect().await.map(StateHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn whoami(&self) -> Result<String, CallError<NoError>> {
        self.0.call("whoami", ()).invoke().await
    }
    /// The caller state as this end knows it.
    #[must_use]
    pub fn caller_state(&self) -> TestState {
        self.0.state()
    }
    /// Changes the caller state; the changed fields travel with the next call. Must not use it again inside `update`.
    ///
    /// # Errors
    /// [`StateError`] if it would be too large, or has another value in a field that the server alone sets; nothing is
    /// changed then.
    pub fn update_caller_state<R>(
        &self,
        update: impl FnOnce(&mut TestState) -> R,
    ) -> Result<R, StateError> {
        self.0.update_state(update)
    }
}
impl std::ops::Deref for StateHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
