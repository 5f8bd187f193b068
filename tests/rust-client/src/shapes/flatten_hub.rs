// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `FlattenHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    FlatAdjacent, FlatExternal, FlatInternal, FlatMap, FlatOption, FlatStruct, FlatTwo,
    FlatValues,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct FlattenHubConnection(HubConnection);
impl FlattenHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "30a6d6b069297496",
        methods: &[
            ("flatStruct", "f2f1ade6"),
            ("flatMap", "51861ca2"),
            ("flatValues", "8a661c3d"),
            ("flatInternal", "8ed30a9f"),
            ("flatOption", "bbe5bfaf"),
            ("flatExternal", "318da8dc"),
            ("flatTwo", "61b653de"),
            ("flatAdjacent", "d2e3c765"),
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
        configure(builder).connect().await.map(FlattenHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_struct(
        &self,
        index: u32,
        value: FlatStruct,
    ) -> Result<FlatStruct, CallError<NoError>> {
        self.0.call("flatStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_map(
        &self,
        index: u32,
        value: FlatMap,
    ) -> Result<FlatMap, CallError<NoError>> {
        self.0.call("flatMap", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_values(
        &self,
        index: u32,
        value: FlatValues,
    ) -> Result<FlatValues, CallError<NoError>> {
        self.0.call("flatValues", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_internal(
        &self,
        index: u32,
        value: FlatInternal,
    ) -> Result<FlatInternal, CallError<NoError>> {
        self.0.call("flatInternal", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_option(
        &self,
        index: u32,
        value: FlatOption,
    ) -> Result<FlatOption, CallError<NoError>> {
        self.0.call("flatOption", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_external(
        &self,
        index: u32,
        value: FlatExternal,
    ) -> Result<FlatExternal, CallError<NoError>> {
        self.0.call("flatExternal", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_two(
        &self,
        index: u32,
        value: FlatTwo,
    ) -> Result<FlatTwo, CallError<NoError>> {
        self.0.call("flatTwo", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn flat_adjacent(
        &self,
        index: u32,
        value: FlatAdjacent,
    ) -> Result<FlatAdjacent, CallError<NoError>> {
        self.0.call("flatAdjacent", (index, value)).invoke().await
    }
}
impl std::ops::Deref for FlattenHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
