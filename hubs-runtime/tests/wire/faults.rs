//! Users' code panics wherever it can: each time that is the error of one call, and nothing stays behind.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use hubs_runtime::{
    CallFailure, ConnectedCaller, FilteredCall, HubFilter, HubOptions, HubServer, NextCall,
    NextConnected, Transport,
    prelude::*,
    protocol::{CancelInvocation, Close, Completion, Protocol, StreamItem},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{COMBINATIONS, Client, Event, Server, eventually};

/// Panics in its `Deserialize`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unreadable(u8);

impl<'de> Deserialize<'de> for Unreadable {
    fn deserialize<D: Deserializer<'de>>(_deserializer: D) -> Result<Self, D::Error> {
        panic!("on purpose: Deserialize")
    }
}

/// Panics in its `Serialize`, after the start of a message was written.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Unwritable(u8);

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
        panic!("on purpose: Serialize of {}", self.0)
    }
}

#[derive(Serialize, JsonSchema)]
pub struct HalfWritten {
    first: u8,
    second: Unwritable,
}

fn half_written() -> HalfWritten {
    HalfWritten {
        first: 1,
        second: Unwritable(2),
    }
}

/// Panics in its `Drop`, with something that panics in its own.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Bomb(u8);

impl Drop for Bomb {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            std::panic::panic_any(Self(self.0));
        }
    }
}

#[hub_type]
#[derive(Debug, HubError)]
pub enum Typed {
    Unwritable(Unwritable),
    Unspeakable,
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritable(_) => f.write_str("unwritable"),
            Self::Unspeakable => panic!("on purpose: Display"),
        }
    }
}

impl std::error::Error for Typed {}

fn no_default() -> u32 {
    panic!("on purpose: default")
}

/// A stream that panics when it is polled for the second time.
struct Breaks(u8);

impl Stream for Breaks {
    type Item = u8;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<u8>> {
        self.0 += 1;
        assert!(self.0 < 2, "on purpose: poll");
        Poll::Ready(Some(self.0))
    }
}

pub struct Panics;

impl Policy for Panics {
    async fn allows(_caller: &Caller) -> bool {
        panic!("on purpose: policy")
    }
}

/// Decides in its second poll, so that arguments wait for it.
pub struct Slow;

impl Policy for Slow {
    async fn allows(_caller: &Caller) -> bool {
        tokio::task::yield_now().await;
        true
    }
}

#[client_contract]
pub trait FaultClient {
    async fn told(&self, what: HalfWritten);
    async fn answer(&self) -> Unreadable;
}

/// Counts what the hook calls were.
#[derive(Clone, Default)]
pub struct Hooks {
    connected: Arc<AtomicUsize>,
    disconnected: Arc<AtomicUsize>,
    come: Arc<Notify>,
}

#[hub(client = FaultClient)]
pub struct FaultHub {
    hooks: Hooks,
}

#[hub]
impl FaultHub {
    #[on_connected]
    async fn arrived(&self, cx: &HubContext<Self>) {
        cx.item(|| Bomb(1));
        self.hooks.connected.fetch_add(1, Ordering::SeqCst);
    }

    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        self.hooks.disconnected.fetch_add(1, Ordering::SeqCst);
    }

    pub fn echo(&self, text: String) -> String {
        text
    }

    pub fn read_argument(&self, _value: Unreadable) {}

    #[authorize(Slow)]
    pub fn read_argument_late(&self, _value: Unreadable) {}

    pub fn default_argument(&self, #[hub(default = no_default())] _value: u32) {}

    pub async fn read_item(&self, mut items: Upload<Unreadable>) -> Result<u32, HubError> {
        let mut count = 0;
        while let Some(item) = items.next().await {
            item?;
            count += 1;
        }
        Ok(count)
    }

    /// Drops its items unread, when they have come.
    pub async fn leave_items(&self, items: Upload<Bomb>) -> u32 {
        self.hooks.come.notified().await;
        drop(items);
        1
    }

    pub fn items_have_come(&self) {
        self.hooks.come.notify_one();
    }

    pub async fn read_answer(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let answer = cx.clients().caller().answer().await;
        answer
            .map(|_| ())
            .map_err(|error| HubError::new(error.to_string()))
    }

    pub fn write_result(&self) -> HalfWritten {
        half_written()
    }

    pub fn write_item(&self) -> impl Stream<Item = HalfWritten> {
        futures_util::stream::iter([half_written()])
    }

    pub async fn write_push(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        cx.clients().all().told(half_written()).await?;
        Ok(())
    }

    pub fn write_error(&self) -> Result<(), Typed> {
        Err(Typed::Unwritable(Unwritable(1)))
    }

    pub fn show_error(&self) -> Result<(), Typed> {
        Err(Typed::Unspeakable)
    }

    pub fn poll_stream(&self) -> impl Stream<Item = u8> {
        Breaks(0)
    }

    pub fn method(&self) {
        panic!("on purpose: method")
    }

    pub async fn method_later(&self) {
        tokio::task::yield_now().await;
        panic!("on purpose: method, later")
    }

    #[authorize(Panics)]
    pub fn policy(&self) {}

    pub fn drop_argument(&self, value: Bomb) -> u8 {
        value.0
    }

    pub fn drop_result(&self) -> Bomb {
        Bomb(7)
    }

    #[hub(cancel)]
    pub async fn drop_when_cancelled(&self) {
        let _bomb = Bomb(1);
        std::future::pending::<()>().await;
    }

    pub fn drop_when_left(&self) -> impl Stream<Item = u8> {
        let bomb = Bomb(1);
        futures_util::stream::pending().map(move |item: u8| item + bomb.0)
    }

    pub async fn filtered(&self) {}
}

/// Panics for one method, and lets all others pass.
pub struct PanickyFilter;

impl HubFilter for PanickyFilter {
    async fn invoke(&self, call: &FilteredCall, next: NextCall<'_>) -> Result<(), CallFailure> {
        assert!(call.method().name != "filtered", "on purpose: filter");
        next.run().await
    }

    async fn connected(
        &self,
        _caller: &ConnectedCaller,
        next: NextConnected<'_>,
    ) -> Result<(), CallFailure> {
        next.run().await
    }
}

#[hub]
pub struct RefusingHub;

#[hub]
impl RefusingHub {
    #[on_connected]
    async fn arrived(&self) {
        panic!("on purpose: connected")
    }
}

#[derive(Default)]
#[hub]
pub struct LeavingHub {
    hooks: Hooks,
}

#[hub]
impl LeavingHub {
    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, _reason: DisconnectReason) {
        self.hooks.disconnected.fetch_add(1, Ordering::SeqCst);
        panic!("on purpose: disconnected")
    }
}

/// Panics when its answer is masked, as every fault is.
fn assert_failed(event: &Event, what: &str) {
    let Event::Failed { error, .. } = event else {
        panic!("{what}: {event:?}");
    };
    let masked = "An unexpected error occurred invoking '";
    assert!(
        error.starts_with(masked) && !error.contains("on purpose"),
        "{what}: {error}"
    );
}

async fn plain_faults(client: &mut Client, filtered: bool) {
    let nothing: [Value; 0] = [];
    let mut faults = vec![
        ("readArgument", json!([1])),
        ("readArgumentLate", json!([1])),
        ("defaultArgument", json!([])),
        ("writeResult", json!([])),
        ("writePush", json!([])),
        ("writeError", json!([])),
        ("showError", json!([])),
        ("method", json!([])),
        ("methodLater", json!([])),
        ("policy", json!([])),
        ("dropArgument", json!([1])),
    ];
    if filtered {
        faults.push(("filtered", json!([])));
    }
    for (target, arguments) in faults {
        let ended = client.ask(target, &arguments).await;
        assert_failed(&ended, target);
        lives(client).await;
    }
    // Its answer is on its way when it is dropped.
    let ended = client.ask("dropResult", &nothing).await;
    assert!(matches!(ended, Event::Result { .. }), "{ended:?}");
    lives(client).await;
}

/// The next call is answered, so what was queued before it was whole.
async fn lives(client: &mut Client) {
    let echoed = client.ask("echo", &["still here"]).await;
    let Event::Result { result, .. } = echoed else {
        panic!("{echoed:?}");
    };
    assert_eq!(result, "still here");
}

async fn stream_faults(client: &mut Client) {
    let nothing: [Value; 0] = [];
    for target in ["writeItem", "pollStream"] {
        let id = client.stream(target, &nothing).await;
        let ended = client.answer(&id).await;
        assert!(matches!(ended, Event::Failed { .. }), "{target}: {ended:?}");
        lives(client).await;
    }
    let id = client.invoke("dropWhenCancelled", &nothing).await;
    client
        .write(|protocol, buffer| {
            CancelInvocation::new(&id).encode(protocol, buffer);
            Ok(())
        })
        .await;
    assert!(matches!(client.answer(&id).await, Event::Failed { .. }));
    lives(client).await;
    client.stream("dropWhenLeft", &nothing).await;
}

async fn upload_faults(client: &mut Client) {
    let id = client.invoke_with_streams("readItem", &["u1"]).await;
    let item = |protocol, buffer: &mut Vec<u8>, stream: &str| {
        StreamItem::new(stream, 1).encode(protocol, buffer)
    };
    client
        .write(|protocol, buffer| item(protocol, buffer, "u1"))
        .await;
    let ended = client.answer(&id).await;
    let Event::Failed { error, .. } = &ended else {
        panic!("{ended:?}");
    };
    assert!(error.ends_with("Its `Deserialize` panicked."), "{error}");
    lives(client).await;

    let id = client.invoke_with_streams("leaveItems", &["u2"]).await;
    for _ in 0..5 {
        client
            .write(|protocol, buffer| item(protocol, buffer, "u2"))
            .await;
    }
    let nothing: [Value; 0] = [];
    client.invoke("itemsHaveCome", &nothing).await;
    // The items are dropped inside the method.
    assert_failed(&client.answer(&id).await, "leaveItems");
    lives(client).await;
}

async fn answer_faults(client: &mut Client) {
    let nothing: [Value; 0] = [];
    let id = client.invoke("readAnswer", &nothing).await;
    let asked = loop {
        if let Some(Event::Call { id: Some(id), .. }) = client.next().await {
            break id;
        }
    };
    client
        .write(|protocol, buffer| Completion::result(&asked, 1).encode(protocol, buffer))
        .await;
    let ended = client.answer(&id).await;
    let Event::Failed { error, .. } = &ended else {
        panic!("{ended:?}");
    };
    assert!(error.contains("its `Deserialize` panicked"), "{error}");
    lives(client).await;
}

/// Nobody is connected, nothing is queued, and no task serves anyone.
async fn nothing_stays(server: &Server, tasks: usize, hooks: &Hooks) {
    let handle = server.hubs.handle::<FaultHub>();
    eventually("no connection is left", || handle.connection_count() == 0).await;
    eventually("no task is left", || server.tasks() == tasks).await;
    let (connected, disconnected) = (&hooks.connected, &hooks.disconnected);
    assert_eq!(
        connected.load(Ordering::SeqCst),
        disconnected.load(Ordering::SeqCst),
        "each connected hook has one disconnected hook"
    );
}

/// A client that is gone is given up soon, but not one that polls while the machine is busy.
fn soon(options: &mut HubOptions) {
    options.disconnect_timeout = std::time::Duration::from_secs(3);
}

async fn run(transport: Transport, protocol: Protocol, filtered: bool) {
    let hooks = Hooks::default();
    let hub = FaultHub {
        hooks: hooks.clone(),
    };
    let mut builder = HubServer::builder().hub("/faults", hub).configure(soon);
    if filtered {
        builder = builder.filter(PanickyFilter);
    }
    let server = Server::start(builder.build().expect("it builds"));
    eventually("the server accepts", || server.tasks() == 1).await;
    for round in 0..2 {
        let mut client = Client::connect(&server, "/faults", transport, protocol).await;
        plain_faults(&mut client, filtered).await;
        stream_faults(&mut client).await;
        upload_faults(&mut client).await;
        answer_faults(&mut client).await;
        if round == 0 {
            client
                .write(|protocol, buffer| {
                    Close::new(None, false).encode(protocol, buffer);
                    Ok(())
                })
                .await;
            while client.next().await.is_some() {}
        }
        drop(client);
        nothing_stays(&server, 1, &hooks).await;
    }
    assert_eq!(hooks.connected.load(Ordering::SeqCst), 2);
}

/// All at once: each waits long until its server has forgotten the ids of connections that ended.
async fn run_all(filtered: bool) {
    let each = COMBINATIONS.map(|(transport, protocol)| run(transport, protocol, filtered));
    futures_util::future::join_all(each).await;
}

#[tokio::test]
async fn a_panic_is_the_error_of_one_call() {
    run_all(false).await;
}

#[tokio::test]
async fn a_panic_is_the_error_of_one_call_behind_filters() {
    run_all(true).await;
}

#[tokio::test]
async fn hooks_that_panic_end_their_connection_alone() {
    futures_util::future::join_all(COMBINATIONS.map(panicking_hooks)).await;
}

async fn panicking_hooks((transport, protocol): (Transport, Protocol)) {
    let leaving = LeavingHub::default();
    let hooks = leaving.hooks.clone();
    let hubs = HubServer::builder()
        .hub("/refusing", RefusingHub)
        .hub("/leaving", leaving)
        .configure(soon)
        .build()
        .expect("it builds");
    let server = Server::start(hubs);
    let mut refused = Client::connect(&server, "/refusing", transport, protocol).await;
    let close = Event::Close {
        error: Some("Connection closed with an error.".to_owned()),
        allow_reconnect: false,
    };
    assert_eq!(refused.next().await, Some(close));
    assert_eq!(refused.next().await, None);
    let client = Client::connect(&server, "/leaving", transport, protocol).await;
    drop((client, refused));
    let handle = server.hubs.handle::<LeavingHub>();
    let left = || hooks.disconnected.load(Ordering::SeqCst) == 1;
    eventually("the hook ran", left).await;
    eventually("nobody is left", || handle.connection_count() == 0).await;
    eventually("no task is left", || server.tasks() == 1).await;
}
