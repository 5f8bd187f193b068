//! Servers that misbehave: whatever they send, it ends in a typed error or is passed over; nothing panics or hangs.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{
    client::{CallError, CloseReason, ConnectError, HubConnection},
    protocol::{Completion, Protocol, StreamItem},
};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use crate::scripted::{client, http, listen, server};

async fn refused_handshake(answer: &'static [u8]) -> ConnectError {
    let address = server(move |mut socket| async move {
        let _ = socket.next().await;
        let _ = socket.send(Message::binary(answer)).await;
        listen(socket).await;
    })
    .await;
    client(address).connect().await.unwrap_err()
}

#[tokio::test]
async fn a_handshake_that_is_none_is_told() {
    for (answer, expected) in [
        (
            &b"hello\x1e"[..],
            "the server broke the protocol: the answer to the handshake is none",
        ),
        (b"{\"type\":6}\x1e", "it is a message"),
        (b"[]\x1e", "it is no JSON object"),
        (b"\xff\xfe\x1e", "it is no JSON object"),
        (
            b"{\"error\":\"not you\"}\x1e",
            "the server refused the connection: not you",
        ),
        (
            &[b'x'; 2_000],
            "The maximum message size of 1000B was exceeded.",
        ),
        (b"{", "the server did not answer the handshake within 300ms"),
    ] {
        let error = refused_handshake(answer).await.to_string();
        assert!(error.contains(expected), "{error}");
    }
    let silent = server(listen).await;
    let error = client(silent).connect().await.unwrap_err();
    assert!(matches!(error, ConnectError::TimedOut { .. }), "{error}");
    let gone = server(|socket| async move { drop(socket) }).await;
    let error = client(gone).connect().await.unwrap_err();
    assert!(matches!(error, ConnectError::Lost(_)), "{error}");
    // A socket that is open but says nothing of HTTP.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let error = client(address).connect().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no transport works: WebSockets: the server did not answer the transport's request within 300ms"
    );
}

#[tokio::test]
async fn answers_to_the_negotiation_are_told_apart() {
    let error = |address: SocketAddr| async move {
        let url = format!("http://{address}/hub");
        HubConnection::connect(url).await.unwrap_err()
    };
    macro_rules! answered {
        ($status:literal, $body:literal) => {
            error(
                http(concat!(
                    "HTTP/1.1 ",
                    $status,
                    "\r\nConnection: close\r\n\r\n",
                    $body
                ))
                .await,
            )
            .await
        };
    }
    for (found, permanent, expected) in [
        (
            answered!("401 Unauthorized", ""),
            true,
            "(status 401): Unauthorized",
        ),
        (
            answered!("403 Forbidden", "not from here"),
            true,
            "(status 403): not from here",
        ),
        (
            answered!("404 Not Found", "<html>"),
            true,
            "with status 404 and a web page",
        ),
        (
            answered!("405 Method Not Allowed", ""),
            true,
            "is not a hub",
        ),
        (
            answered!("200 OK", "<!doctype html>"),
            true,
            "with status 200 and a web page",
        ),
        (
            answered!("200 OK", "{}"),
            true,
            "an answer without a connection id",
        ),
        (
            answered!("200 OK", "{\"error\":\"too old\"}"),
            true,
            "refused the connection: too old",
        ),
        (
            answered!("502 Bad Gateway", "upstream"),
            false,
            "now: status 502: upstream",
        ),
        (
            answered!("503 Service Unavailable", ""),
            false,
            "now: status 503",
        ),
        (
            answered!("200 OK", "{\"ProtocolVersion\":\"1.5\"}"),
            false,
            "classic SignalR",
        ),
        (
            answered!(
                "200 OK",
                "{\"connectionId\":\"a\",\"availableTransports\":[]}"
            ),
            false,
            "offers none",
        ),
    ] {
        assert!(found.to_string().contains(expected), "{found}");
        assert_eq!(found.is_permanent(), permanent, "{found}");
    }
    // Nothing listens for HTTP there.
    let address = http("SSH-2.0-OpenSSH\r\n").await;
    let found = error(address).await;
    assert!(matches!(found, ConnectError::Unreachable { .. }), "{found}");
}

/// A client whose server sends `bytes` after the handshake.
async fn after_handshake(protocol: Protocol, bytes: Vec<u8>) -> HubConnection {
    let address = server(move |mut socket| {
        let bytes = bytes.clone();
        async move {
            let _ = socket.next().await;
            let _ = socket.send(Message::text("{}\x1e")).await;
            // The first call has been made.
            while let Some(Ok(message)) = socket.next().await {
                let pings: [&[u8]; 2] = [b"{\"type\":6}\x1e", b"\x02\x91\x06"];
                if !pings.contains(&&message.into_data()[..]) {
                    break;
                }
            }
            let _ = socket.send(Message::binary(bytes)).await;
            listen(socket).await;
        }
    })
    .await;
    client(address)
        .protocol(protocol)
        .connect()
        .await
        .expect("it connects")
}

#[tokio::test]
async fn what_is_no_message_ends_the_connection_with_its_cause() {
    for (protocol, bytes, expected) in [
        (Protocol::Json, b"hello\x1e".to_vec(), "Error reading JSON."),
        (
            Protocol::Json,
            b"{}\x1e".to_vec(),
            "Missing required property 'type'.",
        ),
        (
            Protocol::Json,
            vec![b'x'; 2_000],
            "The maximum message size of 1000B",
        ),
        (
            Protocol::Json,
            b"{\"type\":3}\x1e".to_vec(),
            "'invocationId'",
        ),
        (
            Protocol::MessagePack,
            vec![0xff, 0xff, 0xff, 0xff, 0x07],
            "The maximum message size",
        ),
        (
            Protocol::MessagePack,
            vec![0xff, 0xff, 0xff, 0xff, 0x7f],
            "over 2GB",
        ),
        (
            Protocol::MessagePack,
            vec![0x01, 0xc1],
            "broke the protocol",
        ),
        (
            Protocol::MessagePack,
            vec![0x05, 0xdd, 0xff, 0xff, 0xff, 0xff],
            "broke the protocol",
        ),
    ] {
        let hub = after_handshake(protocol, bytes).await;
        let error = hub.invoke::<u32>("any", ()).await.unwrap_err();
        assert!(matches!(error, CallError::Disconnected { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        let reason = hub.closed().await;
        assert!(matches!(reason, CloseReason::Lost(_)), "{reason}");
    }
}

#[tokio::test]
async fn answers_that_nobody_waits_for_are_passed_over() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let mut bytes = Vec::new();
        for id in ["0", "2", "-1", "99999999999999999999", "", "x", "s1"] {
            Completion::result(id, 1)
                .encode(protocol, &mut bytes)
                .unwrap();
            StreamItem::new(id, 1).encode(protocol, &mut bytes).unwrap();
        }
        // An item for a call that expects none.
        StreamItem::new("1", 1)
            .encode(protocol, &mut bytes)
            .unwrap();
        bytes.extend_from_slice(match protocol {
            Protocol::Json => b"{\"type\":42,\"x\":[]}\x1e{\"type\":8,\"sequenceId\":7}\x1e{\"type\":9,\"sequenceId\":7}\x1e",
            Protocol::MessagePack => b"\x03\x92\x2a\xc0\x03\x92\x08\x07\x03\x92\x09\x07",
        });
        Completion::result("1", 5)
            .encode(protocol, &mut bytes)
            .unwrap();
        Completion::result("1", 6)
            .encode(protocol, &mut bytes)
            .unwrap();
        let hub = after_handshake(protocol, bytes).await;
        assert_eq!(hub.invoke::<u32>("any", ()).await.expect("an answer"), 5);
    }
}

#[tokio::test]
async fn a_call_of_the_server_that_is_wrong_is_refused_alone() {
    let address = server(|mut socket| async move {
        let _ = socket.next().await;
        let calls = "{}\x1e\
            {\"type\":1,\"target\":\"told\",\"arguments\":[\"text\"]}\x1e\
            {\"type\":1,\"target\":\"unknown\",\"arguments\":[]}\x1e\
            {\"type\":1,\"target\":\"told\",\"arguments\":[1,2,3]}\x1e\
            {\"type\":1,\"invocationId\":\"a\",\"target\":\"unknown\",\"arguments\":[]}\x1e\
            {\"type\":1,\"invocationId\":\"b\",\"target\":\"told\",\"arguments\":[1]}\x1e";
        let _ = socket.send(Message::text(calls)).await;
        let mut said = String::new();
        while said.matches("\"type\":3").count() < 2 {
            let Some(Ok(message)) = socket.next().await else {
                return;
            };
            said += &message.into_text().expect("a text");
        }
        let result = format!("{{\"type\":3,\"invocationId\":\"1\",\"result\":{said:?}}}\x1e");
        let _ = socket
            .send(Message::text(result.replace("\\u{1e}", "|")))
            .await;
        listen(socket).await;
    })
    .await;
    let hub = client(address)
        .on("told", |(_,): (u32,)| async {})
        .connect()
        .await
        .expect("it connects");
    let said: String = hub.invoke("any", ()).await.expect("an answer");
    assert!(
        said.contains(r#""invocationId":"a","error":"no handler""#),
        "{said}"
    );
    let none = r#""invocationId":"b","error":"Client didn't provide a result.""#;
    assert!(said.contains(none), "{said}");
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let address = server(|mut socket| async move {
        let _ = socket.next().await;
        let _ = socket.send(Message::text("{}\x1e")).await;
        listen(socket).await;
    })
    .await;
    let hub = client(address)
        .keep_alive(Duration::from_millis(50))
        .server_timeout(Duration::from_millis(200))
        .connect()
        .await
        .expect("it connects");
    let error = hub.invoke::<()>("any", ()).await.unwrap_err();
    let expected = "the server did not answer with a message or a ping within 200ms";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn a_stream_that_nobody_reads_is_cancelled_and_the_connection_lives() {
    let mut bytes = Vec::new();
    for item in 0..20 {
        StreamItem::new("1", item)
            .encode(Protocol::Json, &mut bytes)
            .unwrap();
    }
    Completion::result("2", 7)
        .encode(Protocol::Json, &mut bytes)
        .unwrap();
    let address = server(move |mut socket| {
        let bytes = bytes.clone();
        async move {
            let _ = socket.next().await;
            let _ = socket.send(Message::text("{}\x1e")).await;
            let mut said = String::new();
            while !said.contains("\"any\"") {
                let Some(Ok(message)) = socket.next().await else {
                    return;
                };
                said += &message.into_text().expect("a text");
            }
            let _ = socket.send(Message::binary(bytes)).await;
            listen(socket).await;
        }
    })
    .await;
    let hub = client(address)
        .stream_buffer(3)
        .keep_alive(Duration::from_millis(50))
        .server_timeout(Duration::from_millis(200))
        .connect()
        .await
        .expect("it connects");
    let stream = hub.stream::<u32>("count", ()).await.expect("a stream");
    // The answer stands behind the items.
    assert_eq!(hub.invoke::<u32>("any", ()).await.expect("an answer"), 7);
    let items: Vec<_> = stream.collect().await;
    let kept: Vec<u32> = items[..3]
        .iter()
        .map(|item| *item.as_ref().unwrap())
        .collect();
    assert_eq!((kept, items.len()), (vec![0, 1, 2], 4));
    assert!(
        matches!(items[3], Err(CallError::NotRead { .. })),
        "{:?}",
        items[3]
    );
}

#[tokio::test]
async fn handlers_that_hang_end_the_connection_and_not_the_program() {
    let address = server(|mut socket| async move {
        let _ = socket.next().await;
        let call = "{\"type\":1,\"target\":\"told\",\"arguments\":[]}\x1e";
        let _ = socket
            .send(Message::text(format!("{{}}\x1e{}", call.repeat(10))))
            .await;
        listen(socket).await;
    })
    .await;
    let hub = client(address)
        .handler_queue(3)
        .keep_alive(Duration::from_millis(50))
        .server_timeout(Duration::from_millis(200))
        .on("told", |(): ()| std::future::pending::<()>())
        .connect()
        .await
        .expect("it connects");
    let reason = hub.closed().await;
    let expected = "it was lost: handlers kept 3 calls of the server waiting for 200ms";
    assert_eq!(reason.to_string(), expected);
}

#[tokio::test]
async fn a_close_frame_behind_a_message_in_one_packet_is_seen() {
    let address = server(|mut socket| async move {
        let _ = socket.next().await;
        // Both frames leave with one write.
        let _ = socket.feed(Message::text("{}\x1e{\"type\":6}\x1e")).await;
        let _ = socket.feed(Message::Close(None)).await;
        let _ = socket.flush().await;
        listen(socket).await;
        // The TCP connection stays open: nothing else tells the client.
        tokio::time::sleep(Duration::from_secs(60)).await;
    })
    .await;
    let hub = client(address).connect().await.expect("it connects");
    let ended = tokio::time::timeout(Duration::from_secs(5), hub.closed()).await;
    let reason = ended.expect("it is seen at once");
    assert_eq!(
        reason.to_string(),
        "it was lost: the server closed it without a word"
    );
}

#[tokio::test]
async fn what_was_queued_is_sent_before_the_end() {
    let (sender, said) = tokio::sync::oneshot::channel();
    let sender = std::sync::Arc::new(std::sync::Mutex::new(Some(sender)));
    let address = server(move |mut socket| {
        let sender = sender.clone();
        async move {
            let _ = socket.next().await;
            let _ = socket.send(Message::text("{}\x1e")).await;
            let mut text = String::new();
            // It reads slowly, so that the client is in the middle of a write when it is closed.
            while let Some(Ok(message)) = socket.next().await {
                if message.is_text() {
                    text += &message.into_text().expect("a text");
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            if let Some(sender) = sender.lock().expect("no panic").take() {
                let _ = sender.send(text);
            }
        }
    })
    .await;
    let builder = client(address).close_timeout(Duration::from_secs(10));
    let hub = builder.connect().await.expect("it connects");
    let long = "x".repeat(100_000);
    for number in 0..50 {
        hub.send("note", (number, &long))
            .await
            .expect("it is queued");
    }
    hub.close().await;
    let text = said.await.expect("the server has read it");
    let messages: Vec<&str> = text.split_terminator('\x1e').collect();
    let calls = messages.iter().filter(|message| {
        let call: serde_json::Value = serde_json::from_str(message).expect("whole messages");
        call["target"] == "note"
    });
    assert_eq!(calls.count(), 50);
    assert_eq!(messages.last(), Some(&"{\"type\":7}"));
}
