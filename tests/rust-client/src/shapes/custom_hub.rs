// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `CustomHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{Documented, HasHidden, HasName, HasRemote, WithText};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct CustomHubConnection(HubConnection);
impl CustomHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "28acd6212aa455f1",
        methods: &[
            ("withText", "bddfae52"),
            ("hasName", "e7493acf"),
            ("hasRemote", "c6469cfd"),
            ("documented", "dfaf71c1"),
            ("hasHidden", "28470c8d"),
        ],
        client: &[],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(url: impl Into<String>) -> Result<Self, ConnectError> {
        Self::connect_with(url, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        configure(builder).connect().await.map(CustomHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn with_text(
        &self,
        index: u32,
        value: WithText,
    ) -> Result<WithText, CallError<NoError>> {
        self.0.call("withText", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_name(
        &self,
        index: u32,
        value: HasName,
    ) -> Result<HasName, CallError<NoError>> {
        self.0.call("hasName", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_remote(
        &self,
        index: u32,
        value: HasRemote,
    ) -> Result<HasRemote, CallError<NoError>> {
        self.0.call("hasRemote", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn documented(
        &self,
        index: u32,
        value: Documented,
    ) -> Result<Documented, CallError<NoError>> {
        self.0.call("documented", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_hidden(
        &self,
        index: u32,
        value: HasHidden,
    ) -> Result<HasHidden, CallError<NoError>> {
        self.0.call("hasHidden", (index, value)).invoke().await
    }
}
impl std::ops::Deref for CustomHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
