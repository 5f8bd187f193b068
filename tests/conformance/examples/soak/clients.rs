//! Clients of every kind: in order, cut off, slow, half open, wrong.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

use super::Anything;

/// How long a client waits for an answer. A server that is slower than that fails the run.
const PATIENCE: Duration = Duration::from_secs(15);

/// Readers in each round that stop reading while much is sent to them.
const SLOW: u64 = 3;

/// Bytes that slow readers are sent, in messages of 30,000: more than the kernel's buffers hold.
const FLOOD: usize = 16 * 1024 * 1024;

/// Between two clients of one worker: addresses of closed sockets are taken for a minute.
const PAUSE: Duration = Duration::from_millis(150);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Runs `at_once` clients at the same time for `length`; returns how many came.
pub(crate) async fn round(address: &str, length: Duration, at_once: u64) -> Result<u64, Anything> {
    let end = Instant::now() + length;
    let mut workers = JoinSet::new();
    for worker in 0..at_once {
        let address = address.to_owned();
        workers.spawn(async move {
            let mut came = 0;
            while Instant::now() < end {
                visit(&address, worker + came).await?;
                came += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Ok::<u64, Anything>(came)
        });
    }
    let flooded = address.to_owned();
    workers.spawn(async move { flood(&flooded).await.map(|()| SLOW + 1) });
    let mut came = 0;
    while let Some(worker) = workers.join_next().await {
        came += worker??;
    }
    Ok(came)
}

async fn visit(address: &str, kind: u64) -> Result<(), Anything> {
    match kind % 8 {
        0 => in_order(address).await,
        1 => cut_during_call(address).await,
        2 => cut_during_stream(address).await,
        3 => cut_during_upload(address).await,
        4 => cut_events(address).await,
        5 => only_negotiates(address).await,
        6 => half_open(address).await,
        _ => wrong(address).await,
    }
}

/// A WebSocket that has shaken hands.
async fn open(address: &str) -> Result<Socket, Anything> {
    let url = format!("ws://{address}/test");
    let (mut socket, _) = tokio_tungstenite::connect_async(url).await?;
    send(&mut socket, r#"{"protocol":"json","version":1}"#).await?;
    read_until(&mut socket, "{}").await?;
    Ok(socket)
}

async fn send(socket: &mut Socket, message: &str) -> Result<(), Anything> {
    Ok(socket.send(Message::text(format!("{message}\x1e"))).await?)
}

async fn read_until(socket: &mut Socket, part: &str) -> Result<(), Anything> {
    loop {
        let message = timeout(PATIENCE, socket.next()).await?;
        match message.ok_or("the server has closed the socket")?? {
            Message::Text(text) if text.contains(part) => return Ok(()),
            Message::Close(_) => return Err("the server closes the socket".into()),
            _ => {}
        }
    }
}

/// Reads until the server ends the connection.
async fn read_to_the_end(socket: &mut Socket) -> Result<(), Anything> {
    while let Some(Ok(_)) = timeout(PATIENCE, socket.next()).await? {}
    Ok(())
}

async fn in_order(address: &str) -> Result<(), Anything> {
    let mut socket = open(address).await?;
    for id in 0..5 {
        let call =
            format!(r#"{{"type":1,"invocationId":"{id}","target":"EchoLater","arguments":["x"]}}"#);
        send(&mut socket, &call).await?;
        read_until(&mut socket, &format!(r#""invocationId":"{id}""#)).await?;
    }
    socket.close(None).await?;
    read_to_the_end(&mut socket).await
}

async fn cut_during_call(address: &str) -> Result<(), Anything> {
    let mut socket = open(address).await?;
    let call = r#"{"type":1,"invocationId":"1","target":"Join","arguments":["group"]}"#;
    send(&mut socket, call).await?;
    let call = r#"{"type":1,"invocationId":"2","target":"AskCaller","arguments":[1]}"#;
    send(&mut socket, call).await?;
    read_until(&mut socket, "getResult").await
}

async fn cut_during_stream(address: &str) -> Result<(), Anything> {
    let mut socket = open(address).await?;
    let call = r#"{"type":4,"invocationId":"1","target":"Endless","arguments":[]}"#;
    send(&mut socket, call).await?;
    read_until(&mut socket, r#""item":5"#).await
}

async fn cut_during_upload(address: &str) -> Result<(), Anything> {
    let mut socket = open(address).await?;
    let call =
        r#"{"type":1,"invocationId":"1","target":"Concat","arguments":[],"streamIds":["2"]}"#;
    send(&mut socket, call).await?;
    for _ in 0..3 {
        send(&mut socket, r#"{"type":2,"invocationId":"2","item":"x"}"#).await?;
    }
    Ok(())
}

/// Sends a request on a connection of its own.
async fn request(address: &str, head: &str, body: &str) -> Result<TcpStream, Anything> {
    let mut stream = TcpStream::connect(address).await?;
    let length = body.len();
    let request = format!(
        "{head} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept: text/event-stream\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

async fn whole_answer(mut stream: TcpStream) -> Result<String, Anything> {
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await??;
    if answer.starts_with("HTTP/1.1 200") {
        return Ok(answer);
    }
    Err(answer.into())
}

async fn negotiate(address: &str) -> Result<String, Anything> {
    let negotiation = "POST /test/negotiate?negotiateVersion=1";
    let answer = whole_answer(request(address, negotiation, "").await?).await?;
    let token = answer
        .split_once(r#""connectionToken":""#)
        .and_then(|(_, rest)| rest.split('"').next());
    Ok(token.ok_or("no token")?.to_owned())
}

async fn cut_events(address: &str) -> Result<(), Anything> {
    let token = negotiate(address).await?;
    let mut events = request(address, &format!("GET /test?id={token}"), "").await?;
    let mut text = Vec::new();
    // The first comment: the transport is there.
    read_some(&mut events, &mut text, ":\r\n").await?;
    let handshake = "{\"protocol\":\"json\",\"version\":1}\x1e";
    whole_answer(request(address, &format!("POST /test?id={token}"), handshake).await?).await?;
    read_some(&mut events, &mut text, "data: {}").await
}

async fn read_some(stream: &mut TcpStream, text: &mut Vec<u8>, part: &str) -> Result<(), Anything> {
    while !String::from_utf8_lossy(text).contains(part) {
        if timeout(PATIENCE, stream.read_buf(text)).await?? == 0 {
            return Err(format!("the events end before {part:?}").into());
        }
    }
    Ok(())
}

async fn only_negotiates(address: &str) -> Result<(), Anything> {
    negotiate(address).await.map(|_| ())
}

async fn half_open(address: &str) -> Result<(), Anything> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("GET /test HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgr");
    stream.write_all(head.as_bytes()).await?;
    tokio::time::sleep(Duration::from_millis(20)).await;
    Ok(())
}

async fn wrong(address: &str) -> Result<(), Anything> {
    let mut socket = open(address).await?;
    send(&mut socket, "what is this?").await?;
    read_to_the_end(&mut socket).await
}

/// Sends much to clients that do not read, and waits until the server has given them up.
async fn flood(address: &str) -> Result<(), Anything> {
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        let mut socket = open(address).await?;
        let call = r#"{"type":1,"invocationId":"1","target":"Join","arguments":["slow"]}"#;
        send(&mut socket, call).await?;
        read_until(&mut socket, r#""invocationId":"1""#).await?;
        slow.push(socket);
    }
    let mut sender = open(address).await?;
    let text = "x".repeat(30_000);
    let call = format!(
        r#"{{"type":1,"invocationId":"1","target":"SendToGroup","arguments":["slow","{text}"]}}"#
    );
    for _ in 0..FLOOD / text.len() {
        send(&mut sender, &call).await?;
        read_until(&mut sender, r#""invocationId":"1""#).await?;
    }
    // What was in flight can still be read; then it ends.
    let mut received = 0;
    for socket in &mut slow {
        while let Some(Ok(message)) = timeout(PATIENCE, socket.next()).await? {
            received += message.len();
        }
    }
    if received >= FLOOD * slow.len() {
        return Err("the slow readers got everything: they were not slow".into());
    }
    Ok(())
}
