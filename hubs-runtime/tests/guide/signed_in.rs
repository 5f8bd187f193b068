//! The program of docs/auth.md with the tokens that it meets.

use std::{
    convert::Infallible,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures_util::future::join_all;
use hubs_runtime::{
    Transport,
    client::{
        ConnectError, ConnectionStatus, HubConnection, HubConnectionBuilder, ReconnectPolicy,
    },
};
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::json;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::{auth, log::LogText, ways::eventually};

const SECRET: &[u8] = b"a secret of the test";
const WAYS: [Transport; 2] = [Transport::WebSockets, Transport::LongPolling];

/// A token that `secret` signs and that expires in so many seconds.
fn token(secret: &[u8], user: &str, roles: &[&str], seconds: i64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = i64::try_from(now.expect("after 1970").as_secs()).expect("seconds");
    let claims = json!({"sub": user, "exp": now + seconds, "roles": roles});
    let key = EncodingKey::from_secret(secret).expect("a key");
    encode(&Header::default(), &claims, &key).expect("a token")
}

/// The address of the program.
async fn serve() -> String {
    let app = auth::app(SECRET).expect("it builds");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
    format!("http://{address}/forum")
}

fn by(url: &str, way: Transport) -> HubConnectionBuilder {
    HubConnection::builder(url)
        .transports([way])
        .reconnect(ReconnectPolicy::never())
}

fn with(url: &str, way: Transport, token: String) -> HubConnectionBuilder {
    by(url, way).access_token(move || {
        let token = token.clone();
        async move { Ok::<_, Infallible>(token) }
    })
}

#[tokio::test]
async fn a_good_token_opens_the_hub_and_its_roles_the_methods() {
    let url = serve().await;
    for way in WAYS {
        let ann = with(&url, way, token(SECRET, "ann", &["moderator"], 600));
        let ann = ann.connect().await.expect("it connects");
        let me: String = ann.invoke("whoami", ()).await.expect("a name");
        assert_eq!(me, "ann");
        let closed: String = ann.invoke("closeThread", (7,)).await.expect("it closes");
        assert_eq!(closed, "thread 7 is closed");
        let bob = with(&url, way, token(SECRET, "bob", &["reader"], 600));
        let bob = bob.connect().await.expect("it connects");
        let refused = bob.invoke::<String>("closeThread", (7,)).await.unwrap_err();
        let text = refused.to_string();
        assert!(
            text.contains("unauthorized: only moderators may do this"),
            "{text}"
        );
        ann.close().await;
        bob.close().await;
    }
}

#[tokio::test]
async fn no_token_and_bad_ones_are_answered_401_and_the_log_has_the_cause() {
    let url = serve().await;
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let expired = token(SECRET, "ann", &[], -30);
    let forged = token(b"another secret", "ann", &[], 600);
    for way in WAYS {
        for (token, cause) in [
            (Some(&expired), "cause=ExpiredSignature"),
            (Some(&forged), "cause=InvalidSignature"),
            (None, ""),
        ] {
            let before = log.text().len();
            let builder = match token {
                Some(token) => with(&url, way, token.clone()),
                None => by(&url, way),
            };
            let refused = builder.connect().await.expect_err("not let in");
            let is_401 = matches!(
                refused,
                ConnectError::Refused {
                    status: Some(401),
                    ..
                }
            );
            assert!(is_401, "{way:?} {cause}: {refused:?}");
            let text = log.text().split_off(before);
            assert_eq!(text.contains("WARN"), token.is_some(), "{text}");
            assert!(text.contains(cause), "{text}");
            assert!(!token.is_some_and(|token| text.contains(token)), "{text}");
        }
    }
    // A browser's WebSocket, which skips negotiation.
    let browser = tokio_tungstenite::connect_async(format!(
        "{}?access_token={expired}",
        url.replace("http", "ws")
    ));
    let refused = browser.await.expect_err("not let in").to_string();
    assert!(refused.contains("401"), "{refused}");
    assert!(!log.text().contains(&expired));
}

#[tokio::test]
async fn a_connection_ends_with_its_token() {
    let url = serve().await;
    let lasting = |way, seconds| with(&url, way, token(SECRET, "ann", &[], seconds)).connect();
    let lasting = &lasting;
    let ended = WAYS.map(|way| async move {
        let hub = lasting(way, 5).await.expect("it connects");
        assert!(is_open(&hub), "{way:?}");
        eventually("it is closed", || !is_open(&hub)).await;
    });
    let kept = WAYS.map(|way| async move {
        let hub = lasting(way, 600).await.expect("it connects");
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert!(is_open(&hub), "{way:?}: the others end by their tokens");
    });
    tokio::join!(join_all(ended), join_all(kept));
}

fn is_open(hub: &HubConnection) -> bool {
    matches!(hub.status(), ConnectionStatus::Connected)
}
