// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `EnumsHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    AllAdjacent, AllExternal, AllInternal, AllUntagged, HasNever, HasRepr, HasResult,
    InternalUntagged, ManyEnums, OneVariant, Other, SkippedVariant, TaggedStruct, Units,
    VariantAlias, VariantUntagged,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct EnumsHubConnection(HubConnection);
impl EnumsHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "dcf58d2634410794",
        methods: &[
            ("units", "62fd32c4"),
            ("allExternal", "d8cc085c"),
            ("allInternal", "20cb6bc3"),
            ("allAdjacent", "785b5b36"),
            ("allUntagged", "f6c1d989"),
            ("variantUntagged", "0272e336"),
            ("internalUntagged", "ad9b9fb6"),
            ("other", "c767c1a0"),
            ("skippedVariant", "ce47f2be"),
            ("hasRepr", "e4a25d06"),
            ("hasNever", "9b5adcbd"),
            ("hasResult", "54d2a833"),
            ("variantAlias", "e0c498ab"),
            ("oneVariant", "8d79d28c"),
            ("taggedStruct", "c9eda540"),
            ("manyEnums", "2b1506bb"),
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
        configure(builder).connect().await.map(EnumsHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn units(
        &self,
        index: u32,
        value: Units,
    ) -> Result<Units, CallError<NoError>> {
        self.0.call("units", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn all_external(
        &self,
        index: u32,
        value: AllExternal,
    ) -> Result<AllExternal, CallError<NoError>> {
        self.0.call("allExternal", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn all_internal(
        &self,
        index: u32,
        value: AllInternal,
    ) -> Result<AllInternal, CallError<NoError>> {
        self.0.call("allInternal", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn all_adjacent(
        &self,
        index: u32,
        value: AllAdjacent,
    ) -> Result<AllAdjacent, CallError<NoError>> {
        self.0.call("allAdjacent", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn all_untagged(
        &self,
        index: u32,
        value: AllUntagged,
    ) -> Result<AllUntagged, CallError<NoError>> {
        self.0.call("allUntagged", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn variant_untagged(
        &self,
        index: u32,
        value: VariantUntagged,
    ) -> Result<VariantUntagged, CallError<NoError>> {
        self.0.call("variantUntagged", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn internal_untagged(
        &self,
        index: u32,
        value: InternalUntagged,
    ) -> Result<InternalUntagged, CallError<NoError>> {
        self.0.call("internalUntagged", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn other(
        &self,
        index: u32,
        value: Other,
    ) -> Result<Other, CallError<NoError>> {
        self.0.call("other", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn skipped_variant(
        &self,
        index: u32,
        value: SkippedVariant,
    ) -> Result<SkippedVariant, CallError<NoError>> {
        self.0.call("skippedVariant", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_repr(
        &self,
        index: u32,
        value: HasRepr,
    ) -> Result<HasRepr, CallError<NoError>> {
        self.0.call("hasRepr", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_never(
        &self,
        index: u32,
        value: HasNever,
    ) -> Result<HasNever, CallError<NoError>> {
        self.0.call("hasNever", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_result(
        &self,
        index: u32,
        value: HasResult,
    ) -> Result<HasResult, CallError<NoError>> {
        self.0.call("hasResult", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn variant_alias(
        &self,
        index: u32,
        value: VariantAlias,
    ) -> Result<VariantAlias, CallError<NoError>> {
        self.0.call("variantAlias", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn one_variant(
        &self,
        index: u32,
        value: OneVariant,
    ) -> Result<OneVariant, CallError<NoError>> {
        self.0.call("oneVariant", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tagged_struct(
        &self,
        index: u32,
        value: TaggedStruct,
    ) -> Result<TaggedStruct, CallError<NoError>> {
        self.0.call("taggedStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn many_enums(
        &self,
        index: u32,
        value: ManyEnums,
    ) -> Result<ManyEnums, CallError<NoError>> {
        self.0.call("manyEnums", (index, value)).invoke().await
    }
}
impl std::ops::Deref for EnumsHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
