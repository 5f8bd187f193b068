//! A client that never reads, and whose kernel reads little for it.

use futures_util::SinkExt;
use hubs_runtime::{
    Transport,
    protocol::{Invocation, Protocol},
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use super::{Server, negotiate};

/// A receive buffer of a fixed size: left to itself, the kernel may take megabytes for a client that does not read,
/// more of them the busier the machine is.
const RECEIVE_BUFFER: u32 = 16 * 1024;

pub struct Stalled {
    protocol: Protocol,
    half: StalledHalf,
}

enum StalledHalf {
    Socket(Box<WebSocketStream<TcpStream>>),
    Posts {
        http: reqwest::Client,
        url: String,
        /// The answer to its GET, unread.
        _events: TcpStream,
    },
}

impl Stalled {
    /// Negotiates, opens the transport, which does not poll, and sends the handshake.
    pub async fn connect(
        server: &Server,
        path: &str,
        transport: Transport,
        protocol: Protocol,
    ) -> Self {
        let path = format!("{path}?id={}", negotiate(server, path).await);
        let mut stream = open(server).await;
        let half = if transport == Transport::WebSockets {
            let (socket, _) = client_async(server.url("ws", &path), stream)
                .await
                .expect("it opens");
            StalledHalf::Socket(Box::new(socket))
        } else {
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/event-stream\r\n\r\n",
                server.address()
            );
            stream
                .write_all(request.as_bytes())
                .await
                .expect("it is sent");
            // Until the transport is there, the server takes no POST.
            stream.readable().await.expect("it answers");
            StalledHalf::Posts {
                http: reqwest::Client::new(),
                url: server.url("http", &path),
                _events: stream,
            }
        };
        let mut client = Self { protocol, half };
        let handshake = format!("{{\"protocol\":\"{}\",\"version\":1}}\x1e", protocol.name());
        client.send(handshake.into_bytes()).await;
        client
    }

    /// Calls a method without parameters. Nobody waits for the answer.
    pub async fn call(&mut self, target: &str) {
        let nothing: [u8; 0] = [];
        let mut bytes = Vec::new();
        Invocation::call("1", target, nothing)
            .encode(self.protocol, &mut bytes)
            .expect("a call");
        self.send(bytes).await;
    }

    async fn send(&mut self, bytes: Vec<u8>) {
        match &mut self.half {
            StalledHalf::Socket(socket) => socket
                .send(Message::binary(bytes))
                .await
                .expect("it is sent"),
            StalledHalf::Posts { http, url, .. } => {
                let answer = http.post(url.as_str()).body(bytes).send().await;
                assert_eq!(answer.expect("it answers").status(), 200);
            }
        }
    }
}

async fn open(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .set_recv_buffer_size(RECEIVE_BUFFER)
        .expect("a buffer");
    socket.connect(server.address()).await.expect("it connects")
}
