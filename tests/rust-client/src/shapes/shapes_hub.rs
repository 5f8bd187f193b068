// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `ShapesHub`.
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, NoError, NoState,
};
use super::types::{
    Adjacent, Chain, Command, Debug, Expr, External, Internal, Mixed, MixedInput, Nest,
    Outline, Page, Untagged,
};
use super::handlers::ShapesClient;
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct ShapesHubConnection(HubConnection);
impl ShapesHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "9fc74bdc0f46c7ed",
        methods: &[
            ("expr", "5f4ae321"),
            ("odd", "db6a4a89"),
            ("external", "9680ad9b"),
            ("internal", "17c81865"),
            ("adjacent", "3f6239e9"),
            ("untagged", "f9b2d894"),
            ("mixed", "ba252b61"),
            ("command", "574a2ef5"),
            ("page", "95fff3ce"),
            ("chain", "1ad88cbe"),
            ("nest", "3f089ede"),
            ("outline", "a6c674e9"),
        ],
        client: &[
            ("called", "cde2c636"),
            ("handlers", "6fbd826b"),
            ("duplicate", "312ef166"),
            ("builder", "b731e438"),
        ],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl ShapesClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl ShapesClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "called",
                move |(argument_1, argument_2)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::called(&*called, argument_1, argument_2).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "handlers",
                move |(argument_1, argument_2, argument_3)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::handlers(
                                &*called,
                                argument_1,
                                argument_2,
                                argument_3,
                            )
                            .await
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "duplicate",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::clone(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "builder",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ShapesClient::builder(&*called, argument_1).await;
                    }
                },
            );
        configure(builder).connect().await.map(ShapesHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn expr(&self, value: Expr) -> Result<Expr, CallError<NoError>> {
        self.0.call("expr", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn odd(&self, r#type: Debug) -> Result<Debug, CallError<NoError>> {
        self.0.call("odd", (r#type,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn external(
        &self,
        value: External,
    ) -> Result<External, CallError<NoError>> {
        self.0.call("external", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn internal(
        &self,
        value: Internal,
    ) -> Result<Internal, CallError<NoError>> {
        self.0.call("internal", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn adjacent(
        &self,
        value: Adjacent,
    ) -> Result<Adjacent, CallError<NoError>> {
        self.0.call("adjacent", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn untagged(
        &self,
        value: Untagged,
    ) -> Result<Untagged, CallError<NoError>> {
        self.0.call("untagged", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn mixed(&self, value: MixedInput) -> Result<Mixed, CallError<NoError>> {
        self.0.call("mixed", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn command(&self, value: Command) -> Result<Command, CallError<NoError>> {
        self.0.call("command", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn page(&self, value: Page) -> Result<Page, CallError<NoError>> {
        self.0.call("page", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn chain(&self, value: Chain) -> Result<Chain, CallError<NoError>> {
        self.0.call("chain", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn nest(&self, value: Nest) -> Result<Nest, CallError<NoError>> {
        self.0.call("nest", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn outline(&self, value: Outline) -> Result<Outline, CallError<NoError>> {
        self.0.call("outline", (value,)).invoke().await
    }
}
impl std::ops::Deref for ShapesHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
