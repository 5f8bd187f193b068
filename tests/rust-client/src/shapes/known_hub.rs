// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `KnownHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    Addresses, Blobs, ByteBuffers, ByteList, Dates, Decimals, Numbers, Paths, Ranges,
    SharedBytes, Times, Uuids, Values,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct KnownHubConnection(HubConnection);
impl KnownHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "905f165666163c8a",
        methods: &[
            ("times", "1f22c02d"),
            ("dates", "2cbf340a"),
            ("uuids", "f3e5610c"),
            ("addresses", "884f11a5"),
            ("paths", "896627a2"),
            ("values", "c3ca9a8d"),
            ("numbers", "9feb54c5"),
            ("byteList", "631e5f14"),
            ("byteBuffers", "2ce74adb"),
            ("sharedBytes", "445793f1"),
            ("blobs", "94cff5a7"),
            ("decimals", "e2ba8d93"),
            ("ranges", "558c5fa2"),
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
        configure(builder).connect().await.map(KnownHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn times(
        &self,
        index: u32,
        value: Times,
    ) -> Result<Times, CallError<NoError>> {
        self.0.call("times", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn dates(
        &self,
        index: u32,
        value: Dates,
    ) -> Result<Dates, CallError<NoError>> {
        self.0.call("dates", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn uuids(
        &self,
        index: u32,
        value: Uuids,
    ) -> Result<Uuids, CallError<NoError>> {
        self.0.call("uuids", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn addresses(
        &self,
        index: u32,
        value: Addresses,
    ) -> Result<Addresses, CallError<NoError>> {
        self.0.call("addresses", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn paths(
        &self,
        index: u32,
        value: Paths,
    ) -> Result<Paths, CallError<NoError>> {
        self.0.call("paths", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn values(
        &self,
        index: u32,
        value: Values,
    ) -> Result<Values, CallError<NoError>> {
        self.0.call("values", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn numbers(
        &self,
        index: u32,
        value: Numbers,
    ) -> Result<Numbers, CallError<NoError>> {
        self.0.call("numbers", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn byte_list(
        &self,
        index: u32,
        value: ByteList,
    ) -> Result<ByteList, CallError<NoError>> {
        self.0.call("byteList", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn byte_buffers(
        &self,
        index: u32,
        value: ByteBuffers,
    ) -> Result<ByteBuffers, CallError<NoError>> {
        self.0.call("byteBuffers", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn shared_bytes(
        &self,
        index: u32,
        value: SharedBytes,
    ) -> Result<SharedBytes, CallError<NoError>> {
        self.0.call("sharedBytes", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn blobs(
        &self,
        index: u32,
        value: Blobs,
    ) -> Result<Blobs, CallError<NoError>> {
        self.0.call("blobs", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn decimals(
        &self,
        index: u32,
        value: Decimals,
    ) -> Result<Decimals, CallError<NoError>> {
        self.0.call("decimals", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ranges(
        &self,
        index: u32,
        value: Ranges,
    ) -> Result<Ranges, CallError<NoError>> {
        self.0.call("ranges", (index, value)).invoke().await
    }
}
impl std::ops::Deref for KnownHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
