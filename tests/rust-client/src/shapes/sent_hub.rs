// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `SentHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    NoState,
};
use super::types::{
    AllAdjacent, AllExternal, AllInternal, AllUntagged, FlatInternal, Nested, NumberKeys,
    Texts, Tree, WideInts,
};
use super::handlers::SentClient;
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct SentHubConnection(HubConnection);
impl SentHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "f11a45e9b7e41d6c",
        methods: &[
            ("askWideInts", "f75b18db"),
            ("streamWideInts", "5a8d07d6"),
            ("askTexts", "b7fbacb7"),
            ("streamTexts", "b2d86b22"),
            ("askExternal", "02f91254"),
            ("streamExternal", "d6d56c7d"),
            ("askInternal", "3be58980"),
            ("streamInternal", "c37199f9"),
            ("askAdjacent", "995afa47"),
            ("streamAdjacent", "94b39ae3"),
            ("askUntagged", "24eb3ffa"),
            ("streamUntagged", "753df554"),
            ("askNumberKeys", "2af79d0a"),
            ("streamNumberKeys", "e4cc724e"),
            ("askNested", "87c75976"),
            ("streamNested", "1d351b45"),
            ("askFlatInternal", "69b26b89"),
            ("streamFlatInternal", "0359b8dd"),
            ("askTree", "4db41ccc"),
            ("streamTree", "70c20a64"),
        ],
        client: &[
            ("wideInts", "0a5f0652"),
            ("texts", "d9acc04d"),
            ("external", "196caded"),
            ("internal", "d1e7f4b4"),
            ("adjacent", "d1227864"),
            ("untagged", "45ca49a8"),
            ("numberKeys", "48322806"),
            ("nested", "f2141b54"),
            ("flatInternal", "096200bd"),
            ("tree", "a05918ca"),
        ],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl SentClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl SentClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "wideInts",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::wide_ints(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "texts",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::texts(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "external",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::external(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "internal",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::internal(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "adjacent",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::adjacent(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "untagged",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::untagged(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "numberKeys",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::number_keys(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "nested",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::nested(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "flatInternal",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::flat_internal(&*called, argument_1).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "tree",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { SentClient::tree(&*called, argument_1).await }
                },
            );
        configure(builder).connect().await.map(SentHubConnection)
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_wide_ints(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askWideInts", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_wide_ints(
        &self,
    ) -> Result<HubStream<WideInts, NoError>, CallError<NoError>> {
        self.0.call("streamWideInts", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_texts(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askTexts", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_texts(
        &self,
    ) -> Result<HubStream<Texts, NoError>, CallError<NoError>> {
        self.0.call("streamTexts", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_external(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askExternal", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_external(
        &self,
    ) -> Result<HubStream<AllExternal, NoError>, CallError<NoError>> {
        self.0.call("streamExternal", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_internal(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askInternal", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_internal(
        &self,
    ) -> Result<HubStream<AllInternal, NoError>, CallError<NoError>> {
        self.0.call("streamInternal", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_adjacent(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askAdjacent", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_adjacent(
        &self,
    ) -> Result<HubStream<AllAdjacent, NoError>, CallError<NoError>> {
        self.0.call("streamAdjacent", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_untagged(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askUntagged", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_untagged(
        &self,
    ) -> Result<HubStream<AllUntagged, NoError>, CallError<NoError>> {
        self.0.call("streamUntagged", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_number_keys(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askNumberKeys", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_number_keys(
        &self,
    ) -> Result<HubStream<NumberKeys, NoError>, CallError<NoError>> {
        self.0.call("streamNumberKeys", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_nested(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askNested", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_nested(
        &self,
    ) -> Result<HubStream<Nested, NoError>, CallError<NoError>> {
        self.0.call("streamNested", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_flat_internal(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askFlatInternal", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_flat_internal(
        &self,
    ) -> Result<HubStream<FlatInternal, NoError>, CallError<NoError>> {
        self.0.call("streamFlatInternal", ()).stream().await
    }
    /// Asks the caller to send each value back; answers with how many there were.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_tree(&self) -> Result<u32, CallError<NoError>> {
        self.0.call("askTree", ()).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_tree(
        &self,
    ) -> Result<HubStream<Tree, NoError>, CallError<NoError>> {
        self.0.call("streamTree", ()).stream().await
    }
}
impl std::ops::Deref for SentHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
