// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `StateHub`.
use hubs_runtime::__private::Stream;
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    StateError,
};
use hubs_conformance::{TestError, TestState};
use super::handlers::StateClient;
/// State, typed errors and what else generated clients have beyond official ones.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct StateHubConnection(HubConnection);
impl StateHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "d19f83d1e2e509ab",
        methods: &[
            ("whoami", "5e1a7325"),
            ("visit", "4440e0dc"),
            ("promote", "8ecc98ec"),
            ("renameLater", "45f652f1"),
            ("enter", "a41e36b3"),
            ("watch", "27eb42af"),
            ("twoUploads", "21af7863"),
            ("firstItem", "29b29603"),
            ("forever", "09931361"),
            ("optional", "9e4f24eb"),
            ("nullable", "66c1bb51"),
            ("askMe", "790484ef"),
            ("unwanted", "30575bf4"),
            ("isReconnect", "fcd26daf"),
            ("never", "6d8a0e0a"),
            ("untilCancelled", "84f34f0f"),
            ("endOf", "8c5a5033"),
            ("kick", "0bf69e93"),
        ],
        client: &[("note", "9c292a8d"), ("then", "7e5a341e"), ("unwanted", "4da7d5a6")],
        state: &[
            ("name", "61f3ffff"),
            ("visits", "0a59d677"),
            ("tags", "b044ac01"),
            ("rank", "eadfff2b"),
        ],
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
            .state(&<TestState as hubs_runtime::state::CallerState>::initial())
            .server_fields(&["rank"])
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
    /// Counts in the caller's state.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn visit(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("visit", ()).invoke().await
    }
    /// Gives the caller a rank.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn promote(&self, rank: u32) -> Result<(), CallError<NoError>> {
        self.0.call("promote", (rank,)).invoke().await
    }
    /// Renames the caller a moment after the answer.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn rename_later(&self, name: String) -> Result<(), CallError<NoError>> {
        self.0.call("renameLater", (name,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn enter(&self, room: String) -> Result<u32, CallError<TestError>> {
        self.0.call("enter", (room,)).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn watch(
        &self,
        room: String,
    ) -> Result<HubStream<u32, TestError>, CallError<TestError>> {
        self.0.call("watch", (room,)).stream().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn two_uploads(
        &self,
        left: impl Stream<Item = u32> + Send + 'static,
        right: impl Stream<Item = u32> + Send + 'static,
    ) -> Result<String, CallError<TestError>> {
        self.0.call("twoUploads", ()).upload(left).upload(right).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn first_item(
        &self,
        items: impl Stream<Item = u32> + Send + 'static,
    ) -> Result<u32, CallError<TestError>> {
        self.0.call("firstItem", ()).upload(items).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn forever(&self) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("forever", ()).stream().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn optional(
        &self,
        limit: Option<u32>,
        step: Option<u32>,
    ) -> Result<String, CallError<NoError>> {
        self.0.call("optional", (limit, step)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn nullable(
        &self,
        value: Option<u32>,
        after: u32,
    ) -> Result<String, CallError<NoError>> {
        self.0.call("nullable", (value, after)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_me(&self, text: String) -> Result<String, CallError<TestError>> {
        self.0.call("askMe", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn unwanted(&self) -> Result<(), CallError<TestError>> {
        self.0.call("unwanted", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn is_reconnect(&self) -> Result<bool, CallError<NoError>> {
        self.0.call("isReconnect", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn never(&self) -> Result<(), CallError<NoError>> {
        self.0.call("never", ()).invoke().await
    }
    /// Runs until its caller cancels it, which it notes in the state.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn until_cancelled(&self) -> Result<(), CallError<NoError>> {
        self.0.call("untilCancelled", ()).invoke().await
    }
    /// Says how an upload ended.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn end_of(
        &self,
        items: impl Stream<Item = u32> + Send + 'static,
    ) -> Result<String, CallError<NoError>> {
        self.0.call("endOf", ()).upload(items).invoke().await
    }
    /// Ends the caller's connection.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn kick(&self) -> Result<(), CallError<NoError>> {
        self.0.call("kick", ()).invoke().await
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
