//! Calls that a client could not handle, told to who asks.

#![allow(missing_docs)]

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use hubs_runtime::{
    HubServerBuilder,
    client::{HubConnection, Transport},
    prelude::*,
    testing::Nacks,
};
use parking_lot::Mutex;
use tokio::net::TcpListener;

#[client_contract]
pub trait BellClient {
    async fn rang(&self, times: u32);
    async fn silent(&self);
}

#[caller_state]
pub struct BellState {
    pub name: String,
}

#[hub(client = BellClient, state = BellState)]
pub struct BellHub;

#[hub]
impl BellHub {
    pub async fn ring(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        cx.clients().caller().rang(3).await?;
        cx.clients().caller().silent().await?;
        Ok(())
    }
}

/// Serves the hub, and calls `ring` with a client that has a handler for texts alone.
async fn ring(configure: impl FnOnce(HubServerBuilder) -> HubServerBuilder) {
    let builder = HubServer::builder().hub("/bell", BellHub);
    let hubs = configure(builder).build().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, hubs.router()).await });
    let client = HubConnection::builder(format!("http://{address}/bell"))
        .transports([Transport::WebSockets])
        .state(&serde_json::json!({ "name": "Ann" }))
        .on("rang", |(_,): (String,)| async {})
        .connect()
        .await
        .unwrap();
    client.invoke::<()>("ring", ()).await.unwrap();
    client.invoke::<()>("ring", ()).await.unwrap();
    client.close().await;
    serving.abort();
}

async fn reported(nacks: &Nacks, count: usize) -> Vec<hubs_runtime::Nack> {
    let mut all = Vec::new();
    for _ in 0..500 {
        all.extend(nacks.take());
        if all.len() >= count {
            return all;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("only {all:?} came");
}

#[tokio::test]
async fn what_a_client_cannot_handle_is_told_with_its_target_and_its_cause() {
    let nacks = Nacks::new();
    ring(|builder| builder.on_nack(nacks.listener())).await;
    let all = reported(&nacks, 4).await;
    let mut texts: Vec<String> = all.iter().map(ToString::to_string).collect();
    texts.sort();
    texts.dedup();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[0].starts_with("a client of hub `BellHub` could not handle `rang`: "));
    assert!(texts[1].starts_with("a client of hub `BellHub` could not handle `silent`: "));
    assert!(
        all.iter()
            .all(|nack| nack.user.is_none() && !nack.connection.as_ref().is_empty())
    );
}

#[tokio::test]
async fn a_test_with_a_nack_that_nobody_takes_fails() {
    let nacks = Nacks::new();
    let seen = Arc::new(Mutex::new(0));
    let count = seen.clone();
    let listener = nacks.listener();
    ring(|builder| {
        // One that panics ends neither the connection nor the others.
        let builder = builder.on_nack(|_| panic!("a listener's own fault"));
        builder
            .on_nack(listener)
            .on_nack(move |_| *count.lock() += 1)
    })
    .await;
    for _ in 0..500 {
        if *seen.lock() == 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let dropped = std::panic::catch_unwind(AssertUnwindSafe(|| drop(nacks)));
    let text = *dropped.unwrap_err().downcast::<String>().unwrap();
    assert!(
        text.starts_with("clients could not handle calls of the server:\n- "),
        "{text}"
    );
    assert_eq!(text.matches("`rang`").count(), 2, "{text}");
}

#[tokio::test]
async fn a_test_without_passes() {
    let nacks = Nacks::new();
    drop(nacks);
}
