// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `BigHub`.
use hubs_runtime::__private::Stream;
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    StateError,
};
use super::types::{
    BigState, DrawError, PageShape, PageString, Settings, SettingsInput, Shape, Tree,
};
use super::handlers::BigClient;
/// Everything at once.
///
/// A comment that could end early: `*/` and more.
///
/// # Examples
/// ```rust,ignore
/// let hub = BigHub::new();
/// ```
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct BigHubConnection(HubConnection);
impl BigHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "abdb4fc6d99571f3",
        methods: &[
            ("draw", "8f7fcf01"),
            ("add", "1fe0badc"),
            ("store", "c82f5ecc"),
            ("ticks", "969f09bd"),
            ("uploadMany", "e0e25ab4"),
            ("wait", "3023baac"),
            ("get-settings", "cae85113"),
            ("tuple", "badd2ecc"),
            ("delete", "c24c85ee"),
            ("anything", "28f4d079"),
            ("nothing", "8bbcd5b5"),
            ("then", "57d6cf43"),
            ("old", "0cfcb6f8"),
            ("older", "662fdd8b"),
            ("browse", "f7e911cc"),
        ],
        client: &[
            ("moved", "0d1b9366"),
            ("choose", "d2e7f919"),
            ("settle", "1c738ec9"),
            ("constructor", "1072df62"),
        ],
        state: &[
            ("displayName", "62bdbe73"),
            ("settings", "c6245bec"),
            ("room-id", "41105418"),
        ],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// The caller state starts with its default; another one is given by `connect_with`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl BigClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    #[allow(deprecated)]
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl BigClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&BigState::default())
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "moved",
                move |(argument_1, argument_2)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        BigClient::moved(&*called, argument_1, argument_2).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "choose",
                move |(argument_1, argument_2)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        BigClient::choose(&*called, argument_1, argument_2).await
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "settle",
                move |()| {
                    let called = std::sync::Arc::clone(&called);
                    async move { BigClient::settle(&*called).await }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "constructor",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        BigClient::build(&*called, argument_1).await;
                    }
                },
            );
        configure(builder).connect().await.map(BigHubConnection)
    }
    /// Draws `Shape`s on the canvas.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn draw(
        &self,
        shapes: Vec<Shape>,
        settings: SettingsInput,
    ) -> Result<std::collections::BTreeMap<String, Shape>, CallError<DrawError>> {
        self.0.call("draw", (shapes, settings)).invoke().await
    }
    /// Adds.
    ///
    /// # Arguments
    /// * `left` - what is there
    /// * `right` - what comes
    ///   on top of it
    ///
    /// # Returns
    /// The sum.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn add(
        &self,
        left: i32,
        right: Option<i32>,
    ) -> Result<i32, CallError<NoError>> {
        self.0.call("add", (left, right)).invoke().await
    }
    /// Stores lines.
    ///
    /// # Errors
    /// * If the disk is full.
    /// * If the store is closed.
    ///
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn store(
        &self,
        lines: impl Stream<Item = String> + Send + 'static,
    ) -> Result<u32, CallError<NoError>> {
        self.0.call("store", ()).upload(lines).invoke().await
    }
    /// Counts for ever.
    ///
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn ticks(&self) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("ticks", ()).stream().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn upload_many(
        &self,
        before: Option<u32>,
        lines: impl Stream<Item = String> + Send + 'static,
        trees: impl Stream<Item = Tree> + Send + 'static,
        after: Option<bool>,
    ) -> Result<HubStream<Tree, DrawError>, CallError<DrawError>> {
        self.0
            .call("uploadMany", (before, after))
            .upload(lines)
            .upload(trees)
            .stream()
            .await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn wait(
        &self,
        for_how_long_in_milliseconds: u32,
        and_what_to_say_when_it_is_over: String,
        whether_it_matters_to_anyone: bool,
    ) -> Result<(), CallError<NoError>> {
        self.0
            .call(
                "wait",
                (
                    for_how_long_in_milliseconds,
                    and_what_to_say_when_it_is_over,
                    whether_it_matters_to_anyone,
                ),
            )
            .invoke()
            .await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn get_settings(&self) -> Result<Settings, CallError<NoError>> {
        self.0.call("get-settings", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn tuple(
        &self,
        pair: (String, u32),
    ) -> Result<Option<String>, CallError<NoError>> {
        self.0.call("tuple", (pair,)).invoke().await
    }
    /// Names that TypeScript keeps to itself.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn delete(
        &self,
        default: String,
        options: bool,
        default_: Option<String>,
        class: Option<u32>,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("delete", (default, options, default_, class)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn anything(
        &self,
        value: hubs_runtime::__private::serde_json::Value,
    ) -> Result<hubs_runtime::__private::serde_json::Value, CallError<NoError>> {
        self.0.call("anything", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn nothing(&self) -> Result<(), CallError<NoError>> {
        self.0.call("nothing", ()).invoke().await
    }
    /// `then` would make a promise of the hub.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn and_then(&self) -> Result<bool, CallError<NoError>> {
        self.0.call("then", ()).invoke().await
    }
    #[deprecated]
    /// # Errors
    /// See [`CallError`].
    pub async fn old(&self) -> Result<(), CallError<NoError>> {
        self.0.call("old", ()).invoke().await
    }
    /// Was good once.
    #[deprecated(since = "0.3.0", note = "use `add`, which */ is better")]
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn older(&self) -> Result<(), CallError<NoError>> {
        self.0.call("older", ()).invoke().await
    }
    /// Pages of one kind and another.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn browse(
        &self,
        seen: PageShape,
    ) -> Result<(PageShape, PageString), CallError<NoError>> {
        self.0.call("browse", (seen,)).invoke().await
    }
    /// The caller state as this end knows it.
    #[must_use]
    pub fn caller_state(&self) -> BigState {
        self.0.state()
    }
    /// Changes the caller state; the changed fields travel with the next call. Must not use it again inside `update`.
    ///
    /// # Errors
    /// [`StateError`] if it would be too large, or has another value in a field that the server alone sets; nothing is
    /// changed then.
    pub fn update_caller_state<R>(
        &self,
        update: impl FnOnce(&mut BigState) -> R,
    ) -> Result<R, StateError> {
        self.0.update_state(update)
    }
}
impl std::ops::Deref for BigHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
