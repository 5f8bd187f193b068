//! Servers of a few lines that do as a test likes, and a proxy that cuts.

use std::{future::Future, net::SocketAddr, time::Duration};

use futures_util::StreamExt;
use hubs_runtime::{
    Transport,
    client::{HubConnection, HubConnectionBuilder, ReconnectPolicy},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::WebSocketStream;

pub type Socket = WebSocketStream<TcpStream>;

/// A server that opens WebSockets and then does as it likes.
pub async fn server<F, R>(act: F) -> SocketAddr
where
    F: Fn(Socket) -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(socket) = tokio_tungstenite::accept_async(socket).await else {
                continue;
            };
            tokio::spawn(act(socket));
        }
    });
    address
}

/// One that answers every request with these bytes.
pub async fn http(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

pub fn client(address: SocketAddr) -> HubConnectionBuilder {
    HubConnection::builder(format!("http://{address}/hub"))
        .transports([Transport::WebSockets])
        .skip_negotiation()
        .reconnect(ReconnectPolicy::never())
        .handshake_timeout(Duration::from_millis(300))
        .max_message_bytes(1_000)
        .close_timeout(Duration::from_millis(100))
}

/// Reads what comes until the client goes.
pub async fn listen(mut socket: Socket) {
    while let Some(Ok(_)) = socket.next().await {}
}

/// Forwards to a server, and cuts every connection at once when told to.
pub struct Proxy {
    pub address: SocketAddr,
    cut: tokio::sync::watch::Sender<u32>,
}

impl Proxy {
    pub async fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let cut = tokio::sync::watch::Sender::new(0);
        let cuts = cut.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let mut cuts = cuts.subscribe();
                tokio::spawn(async move {
                    let server = TcpStream::connect(target).await.expect("a server");
                    // Small pieces must not wait for one another.
                    client.set_nodelay(true).expect("a socket");
                    server.set_nodelay(true).expect("a socket");
                    let both = forward(client, server);
                    tokio::select! {
                        () = both => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        Self { address, cut }
    }

    pub fn cut(&self) {
        self.cut.send_modify(|cuts| *cuts += 1);
    }

    pub fn url(&self) -> String {
        format!("http://{}/every", self.address)
    }
}

/// In small pieces, so that cuts fall inside messages.
async fn forward(client: TcpStream, server: TcpStream) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        let mut buffer = [0; 37];
        while let Ok(count @ 1..) = from_client.read(&mut buffer).await {
            if to_server.write_all(&buffer[..count]).await.is_err() {
                break;
            }
        }
    };
    let down = async {
        let mut buffer = [0; 41];
        while let Ok(count @ 1..) = from_server.read(&mut buffer).await {
            if to_client.write_all(&buffer[..count]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        () = up => {}
        () = down => {}
    }
}

/// A server that answers each request, by its head, with bytes or, for `None`, with a WebSocket for `act`.
pub async fn scripted<A, F, R>(answer: A, act: F) -> SocketAddr
where
    A: Fn(&str) -> Option<String> + Clone + Send + Sync + 'static,
    F: Fn(Socket) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (answer, act) = (answer.clone(), act.clone());
            tokio::spawn(async move {
                let head = head(&socket).await;
                if let Some(answer) = answer(&head) {
                    let mut rest = vec![0; 64 * 1024];
                    let _ = socket.read(&mut rest).await;
                    let _ = socket.write_all(answer.as_bytes()).await;
                    if !answer.contains("Connection: close") {
                        // It is not whole, and stays so.
                        tokio::time::sleep(Duration::from_secs(60)).await;
                    }
                } else if let Ok(socket) = tokio_tungstenite::accept_async(socket).await {
                    act(socket).await;
                }
            });
        }
    });
    address
}

/// The head of the request that waits in a socket, left in it.
async fn head(socket: &TcpStream) -> String {
    let mut bytes = [0; 4096];
    loop {
        let count = socket.peek(&mut bytes).await.unwrap_or(0);
        let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
        if count == 0 || text.contains("\r\n\r\n") {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// An answer without a body that lasts.
pub fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// An answer to a negotiation that offers `transports`.
pub fn negotiation(transports: &[&str], stateful: bool) -> String {
    let offers: Vec<_> = transports
        .iter()
        .map(|name| serde_json::json!({"transport": name, "transferFormats": ["Text", "Binary"]}))
        .collect();
    let body = serde_json::json!({
        "negotiateVersion": 1,
        "connectionId": "public",
        "connectionToken": "secret",
        "useStatefulReconnect": stateful,
        "availableTransports": offers,
    });
    answer("200 OK", &body.to_string())
}
