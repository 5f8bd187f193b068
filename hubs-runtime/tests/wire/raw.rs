//! Raw connections: messages of an application's own, on every transport and under the limits of hubs.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{
    Caller, ConnectionHandler, DisconnectReason, HubOptions, HubServer, Policy, RawConnection,
    RawMessage, RawSendError,
};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async, tungstenite::Message,
};

use crate::support::{Server, eventually, negotiate};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const PATIENCE: Duration = Duration::from_secs(20);

async fn echo(mut connection: RawConnection) {
    while let Some(message) = connection.recv().await {
        if connection.send(message).await.is_err() {
            return;
        }
    }
}

fn start(handler: impl ConnectionHandler, change: impl FnOnce(&mut HubOptions)) -> Server {
    let server = HubServer::builder().connection("/raw", handler);
    Server::start(server.configure(change).build().expect("it builds"))
}

/// A plain WebSocket, without negotiation.
async fn socket(server: &Server) -> Socket {
    let opened = connect_async(server.url("ws", "/raw")).await;
    opened.expect("it opens").0
}

async fn next(socket: &mut Socket) -> Message {
    let next = tokio::time::timeout(PATIENCE, socket.next()).await;
    next.expect("something comes")
        .expect("the socket lives")
        .expect("a frame")
}

/// Code and reason of the server's Close frame; data before it is passed over.
async fn closed(socket: &mut Socket) -> (u16, String) {
    loop {
        if let Message::Close(frame) = next(socket).await {
            let frame = frame.expect("a reason");
            // Reading on answers it.
            while let Some(Ok(_)) = socket.next().await {}
            return (frame.code.into(), frame.reason.to_string());
        }
    }
}

/// The end of a handler, for tests that ask why.
#[derive(Clone, Default)]
struct Ends(Arc<Mutex<Vec<Option<DisconnectReason>>>>);

impl Ends {
    async fn wait(&self) -> Option<DisconnectReason> {
        eventually("the handler ends", || !self.0.lock().unwrap().is_empty()).await;
        self.0.lock().unwrap()[0].clone()
    }
}

#[tokio::test]
async fn a_plain_web_socket_gets_its_messages_back_as_they_are() {
    let server = start(echo, |_| ());
    let mut socket = socket(&server).await;
    let messages = [
        Message::text("ünï\r\ncode"),
        Message::binary(vec![0, 255, 10]),
        Message::text(""),
        Message::binary(vec![7; 30_000]),
        Message::text("x"),
    ];
    // All at once, so that they wait together.
    for message in &messages {
        socket.feed(message.clone()).await.expect("it is taken");
    }
    socket.flush().await.expect("they are sent");
    for message in messages {
        assert_eq!(next(&mut socket).await, message);
    }
}

#[tokio::test]
async fn events_carry_text_and_nothing_else() {
    let refused = Arc::new(AtomicUsize::new(0));
    let counted = refused.clone();
    let handler = move |mut connection: RawConnection| {
        let refused = counted.clone();
        async move {
            assert_eq!(
                connection.send(vec![0xff]).await,
                Err(RawSendError::NotText)
            );
            refused.fetch_add(1, Ordering::SeqCst);
            connection.send("two\rlines").await.expect("it is text");
            while let Some(message) = connection.recv().await {
                let text = format!("{}: {message:?}", message.is_text());
                connection.send(text).await.expect("it is text");
            }
        }
    };
    let server = start(handler, |_| ());
    let token = negotiate(&server, "/raw").await;
    let url = server.url("http", &format!("/raw?id={token}"));
    let http = reqwest::Client::new();
    let events = http.get(&url).header("accept", "text/event-stream").send();
    let mut events = events.await.expect("it answers").bytes_stream();
    let mut told = String::new();
    for (content_type, body) in [
        ("text/plain", &b"a"[..]),
        ("application/octet-stream", b"\x01"),
    ] {
        let post = http.post(&url).header("content-type", content_type);
        assert_eq!(
            post.body(body).send().await.expect("it answers").status(),
            200
        );
    }
    let expected = ":\r\ndata: two\r\ndata: lines\r\n\r\ndata: true: Text(\"a\")\r\n\r\ndata: false: Binary(b\"\\x01\")\r\n\r\n";
    while told.len() < expected.len() {
        let piece = tokio::time::timeout(PATIENCE, events.next()).await;
        let piece = piece
            .expect("it comes")
            .expect("it goes on")
            .expect("bytes");
        told.push_str(std::str::from_utf8(&piece).expect("text"));
    }
    assert_eq!(told, expected);
    assert_eq!(refused.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_request_is_one_message_and_a_poll_all_that_waits() {
    let handler = |mut connection: RawConnection| async move {
        let first = connection.recv().await.expect("a message");
        let size = first.as_bytes().len().to_string();
        connection.send(size).await.expect("it is sent");
        connection.send(vec![0xff, 0]).await.expect("it is sent");
        // The end of the handler is the end of the connection.
    };
    let server = start(handler, |_| ());
    let token = negotiate(&server, "/raw").await;
    let url = server.url("http", &format!("/raw?id={token}"));
    let http = reqwest::Client::new();
    let first = http.get(&url).send().await.expect("it answers");
    assert_eq!(first.bytes().await.expect("a body").len(), 0);
    // In chunks, without a length.
    let chunks = ["a".repeat(9_000), "b".repeat(20_000), String::new()];
    let chunks = chunks.map(Ok::<_, std::convert::Infallible>);
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    let post = http.post(&url).body(body).send().await;
    assert_eq!(post.expect("it answers").status(), 200);
    let mut told = Vec::new();
    loop {
        let poll = http.get(&url).send().await.expect("it answers");
        if poll.status() != 200 {
            assert_eq!(poll.status(), 204);
            break;
        }
        told.extend_from_slice(&poll.bytes().await.expect("a body"));
    }
    assert_eq!(told, b"29000\xff\0");
    // Its idle sockets are tasks of the server.
    drop(http);
    eventually("nothing is left", || server.tasks() == 1).await;
}

#[tokio::test]
async fn what_is_too_long_ends_the_connection_with_the_name_of_the_limit() {
    let ends = Ends::default();
    let noted = ends.clone();
    let handler = move |mut connection: RawConnection| {
        let noted = noted.clone();
        async move {
            while let Some(message) = connection.recv().await {
                let _ = connection.send(message).await;
            }
            let reason = connection.disconnect_reason().cloned();
            noted.0.lock().unwrap().push(reason);
        }
    };
    let server = start(handler, |options| {
        options.maximum_receive_message_size = 5_000;
    });
    let mut socket = socket(&server).await;
    let fits = Message::binary(vec![1; 5_000]);
    socket.send(fits.clone()).await.expect("it is sent");
    assert_eq!(next(&mut socket).await, fits);
    let long = Message::binary(vec![1; 5_001]);
    socket.send(long).await.expect("it is sent");
    let text = "a message has more than 5000 bytes (`maximum_receive_message_size`)";
    assert_eq!(closed(&mut socket).await, (1009, text.to_owned()));
    let reason = Some(DisconnectReason::Protocol(text.to_owned()));
    assert_eq!(ends.wait().await, reason);
}

#[tokio::test]
async fn who_may_not_connect_does_not_reach_the_handler() {
    struct Nobody;
    impl Policy for Nobody {
        async fn allows(caller: &Caller) -> bool {
            caller.refuse("not today")
        }
    }
    let server = HubServer::builder()
        .connection("/raw", echo)
        .connection_with_options(
            "/closed",
            echo.authorize::<Nobody>(),
            HubOptions {
                max_connections: 1,
                ..HubOptions::default()
            },
        )
        .build()
        .expect("it builds");
    let server = Server::start(server);
    let http = reqwest::Client::new();
    let post = async |path: &str, origin: Option<&str>| {
        let request =
            http.post(server.url("http", &format!("{path}/negotiate?negotiateVersion=1")));
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        let answer = request.send().await.expect("it answers");
        (
            answer.status().as_u16(),
            answer.text().await.expect("a body"),
        )
    };
    assert_eq!(post("/raw", Some("https://evil.example")).await.0, 403);
    assert_eq!(post("/raw", None).await.0, 200);
    let (status, text) = post("/closed", None).await;
    assert_eq!(status, 401);
    assert!(
        text.starts_with("this connection takes signed-in callers; "),
        "{text}"
    );
    assert!(text.ends_with("not today"), "{text}");
    let refused = connect_async(server.url("ws", "/closed")).await;
    assert!(refused.is_err());
    // The token of one mount is none of another.
    let token = negotiate(&server, "/raw").await;
    let elsewhere = http.get(server.url("http", &format!("/closed?id={token}")));
    assert_eq!(elsewhere.send().await.expect("it answers").status(), 404);
}

#[tokio::test]
async fn connections_have_a_limit() {
    let server = start(echo, |options| options.max_connections = 1);
    let mut first = socket(&server).await;
    first.send(Message::text("x")).await.expect("it is sent");
    next(&mut first).await;
    let second = connect_async(server.url("ws", "/raw")).await;
    assert!(second.expect_err("it is full").to_string().contains("503"));
    first.close(None).await.expect("it is sent");
    eventually("the first is gone", || server.tasks() == 1).await;
    socket(&server).await;
}

#[tokio::test]
async fn a_panic_ends_one_connection_and_the_end_of_a_handler_is_an_orderly_one() {
    let handler = |mut connection: RawConnection| async move {
        match connection.recv().await {
            Some(message) if message.as_text() == Some("panic") => panic!("on purpose"),
            _ => connection.send("goodbye").await.expect("it is sent"),
        }
    };
    let server = start(handler, |_| ());
    let (mut first, mut second) = (socket(&server).await, socket(&server).await);
    first
        .send(Message::text("panic"))
        .await
        .expect("it is sent");
    assert_eq!(closed(&mut first).await, (1011, String::new()));
    second.send(Message::text("x")).await.expect("it is sent");
    assert_eq!(next(&mut second).await, Message::text("goodbye"));
    assert_eq!(closed(&mut second).await, (1000, String::new()));
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_messages() {
    let ends = Ends::default();
    let noted = ends.clone();
    let handler = move |mut connection: RawConnection| {
        let noted = noted.clone();
        async move {
            let mut count = 0;
            while connection.recv().await.is_some() {
                count += 1;
            }
            connection.closed().await;
            let sent = connection.send("too late").await;
            assert_eq!((count, sent), (3, Err(RawSendError::Closed)));
            let reason = connection.disconnect_reason().cloned();
            noted.0.lock().unwrap().push(reason);
        }
    };
    let server = start(handler, |_| ());
    let mut socket = socket(&server).await;
    for _ in 0..3 {
        socket.feed(Message::text("x")).await.expect("it is taken");
    }
    socket.close(None).await.expect("it is sent");
    assert_eq!(ends.wait().await, Some(DisconnectReason::ClientStopped));
    eventually("nothing is left", || server.tasks() == 1).await;
}

#[tokio::test]
async fn a_shutdown_lets_handlers_say_goodbye_and_waits_for_none_that_does_not() {
    let polite = |mut connection: RawConnection| async move {
        while connection.recv().await.is_some() {}
        connection.send("goodbye").await.expect("it is sent");
    };
    let server = start(polite, |_| ());
    let mut client = socket(&server).await;
    let told = async {
        let last = next(&mut client).await;
        (last, closed(&mut client).await)
    };
    let (left, (last, close)) = tokio::join!(server.shut_down(PATIENCE), told);
    assert_eq!((left, last), (0, Message::text("goodbye")));
    assert_eq!(close, (1001, "the server is shutting down".to_owned()));
    assert!(connect_async(server.url("ws", "/raw")).await.is_err());

    let deaf = |_connection: RawConnection| std::future::pending();
    let server = start(deaf, |options| {
        options.drain_timeout = Duration::from_millis(100);
        options.hook_timeout = Duration::from_millis(100);
    });
    let mut client = socket(&server).await;
    let (left, close) = tokio::join!(server.shut_down(PATIENCE), closed(&mut client));
    assert_eq!((left, close.0), (0, 1001));
}

#[tokio::test]
async fn a_sender_waits_for_who_reads_and_gives_up_who_does_not() {
    let sent = Arc::new(AtomicUsize::new(0));
    let (counted, ends) = (sent.clone(), Ends::default());
    let noted = ends.clone();
    let handler = move |connection: RawConnection| {
        let (sent, noted) = (counted.clone(), noted.clone());
        async move {
            let message = RawMessage::from(vec![7; 10_000]);
            while connection.send(message.clone()).await.is_ok() {
                sent.fetch_add(1, Ordering::SeqCst);
                if sent.load(Ordering::SeqCst) == 2_000 {
                    break;
                }
            }
            connection.closed().await;
            noted
                .0
                .lock()
                .unwrap()
                .push(connection.disconnect_reason().cloned());
        }
    };
    let server = start(handler, |options| {
        options.slow_client_timeout = Duration::from_millis(300);
        options.max_outgoing_bytes = 100_000;
    });
    let stream = TcpSocket::new_v4().expect("a socket");
    stream.set_recv_buffer_size(16 * 1024).expect("a buffer");
    let stream = stream.connect(server.address()).await.expect("it connects");
    let url = server.url("ws", "/raw");
    let (mut socket, _) = client_async(url, stream).await.expect("it opens");
    for _ in 0..500 {
        let message = socket.next().await.expect("it lives").expect("a frame");
        assert_eq!(message.len(), 10_000);
    }
    // The kernels' buffers and the queue hold little of 20 MB.
    let ahead = sent.load(Ordering::SeqCst);
    assert!(ahead < 1_000, "{ahead} were taken for sent");
    assert_eq!(ends.wait().await, Some(DisconnectReason::TooSlow));
    let at_last = sent.load(Ordering::SeqCst);
    assert!(at_last < 1_000, "{at_last} were taken for sent");
    eventually("nothing is left", || server.tasks() == 1).await;
}

#[tokio::test]
async fn a_client_is_not_read_while_its_messages_wait() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let (go, wait) = tokio::sync::watch::channel(false);
    let handler = move |mut connection: RawConnection| {
        let (taken, mut wait) = (counted.clone(), wait.clone());
        async move {
            wait.wait_for(|go| *go).await.expect("it is told");
            while connection.recv().await.is_some() {
                taken.fetch_add(1, Ordering::SeqCst);
            }
        }
    };
    let server = start(handler, |_| ());
    let (mut write, _read) = socket(&server).await.split();
    let written = Arc::new(AtomicUsize::new(0));
    let counted = written.clone();
    let writer = tokio::spawn(async move {
        for _ in 0..3_000 {
            let message = Message::binary(vec![7; 10_000]);
            write.send(message).await.expect("it is sent");
            counted.fetch_add(1, Ordering::SeqCst);
        }
        write
    });
    // 30 MB do not fit into the kernels' buffers.
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(written.load(Ordering::SeqCst) < 3_000);
    go.send_replace(true);
    let _write = writer.await.expect("it is sent");
    eventually("all arrive", || taken.load(Ordering::SeqCst) == 3_000).await;
}
