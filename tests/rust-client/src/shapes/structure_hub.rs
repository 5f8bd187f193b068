// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `StructureHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    BothSlices, Folder, GenericOfGeneric, LoadedString, Matrix2, Matrix3, Phantom,
    SliceString, Tree,
};
/// Has a method for each shape of its module.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct StructureHubConnection(HubConnection);
impl StructureHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "d4efcc3b2d9859bb",
        methods: &[
            ("tree", "d278f4a4"),
            ("folder", "efb5bb72"),
            ("sliceOfTexts", "c2219fa9"),
            ("bothSlices", "c9655092"),
            ("loaded", "370008c0"),
            ("matrix", "a129ee6a"),
            ("otherMatrix", "76e1cb53"),
            ("phantom", "56057727"),
            ("genericOfGeneric", "bf1916da"),
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
        configure(builder).connect().await.map(StructureHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tree(
        &self,
        index: u32,
        value: Tree,
    ) -> Result<Tree, CallError<NoError>> {
        self.0.call("tree", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn folder(
        &self,
        index: u32,
        value: Folder,
    ) -> Result<Folder, CallError<NoError>> {
        self.0.call("folder", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn slice_of_texts(
        &self,
        index: u32,
        value: SliceString,
    ) -> Result<SliceString, CallError<NoError>> {
        self.0.call("sliceOfTexts", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn both_slices(
        &self,
        index: u32,
        value: BothSlices,
    ) -> Result<BothSlices, CallError<NoError>> {
        self.0.call("bothSlices", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn loaded(
        &self,
        index: u32,
        value: LoadedString,
    ) -> Result<LoadedString, CallError<NoError>> {
        self.0.call("loaded", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn matrix(
        &self,
        index: u32,
        value: Matrix2,
    ) -> Result<Matrix2, CallError<NoError>> {
        self.0.call("matrix", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn other_matrix(
        &self,
        index: u32,
        value: Matrix3,
    ) -> Result<Matrix3, CallError<NoError>> {
        self.0.call("otherMatrix", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn phantom(
        &self,
        index: u32,
        value: Phantom,
    ) -> Result<Phantom, CallError<NoError>> {
        self.0.call("phantom", (index, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn generic_of_generic(
        &self,
        index: u32,
        value: GenericOfGeneric,
    ) -> Result<GenericOfGeneric, CallError<NoError>> {
        self.0.call("genericOfGeneric", (index, value)).invoke().await
    }
}
impl std::ops::Deref for StructureHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
