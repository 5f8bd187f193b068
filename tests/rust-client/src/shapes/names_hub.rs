// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `NamesHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    Aliased, CamelCase, CasedByDirection, CasedByDirectionInput, Date, DenyUnknown,
    OddKeys, Prototype, Record, RenamedByDirection, RenamedByDirectionInput, Screaming,
    UsesAlias,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct NamesHubConnection(HubConnection);
impl NamesHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "f2d69c851d30f200",
        methods: &[
            ("camelCase", "ff557a1b"),
            ("screaming", "aeafa132"),
            ("aliased", "ebf250b6"),
            ("oddKeys", "cc1251ab"),
            ("prototypeKeys", "c2557a0c"),
            ("denyUnknown", "ee250d8c"),
            ("record", "2338cb44"),
            ("usesAlias", "ea0c5524"),
            ("aliasAlone", "818d7dd6"),
            ("renamedByDirection", "2234c9a2"),
            ("casedByDirection", "7630882b"),
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
        configure(builder).connect().await.map(NamesHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn camel_case(
        &self,
        index: u32,
        value: CamelCase,
    ) -> Result<CamelCase, CallError<NoError>> {
        self.0.call("camelCase", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn screaming(
        &self,
        index: u32,
        value: Screaming,
    ) -> Result<Screaming, CallError<NoError>> {
        self.0.call("screaming", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn aliased(
        &self,
        index: u32,
        value: Aliased,
    ) -> Result<Aliased, CallError<NoError>> {
        self.0.call("aliased", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn odd_keys(
        &self,
        index: u32,
        value: OddKeys,
    ) -> Result<OddKeys, CallError<NoError>> {
        self.0.call("oddKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn prototype_keys(
        &self,
        index: u32,
        value: Prototype,
    ) -> Result<Prototype, CallError<NoError>> {
        self.0.call("prototypeKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn deny_unknown(
        &self,
        index: u32,
        value: DenyUnknown,
    ) -> Result<DenyUnknown, CallError<NoError>> {
        self.0.call("denyUnknown", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn record(
        &self,
        index: u32,
        value: Record,
    ) -> Result<Record, CallError<NoError>> {
        self.0.call("record", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn uses_alias(
        &self,
        index: u32,
        value: UsesAlias,
    ) -> Result<UsesAlias, CallError<NoError>> {
        self.0.call("usesAlias", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn alias_alone(
        &self,
        index: u32,
        value: Vec<Date>,
    ) -> Result<Vec<Date>, CallError<NoError>> {
        self.0.call("aliasAlone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn renamed_by_direction(
        &self,
        value: RenamedByDirectionInput,
    ) -> Result<RenamedByDirection, CallError<NoError>> {
        self.0.call("renamedByDirection", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn cased_by_direction(
        &self,
        value: CasedByDirectionInput,
    ) -> Result<CasedByDirection, CallError<NoError>> {
        self.0.call("casedByDirection", (value,)).invoke().await
    }
}
impl std::ops::Deref for NamesHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
