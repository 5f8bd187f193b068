// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `ScalarsHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    EmptyStruct, Floats, HasUnitStruct, HugeInts, Newtype, Pointers, Sizes, SmallInts,
    SpecialInts, Texts, TupleStruct, Tuples, UnitField, UnitStruct, WideInts,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct ScalarsHubConnection(HubConnection);
impl ScalarsHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "5c937882e3505be8",
        methods: &[
            ("smallInts", "173c522b"),
            ("wideInts", "3d259016"),
            ("hugeInts", "bdc36c6b"),
            ("hugeAlone", "c48627ef"),
            ("sizes", "4f7f7d9f"),
            ("floats", "f334c1d6"),
            ("specialInts", "dd1f54cb"),
            ("texts", "c4dcd59a"),
            ("unit", "bc0fb5cf"),
            ("unitField", "47842724"),
            ("unitStruct", "ca14d2dd"),
            ("hasUnitStruct", "b4d782be"),
            ("emptyStruct", "dd432315"),
            ("newtype", "2b537874"),
            ("tupleStruct", "59f56804"),
            ("tuples", "c83f01ec"),
            ("tupleAlone", "71564b22"),
            ("transparent", "dad7d485"),
            ("pointers", "b447d1b4"),
            ("notFinite", "78010c23"),
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
        configure(builder).connect().await.map(ScalarsHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn small_ints(
        &self,
        index: u32,
        value: SmallInts,
    ) -> Result<SmallInts, CallError<NoError>> {
        self.0.call("smallInts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn wide_ints(
        &self,
        index: u32,
        value: WideInts,
    ) -> Result<WideInts, CallError<NoError>> {
        self.0.call("wideInts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn huge_ints(
        &self,
        index: u32,
        value: HugeInts,
    ) -> Result<HugeInts, CallError<NoError>> {
        self.0.call("hugeInts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn huge_alone(
        &self,
        index: u32,
        value: u128,
    ) -> Result<u128, CallError<NoError>> {
        self.0.call("hugeAlone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn sizes(
        &self,
        index: u32,
        value: Sizes,
    ) -> Result<Sizes, CallError<NoError>> {
        self.0.call("sizes", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn floats(
        &self,
        index: u32,
        value: Floats,
    ) -> Result<Floats, CallError<NoError>> {
        self.0.call("floats", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn special_ints(
        &self,
        index: u32,
        value: SpecialInts,
    ) -> Result<SpecialInts, CallError<NoError>> {
        self.0.call("specialInts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn texts(
        &self,
        index: u32,
        value: Texts,
    ) -> Result<Texts, CallError<NoError>> {
        self.0.call("texts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn unit(&self, index: u32, value: ()) -> Result<(), CallError<NoError>> {
        self.0.call("unit", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn unit_field(
        &self,
        index: u32,
        value: UnitField,
    ) -> Result<UnitField, CallError<NoError>> {
        self.0.call("unitField", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn unit_struct(
        &self,
        index: u32,
        value: UnitStruct,
    ) -> Result<UnitStruct, CallError<NoError>> {
        self.0.call("unitStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn has_unit_struct(
        &self,
        index: u32,
        value: HasUnitStruct,
    ) -> Result<HasUnitStruct, CallError<NoError>> {
        self.0.call("hasUnitStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn empty_struct(
        &self,
        index: u32,
        value: EmptyStruct,
    ) -> Result<EmptyStruct, CallError<NoError>> {
        self.0.call("emptyStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn newtype(
        &self,
        index: u32,
        value: Newtype,
    ) -> Result<Newtype, CallError<NoError>> {
        self.0.call("newtype", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tuple_struct(
        &self,
        index: u32,
        value: TupleStruct,
    ) -> Result<TupleStruct, CallError<NoError>> {
        self.0.call("tupleStruct", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tuples(
        &self,
        index: u32,
        value: Tuples,
    ) -> Result<Tuples, CallError<NoError>> {
        self.0.call("tuples", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tuple_alone(
        &self,
        index: u32,
        value: (u8,),
    ) -> Result<(u8,), CallError<NoError>> {
        self.0.call("tupleAlone", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn transparent(
        &self,
        index: u32,
        value: SmallInts,
    ) -> Result<SmallInts, CallError<NoError>> {
        self.0.call("transparent", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn pointers(
        &self,
        index: u32,
        value: Pointers,
    ) -> Result<Pointers, CallError<NoError>> {
        self.0.call("pointers", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn not_finite(&self) -> Result<Floats, CallError<NoError>> {
        self.0.call("notFinite", ()).invoke().await
    }
}
impl std::ops::Deref for ScalarsHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
