// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `CollectionsHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    Arrays, BoolKeys, CharKeys, EnumKeys, Keyed, Nested, NewtypeKeys, NumberKeys,
    Ordered, Sequences, TaggedKeys, TextKeys, WideKeys,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct CollectionsHubConnection(HubConnection);
impl CollectionsHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "fa2a3e3800fcbe16",
        methods: &[
            ("sequences", "e8eca684"),
            ("listAlone", "8fad213e"),
            ("arrays", "7409613d"),
            ("textKeys", "14f7c650"),
            ("numberKeys", "09dd1988"),
            ("signedKeys", "fd34c7c9"),
            ("unsignedKeys", "4a647a0b"),
            ("enumKeys", "d8d40073"),
            ("newtypeKeys", "c9725bca"),
            ("charKeys", "b8e08fea"),
            ("boolKeys", "174469d4"),
            ("tupleKeys", "24b1d936"),
            ("nested", "499996d9"),
            ("ordered", "360d3516"),
            ("taggedKeys", "b8c180f2"),
            ("mapAlone", "6715d745"),
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
        configure(builder).connect().await.map(CollectionsHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn sequences(
        &self,
        index: u32,
        value: Sequences,
    ) -> Result<Sequences, CallError<NoError>> {
        self.0.call("sequences", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn list_alone(
        &self,
        index: u32,
        value: Vec<u8>,
    ) -> Result<Vec<u8>, CallError<NoError>> {
        self.0.call("listAlone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn arrays(
        &self,
        index: u32,
        value: Arrays,
    ) -> Result<Arrays, CallError<NoError>> {
        self.0.call("arrays", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn text_keys(
        &self,
        index: u32,
        value: TextKeys,
    ) -> Result<TextKeys, CallError<NoError>> {
        self.0.call("textKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn number_keys(
        &self,
        index: u32,
        value: NumberKeys,
    ) -> Result<NumberKeys, CallError<NoError>> {
        self.0.call("numberKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn signed_keys(
        &self,
        index: u32,
        value: WideKeys,
    ) -> Result<WideKeys, CallError<NoError>> {
        self.0.call("signedKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn unsigned_keys(
        &self,
        index: u32,
        value: WideKeys,
    ) -> Result<WideKeys, CallError<NoError>> {
        self.0.call("unsignedKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn enum_keys(
        &self,
        index: u32,
        value: EnumKeys,
    ) -> Result<EnumKeys, CallError<NoError>> {
        self.0.call("enumKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn newtype_keys(
        &self,
        index: u32,
        value: NewtypeKeys,
    ) -> Result<NewtypeKeys, CallError<NoError>> {
        self.0.call("newtypeKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn char_keys(
        &self,
        index: u32,
        value: CharKeys,
    ) -> Result<CharKeys, CallError<NoError>> {
        self.0.call("charKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn bool_keys(
        &self,
        index: u32,
        value: BoolKeys,
    ) -> Result<BoolKeys, CallError<NoError>> {
        self.0.call("boolKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tuple_keys(
        &self,
        index: u32,
        value: Keyed,
    ) -> Result<Keyed, CallError<NoError>> {
        self.0.call("tupleKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn nested(
        &self,
        index: u32,
        value: Nested,
    ) -> Result<Nested, CallError<NoError>> {
        self.0.call("nested", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ordered(
        &self,
        index: u32,
        value: Ordered,
    ) -> Result<Ordered, CallError<NoError>> {
        self.0.call("ordered", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tagged_keys(
        &self,
        index: u32,
        value: TaggedKeys,
    ) -> Result<TaggedKeys, CallError<NoError>> {
        self.0.call("taggedKeys", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn map_alone(
        &self,
        index: u32,
        value: std::collections::BTreeMap<u64, bool>,
    ) -> Result<std::collections::BTreeMap<u64, bool>, CallError<NoError>> {
        self.0.call("mapAlone", (index, value)).invoke().await
    }
}
impl std::ops::Deref for CollectionsHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
