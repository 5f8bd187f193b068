//! How often the hot paths ask for memory, counted: a regression shows here, whatever the machine's speed.
#![allow(missing_docs)] // the hub's members say what they do

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
};

use hubs_runtime::{
    prelude::*,
    protocol::{Invocation, Protocol},
};
use tokio::sync::mpsc;

#[client_contract]
pub trait CountClient {
    async fn told(&self, text: String);
}

#[hub(client = CountClient)]
pub struct CountHub;

#[hub]
impl CountHub {
    pub fn echo(&self, text: String) -> String {
        text
    }

    pub async fn broadcast(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().others().told(text).await?;
        Ok(())
    }
}

/// Calls that are counted.
const CALLS: u64 = 300;

/// A frame that is masked with nothing.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("a short payload");
    assert!(length < 126);
    [&[0x80 | opcode, 0x80 | length, 0, 0, 0, 0], payload].concat()
}

fn call(protocol: Protocol, target: &str) -> Vec<u8> {
    let mut payload = Vec::new();
    let call = Invocation::call("1", target, ("x".repeat(32),));
    call.encode(protocol, &mut payload).expect("a text");
    frame(if protocol.is_binary() { 2 } else { 1 }, &payload)
}

/// A client that blocks a thread of its own: what it allocates is not counted.
struct Client(TcpStream);

impl Client {
    fn connect(address: SocketAddr, protocol: Protocol) -> Self {
        let mut stream = TcpStream::connect(address).expect("it connects");
        stream.set_nodelay(true).expect("a socket");
        let upgrade = "GET /count HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                       Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(upgrade.as_bytes()).expect("it is sent");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("an answer");
            head.extend(byte);
        }
        let mut client = Self(stream);
        let handshake = format!("{{\"protocol\":\"{}\",\"version\":1}}\x1e", protocol.name());
        client.write(&frame(1, handshake.as_bytes()));
        client.read();
        client
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).expect("it is sent");
    }

    /// One short frame.
    fn read(&mut self) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).expect("an answer");
        assert!(head[1] < 126, "a short frame");
        let mut payload = vec![0; usize::from(head[1])];
        self.0.read_exact(&mut payload).expect("an answer");
    }
}

/// Allocations of the server for each of the calls that `client` makes; it is told of `CALLS` calls twice, first to
/// warm up. It sends a message when it has made them, and waits for one before the next.
fn counted(client: impl FnOnce(SocketAddr, &mut dyn FnMut()) + Send + 'static) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let hubs = HubServer::builder().hub("/count", CountHub).build();
    let router = hubs.expect("it builds").router();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    runtime.spawn(async move { axum::serve(listener, router).await });
    let (made, mut is_made) = mpsc::channel::<()>(1);
    let (go_on, may_go_on) = std::sync::mpsc::channel::<()>();
    let calls = thread::spawn(move || {
        client(address, &mut || {
            made.blocking_send(()).expect("the server is there");
            may_go_on.recv().expect("the server is there");
        });
    });
    runtime.block_on(is_made.recv()).expect("it warms up");
    let counted = allocation_counter::measure(|| {
        go_on.send(()).expect("the client is there");
        runtime.block_on(is_made.recv()).expect("it calls");
    });
    go_on.send(()).expect("the client is there");
    calls.join().expect("it does not panic");
    counted.count_total as f64 / CALLS as f64
}

/// Of one echo.
fn of_echo(protocol: Protocol) -> f64 {
    counted(move |address, done| {
        let mut client = Client::connect(address, protocol);
        let call = call(protocol, "echo");
        for _ in 0..2 {
            for _ in 0..CALLS {
                client.write(&call);
                client.read();
            }
            done();
        }
    })
}

/// Of one broadcast to so many.
fn of_broadcast(protocol: Protocol, receivers: usize) -> f64 {
    counted(move |address, done| {
        let connect = |_| Client::connect(address, protocol);
        let mut receivers: Vec<Client> = (0..receivers).map(connect).collect();
        let mut sender = Client::connect(address, protocol);
        let call = call(protocol, "broadcast");
        for _ in 0..2 {
            for _ in 0..CALLS {
                sender.write(&call);
                sender.read();
                for receiver in &mut receivers {
                    receiver.read();
                }
            }
            done();
        }
    })
}

/// The argument, the method's future, what its context and the engine share, and the id that its answer needs.
#[test]
fn an_echo_asks_for_memory_four_times() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let each = of_echo(protocol);
        println!("{protocol:?}: {each} allocations a call");
        assert!(each < 4.1, "{protocol:?}: {each} allocations a call");
    }
}

#[test]
fn a_broadcast_is_encoded_once_for_all() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let (few, many) = (of_broadcast(protocol, 10), of_broadcast(protocol, 60));
        let delivery = (many - few) / 50.0;
        println!("{protocol:?}: {few} allocations a call to 10, {many} to 60");
        assert!(
            delivery < 0.1,
            "{protocol:?}: {delivery} allocations a delivery, {few} a call to ten"
        );
    }
}
