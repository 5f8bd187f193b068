//! Hubs under test without a socket: `hubs_runtime::testing`.
#![allow(missing_docs)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use hubs_runtime::{
    ClientCallError,
    prelude::*,
    protocol::Protocol,
    testing::{ConnectError, TestClient, TestError},
};

#[client_contract]
pub trait RoomClient {
    async fn message_posted(&self, author: String, text: String);
    async fn confirm(&self, question: String) -> bool;
}

#[caller_state]
pub struct RoomState {
    pub name: String,
    pub visits: u32,
    #[state(server)]
    pub rooms: Vec<String>,
}

fn ann_after(visits: u32) -> RoomState {
    RoomState {
        name: "Ann".to_owned(),
        visits,
        rooms: Vec::new(),
    }
}

#[hub_type]
#[derive(Debug, PartialEq, thiserror::Error, HubError)]
pub enum RoomError {
    #[error("room {name} is full")]
    Full { name: String },
}

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

#[derive(Default)]
#[hub(client = RoomClient, state = RoomState)]
pub struct RoomHub {
    log: Log,
}

#[hub]
impl RoomHub {
    pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<u32, HubError> {
        cx.groups().add(&room).await?;
        cx.state().update(|state| {
            state.visits += 1;
            state.rooms.push(room.clone());
        });
        let author = cx.user_id().map(ToString::to_string).unwrap_or_default();
        cx.clients()
            .others_in_group(&room)
            .message_posted(author, "joined".to_owned())
            .await?;
        Ok(cx.state().get().visits)
    }

    pub async fn enter_full(&self, name: String) -> Result<(), RoomError> {
        Err(RoomError::Full { name })
    }

    pub fn count_from(&self, numbers: Upload<u32>, start: u32) -> impl Stream<Item = u32> {
        numbers.map(move |number| start + number.unwrap_or_default())
    }

    pub fn forever(&self, cx: &HubContext<Self>) -> impl Stream<Item = u32> {
        let (cx, log) = (cx.clone(), self.log.clone());
        tokio::spawn(async move {
            cx.cancelled().await;
            log.add("stream cancelled".to_owned());
        });
        futures_util::stream::iter([1]).chain(futures_util::stream::pending())
    }

    pub async fn leave(&self, cx: &HubContext<Self>) -> Result<bool, HubError> {
        let answer = cx.clients().caller().confirm("really?".to_owned()).await;
        answer.map_err(|error| HubError::new(error.to_string()))
    }

    pub async fn never(&self, cx: &HubContext<Self>) {
        self.log.add("never began".to_owned());
        cx.cancelled().await;
        self.log.add("never was cancelled".to_owned());
    }

    #[authorize(SignedIn)]
    pub fn secret(&self) -> u64 {
        u64::MAX
    }

    #[on_connected]
    async fn welcome(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        if cx.request().query_value("refuse").is_some() {
            return Err(HubError::new("not today"));
        }
        let name = cx.state().get().name.clone();
        self.log
            .add(format!("{name} came, reconnect: {}", cx.is_reconnect()));
        Ok(())
    }

    #[on_disconnected]
    async fn goodbye(&self, _cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        self.log.add(reason.to_string());
    }
}

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

#[derive(Default)]
#[hub]
#[authorize(SignedIn)]
pub struct ClosedHub;

#[hub]
impl ClosedHub {
    pub fn nothing(&self) {}
}

fn server() -> (HubServer, Log) {
    let log = Log::default();
    let room = RoomHub { log: log.clone() };
    let builder = HubServer::builder()
        .hub("/room", room)
        .hub("/closed", ClosedHub);
    (builder.build().unwrap(), log)
}

type Room = TestClient<RoomHub>;

#[tokio::test(start_paused = true)]
async fn clients_meet_in_both_protocols() {
    let (server, _) = server();
    let ann = Room::connect_as(&server, "ann").await.unwrap();
    let bob = Room::builder(&server)
        .user("bob")
        .protocol(Protocol::MessagePack);
    let bob = bob.connect().await.unwrap();
    assert_eq!(ann.invoke::<u32>("join", ("lobby",)).await.unwrap(), 1);
    let visits = bob.as_caller(async |hub, cx| hub.join(cx, "lobby".to_owned()).await);
    assert_eq!(visits.await.unwrap(), 1);
    let (author, text): (String, String) = ann.next("message_posted").await.unwrap();
    assert_eq!((author.as_str(), text.as_str()), ("bob", "joined"));
    let nothing = bob.try_next::<(String, String)>("messagePosted").await;
    assert_eq!(nothing.unwrap(), None);
    assert_eq!(bob.invoke::<u64>("secret", ()).await.unwrap(), u64::MAX);
}

#[tokio::test(start_paused = true)]
async fn streams_and_uploads_flow_and_are_cancelled() {
    let (server, log) = server();
    let ann = Room::connect(&server).await.unwrap();
    let call = ann.call("countFrom", (100,)).upload(0..50);
    let items: Vec<u32> = call.stream().collect_all().await.unwrap();
    assert_eq!(items, (100..150).collect::<Vec<_>>());
    let mut forever = ann.call("forever", ()).stream::<u32>();
    assert_eq!(forever.next().await.unwrap().unwrap(), 1);
    drop(forever);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(log.lines().pop().unwrap(), "stream cancelled");
}

#[tokio::test(start_paused = true)]
async fn errors_are_typed_for_clients_with_state() {
    let (server, _) = server();
    let state = ann_after(7);
    let ann = Room::builder(&server)
        .state(&state)
        .connect()
        .await
        .unwrap();
    let error = ann.invoke::<()>("enterFull", ("lobby",)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "An unexpected error occurred invoking 'enterFull' on the server. HubException: room lobby is full"
    );
    let full = RoomError::Full {
        name: "lobby".to_owned(),
    };
    assert_eq!(error.value::<RoomError>(), Some(full));
    let unauthorized = ann.invoke::<u64>("secret", ()).await.unwrap_err();
    assert!(
        unauthorized
            .to_string()
            .ends_with("because user is unauthorized")
    );
}

#[tokio::test(start_paused = true)]
async fn state_travels_both_ways() {
    let (server, log) = server();
    let state = RoomState {
        rooms: vec!["not sent".to_owned()],
        ..ann_after(7)
    };
    let ann = Room::builder(&server).state(&state).reconnecting();
    let ann = ann.connect().await.unwrap();
    assert_eq!(log.lines(), ["Ann came, reconnect: true"]);
    assert_eq!(ann.invoke::<u32>("join", ("lobby",)).await.unwrap(), 8);
    assert_eq!(ann.state().visits, 8);
    ann.update_state(|state| state.visits = 20).await.unwrap();
    assert_eq!(ann.invoke::<u32>("join", ("lobby",)).await.unwrap(), 21);
    assert_eq!(ann.state().name, "Ann");
    let cheat = ann.update_state(|state| state.rooms.clear()).await;
    let cheat = cheat.expect_err("the server alone sets it").to_string();
    assert!(
        cheat.contains("field `rooms` cannot be set: the server alone sets it"),
        "{cheat}"
    );
    assert_eq!(ann.state().rooms, ["lobby", "lobby"]);
}

#[tokio::test(start_paused = true)]
async fn calls_of_the_server_are_answered() {
    let (server, _) = server();
    let ann = Room::connect(&server).await.unwrap();
    let unanswered = ann.invoke::<bool>("leave", ()).await.unwrap_err();
    assert!(
        unanswered
            .to_string()
            .ends_with("Client didn't provide a result.")
    );
    ann.answer("confirm", |(question,): (String,)| question == "really?");
    assert!(ann.invoke::<bool>("leave", ()).await.unwrap());
    ann.try_answer("confirm", |(_,): (String,)| {
        Err::<bool, _>("busy".to_owned())
    });
    let refused = ann.invoke::<bool>("leave", ()).await.unwrap_err();
    assert!(refused.to_string().ends_with("HubException: busy"));
}

#[tokio::test(start_paused = true)]
async fn refusals_are_errors_of_connect() {
    let (server, log) = server();
    let closed = TestClient::<ClosedHub>::connect(&server).await;
    assert!(matches!(
        closed.unwrap_err(),
        ConnectError::Refused { status: 401, .. }
    ));
    TestClient::<ClosedHub>::connect_as(&server, "ann")
        .await
        .unwrap();
    let refused = Room::builder(&server).query("refuse", "1").connect().await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "the connection was closed: Connection closed with an error. HubException: not today"
    );
    assert_eq!(log.lines(), Vec::<String>::new());
    let other = HubServer::builder()
        .hub("/closed", ClosedHub)
        .build()
        .unwrap();
    assert_eq!(
        Room::connect(&other).await.unwrap_err().to_string(),
        "hub `RoomHub` is not mounted on this server"
    );
}

#[tokio::test(start_paused = true)]
async fn the_hub_knows_how_clients_leave() {
    let (server, log) = server();
    Room::connect(&server).await.unwrap().close().await.unwrap();
    assert_eq!(log.lines().pop().unwrap(), "the client stopped");
    Room::connect(&server).await.unwrap().lose().await.unwrap();
    assert_eq!(log.lines().pop().unwrap(), "the transport broke");
    drop(Room::connect(&server).await.unwrap());
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(log.lines().pop().unwrap(), "the transport broke");
    assert_eq!(log.lines().len(), 6);
    let ann = Room::connect(&server).await.unwrap();
    assert_eq!(server.shutdown(Duration::from_secs(1)).await, 0);
    let closed = ann.closed().await.unwrap();
    assert!(closed.allow_reconnect && closed.error.is_none());
    let late = Room::connect(&server).await.unwrap_err();
    assert!(matches!(late, ConnectError::Refused { status: 503, .. }));
}

#[tokio::test(start_paused = true)]
async fn a_call_learns_that_its_client_left() {
    let (server, log) = server();
    let ann = Room::connect(&server).await.unwrap();
    ann.send("never", ()).await.unwrap();
    let began = || log.lines().contains(&"never began".to_owned());
    while !began() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    ann.lose().await.unwrap();
    let lines = log.lines();
    assert_eq!(
        lines[1..],
        ["never began", "never was cancelled", "the transport broke"]
    );
}

#[tokio::test(start_paused = true)]
async fn waits_in_vain_fail_and_say_what_came_instead() {
    let (server, log) = server();
    let (ann, bob) = (
        Room::connect(&server).await.unwrap(),
        Room::connect(&server).await.unwrap(),
    );
    ann.invoke::<u32>("join", ("lobby",)).await.unwrap();
    let error = ann
        .next::<(String, String)>("messagePosted")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no call of `messagePosted` came within 60s; no other call waits"
    );
    let error = bob.invoke::<()>("never", ()).await.unwrap_err();
    assert!(matches!(error, TestError::TimedOut { .. }));
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(log.lines()[2..], ["never began", "never was cancelled"]);
    bob.invoke::<u32>("join", ("lobby",)).await.unwrap();
    let error = ann.next::<(u32,)>("messagePosted").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the call of `messagePosted` is of another type: argument 0: invalid type: string \"\", expected u32"
    );
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the clients of hub `RoomHub` have no method `messagePosed`")]
async fn a_misspelled_client_method_is_named() {
    let (server, _) = server();
    let ann = Room::connect(&server).await.unwrap();
    let _ = ann.next::<(String, String)>("messagePosed").await;
}

/// Changes the state in its connected hook and speaks to its group in the other.
#[derive(Default)]
#[hub(client = RoomClient, state = RoomState)]
pub struct LobbyHub {
    log: Log,
}

#[hub]
impl LobbyHub {
    #[on_connected]
    async fn arrived(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        cx.groups().add("lobby").await?;
        cx.state().update(|state| state.visits += 1);
        Ok(())
    }

    #[on_disconnected]
    async fn left(&self, cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        let told = cx
            .clients()
            .group("lobby")
            .message_posted(String::new(), "left".to_owned());
        self.log.add(format!("{:?}", told.await.is_ok()));
    }
}

#[tokio::test]
async fn what_the_connected_hook_changes_is_in_the_state() {
    let server = HubServer::builder()
        .hub("/lobby", LobbyHub::default())
        .build()
        .unwrap();
    for _ in 0..50 {
        let client = TestClient::<LobbyHub>::builder(&server).state(&ann_after(6));
        let client = client.connect().await.unwrap();
        let state = async {
            loop {
                let state = client.state();
                if state.visits == 7 {
                    return state;
                }
                tokio::task::yield_now().await;
            }
        };
        let state = tokio::time::timeout(Duration::from_secs(10), state).await;
        assert_eq!(state.expect("it comes").name, "Ann");
        tokio::task::yield_now().await;
        assert_eq!(client.state().visits, 7, "and stays");
    }
}

#[tokio::test]
async fn who_has_left_receives_nothing_and_nothing_is_lost() {
    let hub = LobbyHub::default();
    let log = hub.log.clone();
    let server = HubServer::builder().hub("/lobby", hub).build().unwrap();
    let (ann, bob) = (
        TestClient::<LobbyHub>::connect(&server).await.unwrap(),
        TestClient::<LobbyHub>::connect(&server).await.unwrap(),
    );
    let dropped = dropped_messages(async {
        ann.close().await.unwrap();
    });
    assert_eq!(dropped.await, 0, "the one who left is no receiver");
    let (_, text): (String, String) = bob.next("messagePosted").await.unwrap();
    assert_eq!(text, "left");
    assert_eq!(log.lines(), ["true"]);
}

/// How many messages are counted as dropped meanwhile, on this thread.
async fn dropped_messages(run: impl Future<Output = ()>) -> u64 {
    let counted = Counted::default();
    let recorder = counted.clone();
    let guard = metrics::set_default_local_recorder(&recorder);
    run.await;
    drop(guard);
    counted.0.load(std::sync::atomic::Ordering::SeqCst)
}

/// Counts dropped messages and nothing else.
#[derive(Clone, Default)]
struct Counted(Arc<std::sync::atomic::AtomicU64>);

impl metrics::Recorder for Counted {
    fn describe_counter(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }
    fn describe_gauge(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }
    fn describe_histogram(
        &self,
        _: metrics::KeyName,
        _: Option<metrics::Unit>,
        _: metrics::SharedString,
    ) {
    }

    fn register_counter(&self, key: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Counter {
        if key.name() == "hubs.server.dropped_messages" {
            metrics::Counter::from_arc(self.0.clone())
        } else {
            metrics::Counter::noop()
        }
    }

    fn register_gauge(&self, _: &metrics::Key, _: &metrics::Metadata<'_>) -> metrics::Gauge {
        metrics::Gauge::noop()
    }

    fn register_histogram(
        &self,
        _: &metrics::Key,
        _: &metrics::Metadata<'_>,
    ) -> metrics::Histogram {
        metrics::Histogram::noop()
    }
}

#[tokio::test]
async fn a_client_can_stay_silent() {
    let (hubs, _) = server();
    let client = TestClient::<RoomHub>::connect(&hubs).await.unwrap();
    client.stay_silent("confirm");
    let one = hubs
        .handle::<RoomHub>()
        .clients()
        .client(client.connection_id());
    let asked = tokio::time::timeout(Duration::from_millis(100), one.confirm("there?".to_owned()));
    asked.await.expect_err("nothing is answered");
    client.answer("confirm", |(_,): (String,)| true);
    assert!(one.confirm("and now?".to_owned()).await.unwrap());
}

#[client_contract]
pub trait PatientClient {
    #[client(timeout = "2s")]
    async fn hurry(&self) -> bool;
    async fn take_your_time(&self) -> bool;
}

#[hub(client = PatientClient)]
pub struct PatientHub;

#[hub]
impl PatientHub {}

#[tokio::test(start_paused = true)]
async fn a_client_method_may_have_a_timeout_of_its_own() {
    let hubs = HubServer::builder()
        .hub("/patient", PatientHub)
        .configure(|options| options.client_call_timeout = Duration::from_secs(10))
        .build()
        .unwrap();
    let client = TestClient::<PatientHub>::connect(&hubs).await.unwrap();
    client.stay_silent("hurry");
    client.stay_silent("takeYourTime");
    let handle = hubs.handle::<PatientHub>();
    let one = handle.clients().client(client.connection_id());
    let asked = tokio::time::Instant::now();
    let (own, servers) = tokio::join!(
        async { (one.hurry().await, asked.elapsed().as_secs()) },
        async { (one.take_your_time().await, asked.elapsed().as_secs()) }
    );
    for ((answer, seconds), limit) in [(own, 2), (servers, 10)] {
        let error = answer.unwrap_err();
        assert!(matches!(error, ClientCallError::TimedOut { .. }), "{error}");
        assert_eq!(seconds, limit);
    }
}
