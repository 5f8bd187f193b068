//! A hub whose values are .NET's to clients that are not generated, on several servers.

use hubs_runtime::{
    Conventions, HubHandle, HubOptions, RedisBackplane, prelude::*, protocol::Protocol,
    testing::TestClient,
};
use serde_json::{Value, json};

use super::server::Redis;

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Color {
    Red,
    DarkBlue,
}

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub some_field: String,
    pub color: Color,
}

#[client_contract]
pub trait RecordClient {
    async fn record(&self, record: Record);
    async fn ask_record(&self, record: Record) -> Record;
}

#[hub(client = RecordClient)]
pub struct RecordHub;

#[hub]
impl RecordHub {
    pub fn echo(&self, record: Record) -> Record {
        record
    }
}

type Client = TestClient<RecordHub>;

async fn server(redis: &Redis) -> (HubServer, HubHandle<RecordHub>) {
    let backplane = RedisBackplane::builder(redis.url());
    let options = HubOptions {
        conventions: Conventions::Dotnet,
        ..HubOptions::default()
    };
    // What the first path gives is not what all give.
    let hubs = HubServer::builder()
        .hub("/declared", RecordHub)
        .hub_with_options("/records", RecordHub, options)
        .backplane(backplane.connect().await.expect("Redis is there"))
        .build()
        .expect("a server");
    let handle = hubs.handle::<RecordHub>();
    (hubs, handle)
}

/// A client that is not generated, one that is, and one of the path where values are as declared for all.
async fn clients(hubs: &HubServer, protocol: Protocol) -> [Client; 3] {
    let builder = |path| Client::builder(hubs).path(path).protocol(protocol);
    let plain = builder("/records").connect().await;
    let generated = builder("/records").reconnecting().connect().await;
    let elsewhere = builder("/declared").connect().await;
    [plain, generated, elsewhere].map(|client| client.expect("a connection"))
}

#[tokio::test]
async fn every_client_gets_its_own_form_whichever_server_sends() {
    let redis = Redis::start().await;
    let (here, there) = (server(&redis).await, server(&redis).await);
    let declared = json!({ "someField": "x", "color": "darkBlue" });
    let record = Record {
        some_field: "x".to_owned(),
        color: Color::DarkBlue,
    };
    for (protocol, dotnet) in [
        (Protocol::Json, json!({ "someField": "x", "color": 1 })),
        (
            Protocol::MessagePack,
            json!({ "SomeField": "x", "Color": "DarkBlue" }),
        ),
    ] {
        let clients = clients(&there.0, protocol).await;
        for (client, form) in clients.iter().zip([&dotnet, &declared, &declared]) {
            // An answer, a push, and a question with its answer, from the form that it has there.
            let answer: Value = client.invoke("echo", (form,)).await.expect("an answer");
            assert_eq!(answer, *form);
            let typed: Record = client.invoke("echo", (&record,)).await.expect("an answer");
            assert_eq!(typed, record);
            let id = client.connection_id();
            let to = here.1.clients().client(id);
            to.record(record.clone()).await.expect("a push");
            let (pushed,): (Value,) = client.next("record").await.expect("a push");
            assert_eq!(pushed, *form);
            client.answer("askRecord", |(record,): (Value,)| record);
            let to = here.1.clients().client(id);
            assert_eq!(
                to.ask_record(record.clone()).await.expect("an answer"),
                record
            );
        }
        let everywhere = here.1.connection_count_everywhere().await;
        assert_eq!(everywhere.expect("a count").value, 3);
        let to = here.1.clients().all();
        // Two that go as one.
        let (first, second) = (to.record(record.clone()), to.record(record.clone()));
        let sent = futures_util::future::join(first, second).await;
        assert!(matches!(sent, (Ok(()), Ok(()))), "{sent:?}");
        for (client, form) in clients.iter().zip([&dotnet, &declared, &declared]) {
            for _ in 0..2 {
                let (pushed,): (Value,) = client.next("record").await.expect("a push");
                assert_eq!(pushed, *form);
            }
        }
    }
}
