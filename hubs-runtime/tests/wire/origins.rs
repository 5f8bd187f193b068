//! Pages of other sites, and names that lead to this server but are not its own: refused on every way in.

use hubs_runtime::{HubServer, HubServerBuilder, prelude::*};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::support::Server;

#[hub]
pub struct GuardedHub;

#[hub]
impl GuardedHub {}

fn start(change: impl FnOnce(HubServerBuilder) -> HubServerBuilder) -> Server {
    let builder = HubServer::builder().hub("/guarded", GuardedHub);
    Server::start(change(builder).build().expect("it builds"))
}

const UPGRADE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                       Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Method, target and headers of every way in.
const WAYS: [(&str, &str, &str); 7] = [
    ("POST", "/guarded/negotiate?negotiateVersion=1", ""),
    ("OPTIONS", "/guarded/negotiate", ""),
    ("GET", "/guarded", UPGRADE),
    ("GET", "/guarded?id=x", "Accept: text/event-stream\r\n"),
    ("GET", "/guarded?id=x", ""),
    ("POST", "/guarded?id=x", ""),
    ("DELETE", "/guarded?id=x", ""),
];

/// The answer to a request, head and body.
async fn ask(server: &Server, (method, target, own): (&str, &str, &str), headers: &str) -> String {
    let mut socket = TcpStream::connect(server.address())
        .await
        .expect("a socket");
    let request = format!(
        "{method} {target} HTTP/1.1\r\n{headers}{own}Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    socket
        .write_all(request.as_bytes())
        .await
        .expect("it is taken");
    let mut answer = Vec::new();
    // The head of a WebSocket comes alone, and then nothing: what is asked for here is refused or ends.
    let mut buffer = [0; 4096];
    while let Ok(length) = socket.read(&mut buffer).await
        && length > 0
    {
        answer.extend_from_slice(&buffer[..length]);
        if answer.starts_with(b"HTTP/1.1 101") {
            break;
        }
    }
    String::from_utf8(answer).expect("text")
}

#[tokio::test]
async fn names_that_only_lead_here_are_refused_on_every_way_in() {
    let server = start(|builder| builder.hosts(["chat.example.com"]));
    for way in WAYS {
        let rebound = "Host: evil.example\r\nOrigin: http://evil.example\r\n";
        let answer = ask(&server, way, rebound).await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{way:?}: {answer}");
        assert!(
            answer.contains("host `evil.example` is none of this server's"),
            "{way:?}: {answer}"
        );
    }
    let own = "Host: chat.example.com\r\nOrigin: http://chat.example.com\r\n";
    let answer = ask(&server, WAYS[0], own).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let answer = ask(&server, WAYS[2], own).await;
    assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
}

#[tokio::test]
async fn two_origins_are_refused_on_every_way_in() {
    let server = start(|builder| builder.origins(["http://page.example"]));
    for way in WAYS {
        for origins in [
            "Origin: http://page.example\r\nOrigin: http://evil.example\r\n",
            "Origin: http://evil.example\r\nOrigin: http://page.example\r\n",
        ] {
            let answer = ask(&server, way, &format!("Host: a\r\n{origins}")).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{way:?}: {answer}");
            assert!(
                answer.contains("more than one `Origin` header"),
                "{way:?}: {answer}"
            );
            assert!(!answer.contains("access-control-allow-origin"), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_page_without_tls_is_not_of_a_server_with_it() {
    let server = start(HubServerBuilder::trusted_proxy);
    let page = "Host: chat.example.com\r\nOrigin: http://chat.example.com\r\n";
    let secure = format!("{page}X-Forwarded-Proto: https\r\n");
    for way in WAYS {
        if way.0 == "OPTIONS" {
            continue;
        }
        let answer = ask(&server, way, &secure).await;
        assert!(answer.starts_with("HTTP/1.1 403 "), "{way:?}: {answer}");
        assert!(
            answer.contains("which is served with `https`"),
            "{way:?}: {answer}"
        );
    }
    let absolute = "https://chat.example.com/guarded/negotiate?negotiateVersion=1";
    let answer = ask(&server, ("POST", absolute, ""), page).await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    let answer = ask(&server, WAYS[0], page).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

/// Browsers ask about the headers of clients first, and tell nobody what they read when that is refused.
#[tokio::test]
async fn a_browser_may_ask_for_what_is_refused_in_words() {
    let server = start(|builder| builder.origins(["http://page.example"]));
    let page = "Host: chat.example.com\r\nOrigin: http://evil.example\r\n";
    let asked = format!(
        "{page}Access-Control-Request-Method: POST\r\n\
         Access-Control-Request-Headers: x-requested-with\r\n"
    );
    let answer = ask(&server, WAYS[1], &asked).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert!(
        answer.contains("access-control-allow-headers: x-requested-with\r\n"),
        "{answer}"
    );
    let refused = ask(&server, WAYS[0], page).await;
    assert!(refused.starts_with("HTTP/1.1 403 "), "{refused}");
    for answer in [answer, refused] {
        assert!(
            answer.contains("access-control-allow-origin: http://evil.example\r\n"),
            "{answer}"
        );
    }
}
