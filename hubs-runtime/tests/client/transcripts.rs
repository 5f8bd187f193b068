//! What an ASP.NET Core server said, played to this client, which must say what the official .NET client said.
//!
//! `../support/transcripts/README.md` tells where the recordings are from.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{
    client::{CallError, CloseReason, HubConnection, HubConnectionBuilder, ReconnectPolicy},
    protocol::{Framing, Protocol},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::tungstenite::Message;

#[path = "../support/recorded.rs"]
mod recorded;

use recorded::Line;

/// Hub messages in their frames, the handshake first; pings come when they come and do not count.
fn messages(protocol: Protocol, bytes: &[u8], handshake: bool) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let framing = match handshake && found.is_empty() {
            true => Framing::Json,
            false => protocol.framing(),
        };
        let frame = framing.next(&bytes[at..], usize::MAX / 2).expect("frames");
        let frame = frame.expect("whole frames");
        found.push(bytes[at..][..frame.length].to_vec());
        at += frame.length;
    }
    let pings: [&[u8]; 2] = [b"{\"type\":6}\x1e", b"\x02\x91\x06"];
    found.retain(|message| !pings.contains(&&message[..]));
    found
}

/// What is compared: JSON by what it says, MessagePack by its bytes.
fn comparable(message: &[u8]) -> String {
    match message
        .strip_suffix(b"\x1e")
        .map(serde_json::from_slice::<Value>)
    {
        Some(Ok(json)) => json.to_string(),
        _ => format!("{message:x?}"),
    }
}

/// A server that says what was recorded.
struct Player {
    address: SocketAddr,
    lines: Vec<Line>,
    played: JoinHandle<(Vec<String>, Vec<String>)>,
}

impl Player {
    /// Ready to play; the result is what the client said, and what it should have said.
    async fn start(scenario: &str, protocol: Protocol) -> Self {
        let lines = recorded::read(&format!("{scenario}.{}.ws", protocol.name()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let played = tokio::spawn(play(listener, lines.clone(), protocol));
        Self {
            address,
            lines,
            played,
        }
    }

    /// The calls that the client made in JSON, each with its one argument.
    fn invocations(&self) -> Vec<(String, Value)> {
        let texts = self.lines.iter().filter(|line| line.is("client", "ws-"));
        let messages = texts.flat_map(|line| line.text.iter().flat_map(|text| text.split('\x1e')));
        messages
            .filter_map(|message| serde_json::from_str::<Value>(message).ok())
            .filter(|message| message["type"] == 1)
            .map(|mut call| {
                let method = call["target"].as_str().expect("a name").to_owned();
                (method, call["arguments"][0].take())
            })
            .collect()
    }

    fn connect(&self, protocol: Protocol) -> HubConnectionBuilder {
        HubConnection::builder(format!("http://{}/golden", self.address))
            .protocol(protocol)
            .reconnect(ReconnectPolicy::never())
    }

    /// Connects by the usual settings.
    async fn connected(&self, protocol: Protocol) -> HubConnection {
        let connected = self.connect(protocol).connect().await;
        connected.expect("it connects")
    }

    async fn check(self) {
        let (said, expected) = self.played.await.expect("it was played to its end");
        assert!(!expected.is_empty());
        assert_eq!(said, expected);
    }
}

async fn play(
    listener: TcpListener,
    lines: Vec<Line>,
    protocol: Protocol,
) -> (Vec<String>, Vec<String>) {
    let negotiation = lines.iter().find(|line| line.is("server", "http"));
    let negotiation = negotiation.expect("a negotiation").bytes();
    let socket = loop {
        let (mut socket, _) = listener.accept().await.expect("a client");
        let mut start = [0; 4];
        while socket.peek(&mut start).await.expect("a request") < start.len() {}
        if &start == b"GET " {
            break socket;
        }
        answer(&mut socket, &negotiation).await;
    };
    let mut socket = tokio_tungstenite::accept_async(socket)
        .await
        .expect("a WebSocket");
    // A process that ends says no goodbye.
    let is_cut = !lines.iter().any(|line| line.kind == "ws-close");
    let mut said: Vec<Vec<u8>> = Vec::new();
    let mut expected: Vec<Vec<u8>> = Vec::new();
    for line in lines {
        if line.is("client", "ws-") {
            let is_first = expected.is_empty();
            expected.extend(messages(protocol, &line.bytes(), is_first));
        }
        if !line.is("server", "ws-") {
            continue;
        }
        while said.len() < expected.len() {
            let Some(Ok(message)) = socket.next().await else {
                break;
            };
            if let Message::Text(_) | Message::Binary(_) = &message {
                let is_first = said.is_empty();
                said.extend(messages(protocol, &message.into_data(), is_first));
            }
        }
        let sent = match &*line.kind {
            "ws-text" => {
                socket
                    .send(Message::text(line.text.unwrap_or_default()))
                    .await
            }
            "ws-binary" => socket.send(Message::binary(line.bytes())).await,
            _ => socket.close(None).await,
        };
        // A client that has gone hears no goodbye.
        if sent.is_err() {
            break;
        }
    }
    while !is_cut && let Some(Ok(message)) = socket.next().await {
        if let Message::Text(_) | Message::Binary(_) = &message {
            said.extend(messages(protocol, &message.into_data(), false));
        }
    }
    drop(socket);
    let comparable = |messages: Vec<Vec<u8>>| messages.iter().map(|m| comparable(m)).collect();
    (comparable(said), comparable(expected))
}

/// Reads a request without a body, and answers as recorded; the client shall come with a new socket for the next.
async fn answer(socket: &mut TcpStream, recorded: &[u8]) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(socket.read_u8().await.expect("a request"));
    }
    let text = String::from_utf8(recorded.to_vec()).expect("a text");
    let text = text.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    socket.write_all(text.as_bytes()).await.expect("a client");
}

const BOTH: [Protocol; 2] = [Protocol::Json, Protocol::MessagePack];

/// The hub's type; in MessagePack a .NET server has names in their own case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    id: i32,
    label: String,
    color: Color,
    maybe: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PascalInner {
    id: i32,
    label: String,
    color: String,
    maybe: Option<i32>,
}

/// .NET writes numbers in JSON.
type Color = u8;

#[tokio::test]
async fn calls_with_and_without_results() {
    for protocol in BOTH {
        let player = Player::start("invoke", protocol).await;
        let hub = player.connected(protocol).await;
        let text = "Grüße, 世界 <&'\"+> 🎈";
        assert_eq!(hub.invoke::<String>("Echo", (text,)).await.unwrap(), text);
        assert_eq!(hub.invoke::<i32>("Add", (2, -3)).await.unwrap(), -1);
        let null: Option<String> = hub.invoke("NullText", ()).await.unwrap();
        assert_eq!(null, None);
        let other = "another case of the name";
        assert_eq!(hub.invoke::<String>("eCHO", (other,)).await.unwrap(), other);
        hub.send("Echo", ("no id, no answer",)).await.unwrap();
        hub.close().await;
        player.check().await;

        let player = Player::start("invoke-void", protocol).await;
        let hub = player.connected(protocol).await;
        let _: () = hub.invoke("Nothing", ()).await.unwrap();
        hub.send("Nothing", ()).await.unwrap();
        hub.close().await;
        player.check().await;

        let player = Player::start("invoke-two-at-once", protocol).await;
        let hub = player.connected(protocol).await;
        let slow = hub.invoke::<i32>("Slow", (200,));
        let quick = hub.invoke::<String>("Echo", ("quick",));
        let (slow, quick) = tokio::join!(slow, quick);
        assert_eq!((slow.unwrap(), quick.unwrap()), (200, "quick".to_owned()));
        hub.close().await;
        player.check().await;
    }
}

#[tokio::test]
async fn errors_of_calls() {
    for protocol in BOTH {
        let player = Player::start("error", protocol).await;
        let hub = player.connected(protocol).await;
        let text = |failed: CallError| match failed {
            CallError::Server { text, .. } => text,
            other => panic!("{other}"),
        };
        let failed = hub
            .invoke::<i32>("FailHub", ("my text",))
            .await
            .unwrap_err();
        assert!(text(failed).ends_with("HubException: my text"));
        let failed = hub.invoke::<i32>("Fail", ("my text",)).await.unwrap_err();
        assert_eq!(
            text(failed),
            "An unexpected error occurred invoking 'Fail' on the server."
        );
        let failed = hub.invoke::<i32>("Nope", ()).await.unwrap_err();
        assert!(text(failed).ends_with("Method does not exist."));
        for failed in [
            hub.invoke::<i32>("Add", (1,)).await.unwrap_err(),
            hub.invoke::<i32>("Add", (1, 2, 3)).await.unwrap_err(),
            hub.invoke::<i32>("Add", ("a", 2)).await.unwrap_err(),
        ] {
            assert_eq!(
                text(failed),
                "Failed to invoke 'Add' due to an error on the server."
            );
        }
        let failed = hub.invoke::<String>("Secret", ()).await.unwrap_err();
        assert!(text(failed).ends_with("because user is unauthorized"));
        let failed = hub.invoke::<i32>("Count", (1, 0)).await.unwrap_err();
        assert!(text(failed).contains("with a non-streaming invocation"));
        let mut stream = hub.stream::<i32>("Echo", ("x",)).await.unwrap();
        let failed = stream.next().await.unwrap().unwrap_err();
        assert!(text(failed).contains("with a streaming invocation"));
        hub.close().await;
        player.check().await;
    }
}

#[tokio::test]
async fn streams_of_the_server() {
    for protocol in BOTH {
        let player = Player::start("stream", protocol).await;
        let hub = player.connected(protocol).await;
        for (count, delay) in [(3, 0), (0, 0)] {
            let stream = hub.stream::<i32>("Count", (count, delay)).await.unwrap();
            let items: Vec<i32> = stream.map(Result::unwrap).collect().await;
            assert_eq!(items, (0..count).collect::<Vec<_>>());
        }
        match protocol {
            Protocol::Json => {
                let stream = hub.stream::<Inner>("Inners", (2,)).await.unwrap();
                let items: Vec<Inner> = stream.map(Result::unwrap).collect().await;
                assert_eq!((items.len(), items[1].maybe), (2, Some(1)));
            }
            Protocol::MessagePack => {
                let stream = hub.stream::<PascalInner>("Inners", (2,)).await.unwrap();
                let items: Vec<PascalInner> = stream.map(Result::unwrap).collect().await;
                assert_eq!((items.len(), items[1].maybe), (2, Some(1)));
            }
        }
        let stream = hub.stream::<i32>("Count", (3, 60)).await.unwrap();
        let items: Vec<i32> = stream.map(Result::unwrap).collect().await;
        assert_eq!(items, [0, 1, 2]);
        hub.close().await;
        player.check().await;

        let player = Player::start("stream-error", protocol).await;
        let hub = player.connected(protocol).await;
        for (method, detail) in [
            ("CountThenFailHub", " HubException: boom"),
            ("CountThenFail", ""),
        ] {
            let stream = hub.stream::<i32>(method, (2, "boom")).await.unwrap();
            let items: Vec<_> = stream.collect().await;
            assert!(matches!(items[..2], [Ok(0), Ok(1)]));
            let error = items[2].as_ref().unwrap_err().to_string();
            let sentence = "An error occurred on the server while streaming results.";
            assert_eq!(error, format!("`{method}` failed: {sentence}{detail}"));
        }
        let mut stream = hub.stream::<i32>("Nope", ()).await.unwrap();
        assert!(stream.next().await.unwrap().is_err());
        hub.close().await;
        player.check().await;

        let player = Player::start("stream-cancel", protocol).await;
        let hub = player.connected(protocol).await;
        let mut stream = hub.stream::<i32>("Count", (100, 50)).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), 0);
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        drop(stream);
        assert_eq!(
            hub.invoke::<String>("Echo", ("after",)).await.unwrap(),
            "after"
        );
        hub.close().await;
        player.check().await;
    }
}

#[tokio::test]
async fn questions_of_the_server() {
    for protocol in BOTH {
        let player = Player::start("client-result", protocol).await;
        let builder = player.connect(protocol);
        let builder = builder.on("ask", |(question,): (String,)| async move {
            match &*question {
                "will you fail?" => Err("no way".to_owned()),
                // The words of the official client, whose program had no handler then.
                "nobody?" => Err("Client failed to parse argument(s).".to_owned()),
                question => Ok(format!("answer to {question}")),
            }
        });
        let label = "from the client".to_owned();
        let builder = match protocol {
            Protocol::Json => builder.on("askInner", move |(id,): (i32,)| {
                let label = label.clone();
                let (color, maybe) = (1, Some(9));
                async move {
                    Ok::<_, String>(Inner {
                        id,
                        label,
                        color,
                        maybe,
                    })
                }
            }),
            Protocol::MessagePack => builder.on("askInner", move |(id,): (i32,)| {
                let label = label.clone();
                let (color, maybe) = ("DarkBlue".to_owned(), Some(9));
                async move {
                    Ok::<_, String>(PascalInner {
                        id,
                        label,
                        color,
                        maybe,
                    })
                }
            }),
        };
        let hub = builder.connect().await.expect("it connects");
        let answer: String = hub.invoke("Ask", ("what?",)).await.unwrap();
        assert_eq!(answer, "answer to what?");
        match protocol {
            Protocol::Json => {
                assert_eq!(hub.invoke::<Inner>("AskInner", (5,)).await.unwrap().id, 5);
            }
            Protocol::MessagePack => {
                assert_eq!(
                    hub.invoke::<PascalInner>("AskInner", (5,))
                        .await
                        .unwrap()
                        .id,
                    5
                );
            }
        }
        let failed = hub
            .invoke::<String>("Ask", ("will you fail?",))
            .await
            .unwrap_err();
        assert!(failed.to_string().ends_with("HubException: no way"));
        let failed = hub.invoke::<String>("Ask", ("nobody?",)).await.unwrap_err();
        assert!(failed.to_string().ends_with("parse argument(s)."));
        hub.close().await;
        player.check().await;
    }
}

#[tokio::test]
async fn a_hub_that_refuses() {
    for protocol in BOTH {
        let player = Player::start("handshake-refused-by-hub", protocol).await;
        let hub = player
            .connect(protocol)
            .connect()
            .await
            .expect("the handshake was answered");
        let text = "Connection closed with an error. HubException: not today";
        assert_eq!(
            hub.closed().await,
            CloseReason::Server(Some(text.to_owned()))
        );
        player.check().await;
    }
}

/// Notes each call of the server, by name and first argument.
fn listening(
    builder: HubConnectionBuilder,
    heard: &Arc<Mutex<Vec<String>>>,
) -> HubConnectionBuilder {
    fn on<T>(
        builder: HubConnectionBuilder,
        heard: &Arc<Mutex<Vec<String>>>,
        name: &'static str,
    ) -> HubConnectionBuilder
    where
        T: for<'de> Deserialize<'de> + std::fmt::Debug + Send + 'static,
    {
        let heard = heard.clone();
        builder.on(name, move |(value,): (T,)| {
            heard.lock().unwrap().push(format!("{name} {value:?}"));
            async {}
        })
    }
    let noted = heard.clone();
    let builder = builder.on("three", move |three: (u8, String, bool)| {
        noted.lock().unwrap().push(format!("three {three:?}"));
        async {}
    });
    let builder = on::<i32>(builder, heard, "int");
    let builder = on::<i64>(builder, heard, "long");
    let builder = on::<f64>(builder, heard, "double");
    let builder = on::<f64>(builder, heard, "doubleWhole");
    let builder = on::<String>(builder, heard, "string");
    let builder = on::<bool>(builder, heard, "bool");
    let builder = on::<Option<String>>(builder, heard, "null");
    let builder = on::<uuid::Uuid>(builder, heard, "guid");
    let builder = on::<Vec<u32>>(builder, heard, "list");
    let builder = on::<std::collections::BTreeMap<String, i32>>(builder, heard, "dictionary");
    let builder = on::<Option<u8>>(builder, heard, "nullable");
    on::<f32>(builder, heard, "float")
}

#[tokio::test]
async fn calls_of_the_server_with_values_of_all_kinds() {
    for protocol in BOTH {
        let player = Player::start("push", protocol).await;
        let heard = Arc::new(Mutex::new(Vec::new()));
        let builder = listening(player.connect(protocol), &heard);
        let hub = builder.connect().await.expect("it connects");
        let _: () = hub.invoke("Push", ()).await.unwrap();
        hub.close().await;
        player.check().await;
        let expected = [
            "three (1, \"two\", true)",
            "int -7",
            "long 9007199254740993",
            "double 1.5",
            "doubleWhole 2.0",
            "string \"Grüße, 世界 <&'\\\"+> 🎈\"",
            "bool true",
            "null None",
            "guid 00010203-0405-0607-0809-0a0b0c0d0e0f",
            "list [1, 200, 70000]",
            "dictionary {\"Key\": 1, \"other key\": -1}",
            "nullable Some(5)",
            "float 0.25",
        ];
        assert_eq!(*heard.lock().unwrap(), expected, "{protocol:?}");
    }
}

/// One call after the other, as recorded, with whatever JSON was sent.
#[tokio::test]
async fn values_of_all_kinds_come_back() {
    let player = Player::start("types", Protocol::Json).await;
    let calls = player.invocations();
    assert_eq!(calls.len(), 25);
    let hub = player.connected(Protocol::Json).await;
    for (method, argument) in calls {
        let back: Value = hub.invoke(&method, (&argument,)).await.unwrap();
        assert_eq!(back, argument, "{method}");
    }
    hub.close().await;
    player.check().await;
}

#[tokio::test]
async fn a_long_answer() {
    for protocol in BOTH {
        let player = Player::start("invoke-large", protocol).await;
        let hub = player.connected(protocol).await;
        let text: String = hub.invoke("Big", (9_000,)).await.unwrap();
        assert_eq!(text, "x".repeat(9_000));
        hub.close().await;
        player.check().await;
    }
}

#[tokio::test]
async fn ends_by_the_server() {
    for protocol in BOTH {
        let player = Player::start("close-by-server-abort", protocol).await;
        let hub = player.connected(protocol).await;
        let lost = hub.invoke::<()>("Abort", ()).await.unwrap_err();
        assert!(matches!(lost, CallError::Disconnected { .. }), "{lost}");
        assert_eq!(hub.closed().await, CloseReason::Server(None));
        player.check().await;

        let player = Player::start("close-message-too-long", protocol).await;
        let hub = player.connected(protocol).await;
        let call = hub.invoke::<String>("Echo", ("x".repeat(4_200),)).await;
        let text = "Connection closed with an error.".to_owned();
        assert!(call.unwrap_err().to_string().contains(&text));
        // The server lets the client come back, which its policy does not want.
        assert_eq!(hub.closed().await, CloseReason::Server(Some(text)));
        player.check().await;

        let player = Player::start("shutdown", protocol).await;
        let hub = player.connected(protocol).await;
        assert_eq!(hub.invoke::<String>("Echo", ("x",)).await.unwrap(), "x");
        let reason = hub.closed().await;
        assert!(matches!(reason, CloseReason::Lost(_)), "{reason}");
        player.check().await;
    }
}
