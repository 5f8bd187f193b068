//! A server of .NET in the cluster, played by what was recorded of one: byte for byte, in each of its parts.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt;
use hubs_runtime::{
    HubHandle, RedisBackplane, prelude::*, protocol::Protocol, testing::TestClient,
};
use serde_json::Value;

use super::server::Redis;

#[client_contract]
pub trait RecordedClient {
    #[client(name = "One")]
    async fn one(&self, text: String);
    #[client(name = "Ask", timeout = "5s")]
    async fn ask(&self, question: String) -> String;
}

#[hub(client = RecordedClient)]
pub struct RecordedHub;

#[hub]
impl RecordedHub {
    pub async fn join(&self, cx: &HubContext<Self>, group: String) -> Result<(), HubError> {
        cx.groups().add(&group).await?;
        Ok(())
    }
}

const HUB: &str = "Rec.Hubs.ChatHub";
/// The nodes and connections of `session.jsonl`.
const FIRST: &str = "vm_87224d63dd0a4a9882501bfb98100720";
const BINARY_CLIENT: &str = "Ihvr5CzliRYiZVzzD-n5hA";

type Client = TestClient<RecordedHub>;

/// The other server: what it says is what was recorded, with the ids of this run.
struct DotNet {
    commands: redis::aio::MultiplexedConnection,
    sink: redis::aio::PubSubSink,
    messages: redis::aio::PubSubStream,
}

impl DotNet {
    async fn join(redis: &Redis) -> Self {
        let client = redis::Client::open(redis.url()).unwrap();
        let (sink, messages) = client.get_async_pubsub().await.unwrap().split();
        Self {
            commands: redis.connection().await.unwrap(),
            sink,
            messages,
        }
    }

    async fn subscribe(&mut self, rest: &str) {
        let channel = format!("{HUB}:{rest}");
        self.sink.subscribe(channel).await.unwrap();
    }

    /// Publishes, and returns how many servers have got it.
    async fn publish(&mut self, channel: &str, payload: &[u8]) -> u64 {
        redis::cmd("PUBLISH")
            .arg(channel)
            .arg(payload)
            .query_async(&mut self.commands)
            .await
            .unwrap()
    }

    /// The next message on what was subscribed.
    async fn next(&mut self) -> (String, Vec<u8>) {
        let next = tokio::time::timeout(Duration::from_secs(5), self.messages.next());
        let message = next.await.expect("in time").expect("connected");
        let channel = message.get_channel_name().to_owned();
        (channel, message.get_payload_bytes().to_vec())
    }
}

fn lines(file: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/redis/vectors");
    let text = fs::read_to_string(folder.join(file)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What one node of `session.jsonl` published, in order: channel and payload.
fn published(node: &str) -> Vec<(String, Vec<u8>)> {
    let of_node = lines("session.jsonl").into_iter().filter(|line| {
        line["node"] == node && line["dir"] == "node>redis" && line["resp"][0] == "PUBLISH"
    });
    of_node
        .map(|line| {
            let payload = line["resp"][2].as_str().unwrap();
            let payload = payload.strip_prefix("base64:").unwrap();
            let channel = line["resp"][1].as_str().unwrap().to_owned();
            (channel, STANDARD.decode(payload).unwrap())
        })
        .collect()
}

/// Puts an id of this run in the place of a recorded one of the same length.
fn renamed(bytes: &[u8], recorded: &str, ours: &str) -> Vec<u8> {
    assert_eq!(recorded.len(), ours.len());
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes
        .windows(recorded.len())
        .position(|window| window == recorded.as_bytes())
    {
        bytes[at..at + ours.len()].copy_from_slice(ours.as_bytes());
    }
    bytes
}

async fn server(redis: &Redis) -> (HubServer, HubHandle<RecordedHub>) {
    let builder = RedisBackplane::builder(redis.url()).hub_name::<RecordedHub>(HUB);
    let hubs = HubServer::builder()
        .hub("/recorded", RecordedHub)
        .backplane(builder.connect().await.unwrap())
        .build()
        .unwrap();
    let handle = hubs.handle::<RecordedHub>();
    (hubs, handle)
}

async fn binary(hubs: &HubServer) -> Client {
    let builder = Client::builder(hubs).protocol(Protocol::MessagePack);
    builder.connect().await.unwrap()
}

async fn one(client: &Client) -> String {
    let (text,): (String,) = client.next("One").await.unwrap();
    text
}

#[tokio::test]
async fn what_dotnet_sends_is_done_and_answered_as_dotnet_does() {
    let redis = Redis::start().await;
    let (hubs, _) = server(&redis).await;
    let client = binary(&hubs).await;
    client.answer("Ask", |(question,): (String,)| {
        format!("answer to {question}")
    });
    let mut dotnet = DotNet::join(&redis).await;
    dotnet.subscribe(&format!("internal:ack:{FIRST}")).await;
    dotnet.subscribe(&format!("internal:return:{FIRST}")).await;
    let id = client.connection_id().as_str();
    // What the second node of the recording published is what ours must.
    let mut expected = published("S2")
        .into_iter()
        .filter(|(channel, _)| channel.contains("internal"));
    let mut seen = Vec::new();
    for (channel, payload) in published("S1") {
        let payload = renamed(&payload, BINARY_CLIENT, id);
        let receivers = dotnet
            .publish(&channel.replace(BINARY_CLIENT, id), &payload)
            .await;
        assert_eq!(receivers, 1, "{channel}");
        let kind = channel.strip_prefix(HUB).unwrap();
        match kind {
            ":internal:groups" => {
                assert_eq!(dotnet.next().await, expected.next().unwrap());
                let members = redis.subscribers(&format!("{HUB}:group:room")).await;
                seen.push(format!("command, then {members}"));
            }
            _ if payload.ends_with(FIRST.as_bytes()) => {
                assert_eq!(dotnet.next().await, expected.next().unwrap());
                seen.push("question".to_owned());
            }
            _ => {
                assert_eq!(one(&client).await, "hello");
                seen.push("push".to_owned());
            }
        }
    }
    assert_eq!(seen[..4], ["command, then 1", "push", "push", "question"]);
    assert!(seen[4].starts_with("command"), "{seen:?}");
    assert_eq!(seen.len(), 5);
    assert_eq!(expected.next(), None);
}

#[tokio::test]
async fn what_we_send_is_what_dotnet_sends() {
    let redis = Redis::start().await;
    let (_hubs, handle) = server(&redis).await;
    let mut dotnet = DotNet::join(&redis).await;
    for rest in ["all", "internal:groups", "group:room"] {
        dotnet.subscribe(rest).await;
    }
    dotnet
        .subscribe(&format!("connection:{BINARY_CLIENT}"))
        .await;
    let recorded = |which: &str| {
        let mut all = published("S1").into_iter().chain(published("S2"));
        all.find(|(channel, _)| channel.ends_with(which)).unwrap()
    };
    let clients = handle.clients();
    clients.all().one("hello".to_owned()).await.unwrap();
    assert_eq!(dotnet.next().await, recorded(":all"));
    clients.group("room").one("hello".to_owned()).await.unwrap();
    assert_eq!(dotnet.next().await, recorded(":group:room"));
    clients
        .client(BINARY_CLIENT)
        .one("hello".to_owned())
        .await
        .unwrap();
    assert_eq!(dotnet.next().await, recorded(BINARY_CLIENT));

    // A command: acknowledged by who holds the connection, on the channel of the server that the command names.
    let joining = tokio::spawn({
        let handle = handle.clone();
        async move { handle.add_to_group(BINARY_CLIENT, "room").await }
    });
    let (channel, command) = dotnet.next().await;
    assert_eq!(channel, format!("{HUB}:internal:groups"));
    let (id, server, action, group, connection): (i32, String, u8, String, String) =
        rmp_serde::from_slice(&command).unwrap();
    assert_eq!(
        (id, action, group.as_str(), connection.as_str()),
        (1, 1, "room", BINARY_CLIENT)
    );
    assert!(!joining.is_finished());
    let acks = format!("{HUB}:internal:ack:{server}");
    for payload in [
        b"".as_slice(),
        b"\x01",
        b"\x91\x09",
        b"\x91\x01",
        b"\x91\x01",
    ] {
        assert_eq!(dotnet.publish(&acks, payload).await, 1);
    }
    joining.await.unwrap().unwrap();
}

#[tokio::test]
async fn clients_of_dotnet_are_asked() {
    let redis = Redis::start().await;
    let (_hubs, handle) = server(&redis).await;
    let mut dotnet = DotNet::join(&redis).await;
    dotnet
        .subscribe(&format!("connection:{BINARY_CLIENT}"))
        .await;
    // Answers in either protocol, whatever the client speaks; what comes twice, or for nobody, is passed over.
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let asked = tokio::spawn(handle.clients().client(BINARY_CLIENT).ask("q".to_owned()));
        let (_, payload) = dotnet.next().await;
        type Question = (Vec<String>, BTreeMap<String, bytes::Bytes>, String, String);
        let (excluded, messages, id, answers): Question = rmp_serde::from_slice(&payload).unwrap();
        assert!(excluded.is_empty());
        assert_eq!(messages.len(), 2);
        let completion = |id: &str| match protocol {
            Protocol::Json => {
                format!("{{\"type\":3,\"invocationId\":\"{id}\",\"result\":\"answer to q\"}}\x1e")
                    .into_bytes()
            }
            _ => {
                let mut body = b"\x95\x03\x80".to_vec();
                rmp::encode::write_str(&mut body, id).unwrap();
                body.extend(b"\x03\xabanswer to q");
                [&[body.len() as u8], &body[..]].concat()
            }
        };
        for id in ["someone-else", &id, &id] {
            let mut answer = b"\x92".to_vec();
            rmp::encode::write_str(&mut answer, protocol.name()).unwrap();
            rmp::encode::write_bin(&mut answer, &completion(id)).unwrap();
            assert_eq!(dotnet.publish(&answers, b"garbage").await, 1);
            assert_eq!(dotnet.publish(&answers, &answer).await, 1);
        }
        assert_eq!(asked.await.unwrap().unwrap(), "answer to q");
    }
}

#[tokio::test]
async fn nothing_that_anyone_publishes_ends_a_client_or_the_server() {
    let redis = Redis::start().await;
    let (hubs, handle) = server(&redis).await;
    let clients = [Client::connect(&hubs).await.unwrap(), binary(&hubs).await];
    for client in &clients {
        let () = client.invoke("join", ("g",)).await.unwrap();
    }
    let mut dotnet = DotNet::join(&redis).await;
    let mut count = 0;
    for record in lines("garbage.jsonl").iter().chain(&lines("foreign.jsonl")) {
        for sent in record["published"].as_array().into_iter().flatten() {
            let payload = STANDARD
                .decode(sent["payload_base64"].as_str().unwrap())
                .unwrap();
            for channel in like(sent["channel"].as_str().unwrap(), &redis, &clients).await {
                dotnet.publish(&channel, &payload).await;
                count += 1;
            }
        }
        // Everyone still gets what is right, in order behind what was not.
        let text = format!("probe {count}");
        handle.clients().all().one(text.clone()).await.unwrap();
        for client in &clients {
            while one(client).await != text {}
        }
    }
    assert!(count > 250, "{count}");
}

/// The channels of this run that a recorded one stands for.
async fn like(recorded: &str, redis: &Redis, clients: &[Client]) -> Vec<String> {
    let kind = recorded.strip_prefix(HUB).unwrap_or(recorded);
    if kind.starts_with(":connection:") {
        let ids = clients.iter().map(Client::connection_id);
        return ids.map(|id| format!("{HUB}:connection:{id}")).collect();
    }
    if kind.starts_with(":group:") {
        return vec![format!("{HUB}:group:g")];
    }
    for own in ["internal:ack:", "internal:return:"] {
        if kind.contains(own) {
            let mut connection = redis.connection().await.unwrap();
            return redis::cmd("PUBSUB")
                .arg("CHANNELS")
                .arg(format!("{HUB}:{own}*"))
                .query_async(&mut connection)
                .await
                .unwrap();
        }
    }
    vec![recorded.to_owned()]
}
