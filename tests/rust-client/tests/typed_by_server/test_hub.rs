// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `TestHub`.
use hubs_runtime::__private::Stream;
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    NoState,
};
use hubs_conformance::Payload;
use super::handlers::TestClient;
/// What clients may call, in the manner of the functional tests of the official client.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct TestHubConnection(HubConnection);
impl TestHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "89d5180b45b2d453",
        methods: &[
            ("echo", "c6915b6d"),
            ("echoLater", "d74728ce"),
            ("echoPayload", "ad13f65c"),
            ("voidMethod", "f1771f78"),
            ("throw", "6ddb8c82"),
            ("throwInternal", "c7bdcde2"),
            ("panicPlease", "8e8f36b9"),
            ("connectionId", "61715530"),
            ("transport", "2a64c7f6"),
            ("user", "8a0ff2e8"),
            ("add", "1fe0badc"),
            ("broadcast", "6f1c3f32"),
            ("sendToOthers", "6ec641be"),
            ("sendToCaller", "a38300e7"),
            ("sendToUser", "0c7590cb"),
            ("join", "4eaab5d6"),
            ("leave", "37ec5bd2"),
            ("sendToGroup", "090b504c"),
            ("stream", "f7ec52b7"),
            ("emptyStream", "63f324d2"),
            ("count", "9277d146"),
            ("endless", "4cbf7e44"),
            ("streamThrow", "1fa8c88c"),
            ("concat", "3509c884"),
            ("sumOfTwo", "a987e167"),
            ("relay", "d525fdf5"),
            ("double", "a9f3e08a"),
            ("askCaller", "a46b2e1f"),
            ("askClient", "d09c6ab6"),
            ("invite", "409d765a"),
            ("expel", "76f0e739"),
            ("isOnline", "f3433b1d"),
            ("sendToClient", "895d1739"),
            ("abort", "016954b2"),
            ("secret", "83c7efeb"),
        ],
        client: &[
            ("message", "b543673a"),
            ("payload", "b06e725f"),
            ("nothing", "c9821e65"),
            ("getResult", "3f9c4a82"),
        ],
        state: &[],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl TestClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl TestClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&NoState {})
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "message",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        TestClient::message(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "payload",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        TestClient::payload(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "nothing",
                move |()| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        TestClient::nothing(&*called).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "getResult",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { TestClient::get_result(&*called, argument_1).await }
                },
            );
        configure(builder).connect().await.map(TestHubConnection)
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn echo(&self, text: String) -> Result<String, CallError<NoError>> {
        self.0.call("echo", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn echo_later(&self, text: String) -> Result<String, CallError<NoError>> {
        self.0.call("echoLater", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn echo_payload(
        &self,
        payload: Payload,
    ) -> Result<Payload, CallError<NoError>> {
        self.0.call("echoPayload", (payload,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn void_method(&self) -> Result<(), CallError<NoError>> {
        self.0.call("voidMethod", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn throw(&self, text: String) -> Result<(), CallError<NoError>> {
        self.0.call("throw", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn throw_internal(&self) -> Result<(), CallError<NoError>> {
        self.0.call("throwInternal", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn panic_please(&self) -> Result<(), CallError<NoError>> {
        self.0.call("panicPlease", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn connection_id(&self) -> Result<String, CallError<NoError>> {
        self.0.call("connectionId", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn transport(&self) -> Result<String, CallError<NoError>> {
        self.0.call("transport", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn user(&self) -> Result<Option<String>, CallError<NoError>> {
        self.0.call("user", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn add(
        &self,
        left: i32,
        right: Option<i32>,
    ) -> Result<i32, CallError<NoError>> {
        self.0.call("add", (left, right)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn broadcast(&self, text: String) -> Result<(), CallError<NoError>> {
        self.0.call("broadcast", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn send_to_others(&self, text: String) -> Result<(), CallError<NoError>> {
        self.0.call("sendToOthers", (text,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn send_to_caller(
        &self,
        payload: Payload,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("sendToCaller", (payload,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn send_to_user(
        &self,
        user: String,
        text: String,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("sendToUser", (user, text)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn join(&self, group: String) -> Result<(), CallError<NoError>> {
        self.0.call("join", (group,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn leave(&self, group: String) -> Result<(), CallError<NoError>> {
        self.0.call("leave", (group,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn send_to_group(
        &self,
        group: String,
        text: String,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("sendToGroup", (group, text)).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream(
        &self,
    ) -> Result<HubStream<String, NoError>, CallError<NoError>> {
        self.0.call("stream", ()).stream().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn empty_stream(
        &self,
    ) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("emptyStream", ()).stream().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn count(
        &self,
        to: u32,
    ) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("count", (to,)).stream().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn endless(&self) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("endless", ()).stream().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn stream_throw(
        &self,
        text: String,
    ) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("streamThrow", (text,)).stream().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn concat(
        &self,
        parts: impl Stream<Item = String> + Send + 'static,
    ) -> Result<String, CallError<NoError>> {
        self.0.call("concat", ()).upload(parts).invoke().await
    }
    /// A value stands between the streams: of two streams in a row the npm client keeps the second among the values.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn sum_of_two(
        &self,
        left: impl Stream<Item = u32> + Send + 'static,
        start: u32,
        right: impl Stream<Item = u32> + Send + 'static,
    ) -> Result<u32, CallError<NoError>> {
        self.0.call("sumOfTwo", (start,)).upload(left).upload(right).invoke().await
    }
    /// Sends each part back to its caller, as a push: for clients whose uploads have no answer.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn relay(
        &self,
        parts: impl Stream<Item = String> + Send + 'static,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("relay", ()).upload(parts).invoke().await
    }
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn double(
        &self,
        numbers: impl Stream<Item = u32> + Send + 'static,
    ) -> Result<HubStream<u32, NoError>, CallError<NoError>> {
        self.0.call("double", ()).upload(numbers).stream().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_caller(&self, value: u32) -> Result<u32, CallError<NoError>> {
        self.0.call("askCaller", (value,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn ask_client(
        &self,
        connection: String,
        value: u32,
    ) -> Result<u32, CallError<NoError>> {
        self.0.call("askClient", (connection, value)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn invite(
        &self,
        connection: String,
        group: String,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("invite", (connection, group)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn expel(
        &self,
        connection: String,
        group: String,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("expel", (connection, group)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn is_online(&self, user: String) -> Result<bool, CallError<NoError>> {
        self.0.call("isOnline", (user,)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn send_to_client(
        &self,
        connection: String,
        text: String,
    ) -> Result<(), CallError<NoError>> {
        self.0.call("sendToClient", (connection, text)).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn abort(&self) -> Result<(), CallError<NoError>> {
        self.0.call("abort", ()).invoke().await
    }
    /// # Errors
    /// See [`CallError`].
    pub async fn secret(&self) -> Result<String, CallError<NoError>> {
        self.0.call("secret", ()).invoke().await
    }
}
impl std::ops::Deref for TestHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
