//! A hub on several servers, and clients of each.

use std::time::Duration;

use hubs_runtime::{
    HubHandle, RedisBackplane, RedisBackplaneBuilder, prelude::*, protocol::Protocol,
    testing::TestClient,
};

use super::server::Redis;

#[client_contract]
pub trait NoteClient {
    async fn note(&self, text: String);
    #[client(timeout = "3s")]
    async fn ask(&self, question: String) -> String;
}

#[hub(client = NoteClient)]
pub struct NoteHub;

#[hub]
impl NoteHub {
    pub async fn join(&self, cx: &HubContext<Self>, group: String) -> Result<(), HubError> {
        cx.groups().add(&group).await?;
        Ok(())
    }

    pub async fn leave(&self, cx: &HubContext<Self>, group: String) -> Result<(), HubError> {
        cx.groups().remove(&group).await?;
        Ok(())
    }

    pub async fn tell_others(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().others().note(text).await?;
        Ok(())
    }

    pub async fn ask_one(
        &self,
        cx: &HubContext<Self>,
        connection: String,
        question: String,
    ) -> Result<String, HubError> {
        Ok(cx.clients().client(connection).ask(question).await?)
    }
}

/// One of several servers.
pub(super) struct Server {
    pub(super) hubs: HubServer,
    pub(super) handle: HubHandle<NoteHub>,
    pub(super) backplane: RedisBackplane,
}

pub(super) type Client = TestClient<NoteHub>;

impl Server {
    pub(super) async fn start(redis: &Redis) -> Self {
        Self::with(redis, |builder| builder).await
    }

    pub(super) async fn with(
        redis: &Redis,
        change: impl FnOnce(RedisBackplaneBuilder) -> RedisBackplaneBuilder,
    ) -> Self {
        let builder = change(RedisBackplane::builder(redis.url()));
        Self::on(builder.connect().await.expect("Redis is there"))
    }

    pub(super) fn on(backplane: RedisBackplane) -> Self {
        let hubs = HubServer::builder()
            .hub("/notes", NoteHub)
            .backplane(backplane.clone())
            .build()
            .expect("a server");
        let handle = hubs.handle::<NoteHub>();
        Self {
            hubs,
            handle,
            backplane,
        }
    }

    pub(super) async fn json(&self) -> Client {
        Client::connect(&self.hubs).await.expect("a connection")
    }

    pub(super) async fn binary(&self) -> Client {
        let builder = Client::builder(&self.hubs).protocol(Protocol::MessagePack);
        builder.connect().await.expect("a connection")
    }

    pub(super) async fn user(&self, user: &str) -> Client {
        let connected = Client::connect_as(&self.hubs, user).await;
        connected.expect("a connection")
    }
}

pub(super) async fn note_of(client: &Client) -> String {
    let (text,): (String,) = client.next("note").await.expect("a note");
    text
}

/// That nothing has come, after everything that was sent before has.
pub(super) async fn nothing_at(client: &Client) {
    tokio::time::sleep(Duration::from_millis(100)).await;
    let next = client.try_next::<(String,)>("note").await;
    assert_eq!(next.expect("no end"), None);
}

/// Waits until a condition holds.
pub(super) async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not within 10 s: {what}");
}
