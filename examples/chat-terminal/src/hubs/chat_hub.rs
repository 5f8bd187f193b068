// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! The hub `ChatHub`.
use hubs_runtime::__private::Stream;
use hubs_runtime::client::{
    CallError, ConnectError, HubConnection, HubConnectionBuilder, HubStream, NoError,
    StateError,
};
use super::types::{ChatError, ChatState, Message, RoomSummary};
use super::handlers::ChatClient;
/// A chat with rooms.
///
/// What is not here is in [`HubConnection`]: the end, events, the connection's id.
#[derive(Clone, Debug)]
pub struct ChatHubConnection(HubConnection);
impl ChatHubConnection {
    /// What this client was made for, by which the server knows what has changed since.
    const CONTRACT: hubs_runtime::__private::ContractDigests = hubs_runtime::__private::ContractDigests {
        digest: "7fbbb34e17313e4d",
        methods: &[
            ("join", "fcc63c0c"),
            ("leave", "2f51e4d3"),
            ("post", "d3e4d020"),
            ("history", "5ee984fc"),
            ("import", "436631d1"),
            ("clear", "ed827292"),
            ("rooms", "3d9533ce"),
        ],
        client: &[
            ("messagePosted", "3a97b086"),
            ("peopleChanged", "bdda582d"),
            ("historyCleared", "924b325e"),
            ("confirm", "da0ccf11"),
        ],
        state: &[("displayName", "62bdbe73"), ("room", "aa6d26b1")],
    };
    /// Connects to the hub at `url`, as `http://localhost:3000/chat`.
    ///
    /// The caller state starts with its default; another one is given by `connect_with`.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(
        url: impl Into<String>,
        handlers: impl ChatClient,
    ) -> Result<Self, ConnectError> {
        Self::connect_with(url, handlers, |builder| builder).await
    }
    /// Connects as `configure` says: with another protocol, an access token, another first state …
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect_with(
        url: impl Into<String>,
        handlers: impl ChatClient,
        configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
    ) -> Result<Self, ConnectError> {
        let builder = HubConnection::builder(url)
            .state(&ChatState::default())
            .contract(Self::CONTRACT);
        let handlers = std::sync::Arc::new(handlers);
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "messagePosted",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ChatClient::message_posted(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "peopleChanged",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ChatClient::people_changed(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "historyCleared",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move {
                        ChatClient::history_cleared(&*called, argument_1).await;
                    }
                },
            );
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder
            .on(
                "confirm",
                move |(argument_1,)| {
                    let called = std::sync::Arc::clone(&called);
                    async move { ChatClient::confirm(&*called, argument_1).await }
                },
            );
        configure(builder).connect().await.map(ChatHubConnection)
    }
    /// Joins `room`, leaves the room before it, and returns who is there.
    ///
    /// Others see `$state.displayName`; clients that keep no state send a `name`. Who is signed in is seen by the account's
    /// name, whatever these say, and nobody else by that one.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn join(
        &self,
        room: String,
        name: Option<String>,
    ) -> Result<Vec<String>, CallError<ChatError>> {
        self.0.call("join", (room, name)).invoke().await
    }
    /// Leaves the room.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn leave(&self) -> Result<(), CallError<ChatError>> {
        self.0.call("leave", ()).invoke().await
    }
    /// Says `text` to everyone in the room, the caller included, and returns the message.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn post(&self, text: String) -> Result<Message, CallError<ChatError>> {
        self.0.call("post", (text,)).invoke().await
    }
    /// The last messages of the room, oldest first; 200 if `count` is left out.
    ///
    /// # Errors
    /// [`CallError`] if the call cannot be sent; what goes wrong later is an item.
    pub async fn history(
        &self,
        count: Option<u32>,
    ) -> Result<HubStream<Message, ChatError>, CallError<ChatError>> {
        self.0.call("history", (count,)).stream().await
    }
    /// Posts uploaded lines, empty ones aside, and returns how many there were. Of an upload that fails, lines may have been posted.
    ///
    /// The room is told of the last one alone: `id` has a gap then, which `history` fills.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn import(
        &self,
        lines: impl Stream<Item = String> + Send + 'static,
    ) -> Result<u32, CallError<ChatError>> {
        self.0.call("import", ()).upload(lines).invoke().await
    }
    /// Forgets what was said in the room, if the caller confirms; says whether it did. For people who are signed in.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn clear(&self) -> Result<bool, CallError<ChatError>> {
        self.0.call("clear", ()).invoke().await
    }
    /// Every room that has people.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn rooms(&self) -> Result<Vec<RoomSummary>, CallError<NoError>> {
        self.0.call("rooms", ()).invoke().await
    }
    /// The caller state as this end knows it.
    #[must_use]
    pub fn caller_state(&self) -> ChatState {
        self.0.state()
    }
    /// Changes the caller state; the changed fields travel with the next call. Must not use it again inside `update`.
    ///
    /// # Errors
    /// [`StateError`] if it would be too large, or has another value in a field that the server alone sets; nothing is
    /// changed then.
    pub fn update_caller_state<R>(
        &self,
        update: impl FnOnce(&mut ChatState) -> R,
    ) -> Result<R, StateError> {
        self.0.update_state(update)
    }
}
impl std::ops::Deref for ChatHubConnection {
    type Target = HubConnection;
    fn deref(&self) -> &HubConnection {
        &self.0
    }
}
