//! Code of users that panics, and values that do not survive the wire: one call, one handler or one connection ends by them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use futures_util::stream;
use hubs_runtime::client::{CallError, CloseReason, HubConnection, ReconnectPolicy};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::support::{COMBINATIONS, Server, eventually};

/// Waits for the end, which must come.
async fn ended(hub: &HubConnection) -> CloseReason {
    let ended = tokio::time::timeout(Duration::from_secs(5), hub.closed()).await;
    ended.expect("it ends")
}

#[tokio::test]
async fn a_policy_that_panics_gives_up() {
    let server = Server::start();
    let policy = ReconnectPolicy::custom(|_, _| panic!("on purpose"));
    let builder = HubConnection::builder(server.url()).reconnect(policy);
    let hub = builder.connect().await.expect("it connects");
    server.kill();
    let reason = ended(&hub).await;
    assert!(matches!(reason, CloseReason::Lost(_)), "{reason}");
    let error = hub.invoke::<()>("nothing", ()).await.unwrap_err();
    assert!(matches!(error, CallError::Disconnected { .. }), "{error}");
    hub.close().await;
}

#[tokio::test]
async fn a_provider_of_tokens_that_panics_fails() {
    let server = Server::start();
    for panics_at_once in [true, false] {
        let error = HubConnection::builder(server.url())
            .access_token(move || {
                assert!(!panics_at_once, "on purpose");
                async { panic!("on purpose") as Result<String, std::io::Error> }
            })
            .connect()
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "no access token: its provider panicked");
    }
}

/// A state whose reading panics for some of what the server may set.
#[derive(Default, Serialize, Deserialize)]
struct Fragile {
    name: String,
    #[serde(deserialize_with = "no_more_than_one")]
    visits: u32,
}

fn no_more_than_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let visits = u32::deserialize(deserializer)?;
    assert!(visits <= 1, "on purpose");
    Ok(visits)
}

#[tokio::test]
async fn a_state_whose_reading_panics_stays_as_it_was() {
    let server = Server::start();
    for way in COMBINATIONS {
        let hub = server.by(way).state(&Fragile::default()).connect().await;
        let hub = hub.expect("it connects");
        for _ in 0..3 {
            let visit = hub.invoke::<()>("visit", ());
            let visit = tokio::time::timeout(Duration::from_secs(5), visit).await;
            visit.expect("it does not hang").expect("an answer");
        }
        assert_eq!(hub.state::<Fragile>().visits, 1, "{way:?}");
    }
}

/// A result that cannot be written.
struct Bomb;

impl Serialize for Bomb {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("on purpose")
    }
}

#[tokio::test]
async fn a_result_whose_writing_panics_fails_its_call_alone() {
    let server = Server::start();
    for way in COMBINATIONS {
        let told = Arc::new(AtomicU32::new(0));
        let counted = told.clone();
        let hub = server
            .by(way)
            .on("ask", |(_,): (String,)| async { Ok::<_, String>(Bomb) })
            .on("told", move |(_, _): (u32, String)| {
                counted.fetch_add(1, Ordering::SeqCst);
                async {}
            })
            .connect()
            .await
            .expect("it connects");
        let ask = hub.invoke::<u32>("askBack", ("why",));
        let error = tokio::time::timeout(Duration::from_secs(5), ask).await;
        let error = error.expect("the server gets an answer").unwrap_err();
        assert!(matches!(error, CallError::Server { .. }), "{error}");
        let _: () = hub.invoke("tell", (3,)).await.expect("an answer");
        eventually("handlers go on", || told.load(Ordering::SeqCst) == 3).await;
    }
}

/// Tells when it is dropped.
struct Dropped(Arc<AtomicBool>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn an_upload_that_nobody_waits_for_ends_with_its_connection() {
    let server = Server::start();
    let policy = ReconnectPolicy::custom(|_, _| Some(Duration::from_secs(60)));
    let builder = HubConnection::builder(server.url()).reconnect(policy);
    let hub = builder.connect().await.expect("it connects");
    let dropped = Arc::new(AtomicBool::new(false));
    let kept = Dropped(dropped.clone());
    let items = stream::poll_fn(move |_| {
        let _ = &kept;
        std::task::Poll::<Option<u32>>::Pending
    });
    let sent = hub.call("sum", (1,)).upload(items).send::<()>().await;
    sent.expect("it is queued");
    let _: () = hub.invoke("nothing", ()).await.expect("an answer");
    assert!(!dropped.load(Ordering::SeqCst));
    server.kill();
    eventually("the stream is dropped", || dropped.load(Ordering::SeqCst)).await;
}

#[test]
fn a_connection_whose_runtime_is_gone_is_closed() {
    let server = Server::start();
    let own = || tokio::runtime::Runtime::new().expect("a runtime");
    let first = own();
    let hub = first.block_on(HubConnection::connect(server.url()));
    let hub = hub.expect("it connects");
    drop(first);
    own().block_on(async {
        let reason = ended(&hub).await.to_string();
        assert!(
            reason.contains("its task ended with the runtime"),
            "{reason}"
        );
        let call = hub.invoke::<()>("nothing", ());
        let call = tokio::time::timeout(Duration::from_secs(5), call).await;
        call.expect("it does not hang").unwrap_err();
    });
}
