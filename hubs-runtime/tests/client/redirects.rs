//! Negotiations that end elsewhere: at another server, with another token, by a refusal, or not at all.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode},
    middleware::{self, Next},
    response::IntoResponse,
};
use futures_util::{SinkExt, StreamExt};
use hubs_runtime::{
    HubServer, Redirect, Transport,
    client::{CloseReason, ConnectError, HubConnection, HubConnectionBuilder, ReconnectPolicy},
    protocol::Protocol,
};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    scripted::{Socket, answer, listen, negotiation, scripted},
    support::{COMBINATIONS, EveryHub, Seen, Server, State, eventually, router},
};

type Log = Arc<Mutex<Vec<String>>>;

/// The access token in the head of a request.
fn token(head: &str) -> String {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("authorization: Bearer "));
    line.unwrap_or("none").to_owned()
}

fn with_token(builder: HubConnectionBuilder, asked: &Arc<AtomicU32>) -> HubConnectionBuilder {
    let asked = asked.clone();
    builder.access_token(move || {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        async move { Ok::<_, std::io::Error>(format!("mine-{number}")) }
    })
}

/// Connects to a server that sends it elsewhere, and sees that it is there, with the other token and as a client of ours.
async fn arrives_with_their_token(
    first: SocketAddr,
    (transport, protocol): (Transport, Protocol),
    provided: &Arc<AtomicU32>,
) {
    let builder = HubConnection::builder(format!("http://{first}/every"))
        .transports([transport])
        .protocol(protocol)
        .state(&State::default());
    let hub = with_token(builder, provided).connect().await;
    let hub = hub.expect("it connects");
    let header = hub.invoke::<Option<String>>("header", ("authorization",));
    let header = header.await.expect("an answer");
    assert_eq!(header.as_deref(), Some("Bearer theirs"), "{transport:?}");
    let _: () = hub.invoke("visit", ()).await.expect("an answer");
    assert_eq!(hub.state::<State>().visits, 1, "{transport:?}");
}

/// Answers the handshake, and nothing after that.
async fn welcome(mut socket: Socket) {
    let _ = socket.next().await;
    let _ = socket.send(Message::text("{}\x1e")).await;
    listen(socket).await;
}

#[tokio::test]
async fn a_redirect_is_followed_with_its_token_and_with_the_state() {
    let server = Server::start();
    let url = server.url();
    let redirect = serde_json::json!({"url": url, "accessToken": "theirs"}).to_string();
    let asked = Log::default();
    let heads = asked.clone();
    let first = scripted(
        move |head| {
            heads.lock().unwrap().push(token(head));
            Some(answer("200 OK", &redirect))
        },
        listen,
    )
    .await;
    for combination in COMBINATIONS {
        let provided = Arc::default();
        arrives_with_their_token(first, combination, &provided).await;
        assert_eq!(provided.load(Ordering::SeqCst), 1);
    }
    assert_eq!(*asked.lock().unwrap(), ["mine-0"; COMBINATIONS.len()]);
}

#[tokio::test]
async fn a_server_of_ours_sends_clients_to_another() {
    let server = Server::start();
    let url = server.url();
    let first = HubServer::builder()
        .hub(
            "/every",
            EveryHub {
                seen: Seen::default(),
            },
        )
        .redirect(move |_| Some(Redirect::to(&url).with_access_token("theirs")))
        .build()
        .expect("it builds");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, first.router()).await });
    for combination in COMBINATIONS {
        arrives_with_their_token(address, combination, &Arc::default()).await;
    }
}

#[tokio::test]
async fn a_further_negotiation_begins_at_the_first_server_with_its_own_token() {
    let seen = Log::default();
    let heads = seen.clone();
    let elsewhere = scripted(
        move |head| {
            let kind = match (
                head.starts_with("POST"),
                head.contains("upgrade: websocket"),
            ) {
                (true, _) if head.contains("/negotiate") => "negotiate",
                (_, true) => "socket",
                _ => "poll",
            };
            heads
                .lock()
                .unwrap()
                .push(format!("there {kind} {}", token(head)));
            Some(match kind {
                "negotiate" => negotiation(&["WebSockets", "LongPolling"], false),
                // A proxy that lets no WebSocket through.
                "socket" => answer("400 Bad Request", ""),
                _ => answer("500 Internal Server Error", ""),
            })
        },
        listen,
    )
    .await;
    let redirect = format!("{{\"url\":\"http://{elsewhere}/hub\",\"accessToken\":\"theirs\"}}");
    let heads = seen.clone();
    let first = scripted(
        move |head| {
            heads.lock().unwrap().push(format!("here {}", token(head)));
            Some(answer("200 OK", &redirect))
        },
        listen,
    )
    .await;
    let provided = Arc::default();
    let builder = HubConnection::builder(format!("http://{first}/hub"));
    let error = with_token(builder, &provided).connect().await.unwrap_err();
    assert!(matches!(error, ConnectError::NoTransport(_)), "{error}");
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "here mine-0",
            "there negotiate theirs",
            "there socket theirs",
            "here mine-1",
            "there negotiate theirs",
            "there poll theirs"
        ]
    );
}

#[tokio::test]
async fn an_expired_token_is_renewed_once() {
    let seen = Log::default();
    let heads = seen.clone();
    let address = scripted(
        move |head| {
            heads.lock().unwrap().push(token(head));
            match token(head).as_str() {
                "mine-0" => Some(answer("401 Unauthorized", "")),
                _ if head.starts_with("POST") => Some(negotiation(&["WebSockets"], false)),
                _ => None,
            }
        },
        welcome,
    )
    .await;
    let provided = Arc::default();
    let builder = HubConnection::builder(format!("http://{address}/hub"));
    let hub = with_token(builder, &provided).connect().await;
    let hub = hub.expect("it connects");
    assert_eq!(*seen.lock().unwrap(), ["mine-0", "mine-1", "mine-1"]);
    hub.close().await;
}

/// Serves the hub behind a proxy that answers requests which mention one of `blocked` itself; the result is the hub's URL.
async fn behind_a_proxy(blocked: &'static [&'static str]) -> String {
    let filter = move |request: Request, next: Next| async move {
        let mut values = request.headers().values();
        let is_blocked = |value: &HeaderValue| blocked.iter().any(|word| *value == *word);
        match values.any(is_blocked) {
            true => StatusCode::BAD_REQUEST.into_response(),
            false => next.run(request).await,
        }
    };
    let router = router(Seen::default()).layer(middleware::from_fn(filter));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/every")
}

#[tokio::test]
async fn a_transport_that_a_proxy_does_not_let_through_is_gone_around() {
    for (blocked, expected) in [
        (&[][..], "WebSockets"),
        (&["websocket"], "ServerSentEvents"),
        (&["websocket", "text/event-stream"], "LongPolling"),
    ] {
        let hub = HubConnection::connect(behind_a_proxy(blocked).await).await;
        let hub = hub.expect("it connects");
        let transport: String = hub.invoke("transport", ()).await.expect("an answer");
        assert_eq!(transport, expected);
        hub.close().await;
    }
    // One of them alone has nothing to fall back to.
    let url = behind_a_proxy(&["websocket"]).await;
    let alone = HubConnection::builder(url).transports([Transport::WebSockets]);
    let error = alone.connect().await.unwrap_err().to_string();
    assert!(
        error.contains("no transport works: WebSockets: "),
        "{error}"
    );
    assert!(error.contains("status 400"), "{error}");
}

/// A server whose requests are answered by `plan`, one after the other, and then as usual.
async fn planned(plan: &[Option<&'static str>]) -> String {
    let plan: Arc<Mutex<Vec<_>>> = Arc::new(Mutex::new(plan.iter().rev().copied().collect()));
    let address = scripted(
        move |head| match plan.lock().unwrap().pop().flatten() {
            Some(status) => Some(answer(status, "")),
            None if head.starts_with("POST") => Some(negotiation(&["WebSockets"], false)),
            None => None,
        },
        |mut socket| async move {
            let _ = socket.next().await;
            let _ = socket.send(Message::text("{}\x1e")).await;
            // It is lost as soon as it is used.
            while let Some(Ok(message)) = socket.next().await {
                if message.to_string().contains("\"type\":1") {
                    return;
                }
            }
        },
    )
    .await;
    format!("http://{address}/hub")
}

#[tokio::test]
async fn the_policy_decides_about_every_failure_of_a_reconnect() {
    let failures = [
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "503 Service Unavailable",
    ];
    for at_transport in [false, true] {
        // Negotiation and socket of the first connection go well.
        let mut plan = vec![None, None];
        for failure in failures {
            plan.extend(at_transport.then_some(None));
            plan.push(Some(failure));
        }
        let told = Log::default();
        let log = told.clone();
        let policy = ReconnectPolicy::custom(move |_, error| {
            log.lock().unwrap().push(error.to_string());
            Some(Duration::ZERO)
        });
        let builder = HubConnection::builder(planned(&plan).await).reconnect(policy);
        let hub = builder.connect().await.expect("it connects");
        hub.invoke::<()>("any", ()).await.unwrap_err();
        eventually("every failure is told", || {
            told.lock().unwrap().len() > failures.len()
        })
        .await;
        let told = told.lock().unwrap().clone();
        for (error, status) in told[1..].iter().zip(["401", "403", "404", "503"]) {
            assert!(error.contains(status), "{error}");
        }
    }
}

#[tokio::test]
async fn the_usual_policies_give_up_when_the_server_refuses() {
    for plan in [
        &[None, None, Some("403 Forbidden")][..],
        &[None, None, None, Some("403 Forbidden")],
    ] {
        let hub = HubConnection::builder(planned(plan).await).connect().await;
        let hub = hub.expect("it connects");
        hub.invoke::<()>("any", ()).await.unwrap_err();
        let ended = tokio::time::timeout(Duration::from_secs(5), hub.closed()).await;
        let reason = ended.expect("it is not tried for ever");
        assert_eq!(reason, CloseReason::Refused("Forbidden".to_owned()));
    }
}

#[tokio::test]
async fn a_first_connection_is_tried_again_where_the_hub_is_not_there_yet() {
    let url = planned(&[Some("404 Not Found"), None, Some("502 Bad Gateway")]).await;
    let policy = ReconnectPolicy::delays([Duration::ZERO; 5]);
    let builder = HubConnection::builder(&url).reconnect(policy.clone());
    let hub = builder.retry_first_connect().connect().await;
    hub.expect("it connects");
    let url = planned(&[None, Some("401 Unauthorized")]).await;
    let builder = HubConnection::builder(url).reconnect(policy);
    let error = builder.retry_first_connect().connect().await.unwrap_err();
    let is_refused = matches!(
        error,
        ConnectError::Refused {
            status: Some(401),
            ..
        }
    );
    assert!(is_refused, "{error}");
}

#[tokio::test]
async fn requests_that_are_never_answered_end_the_connection() {
    // A poll is answered at once the first time, then with the handshake, then never.
    for hangs in ["POST", "GET", "body"] {
        let polls = Arc::new(AtomicU32::new(0));
        let posts = Arc::new(AtomicU32::new(0));
        let address = scripted(
            move |head| {
                if head.contains("/negotiate") {
                    return Some(negotiation(&["LongPolling"], false));
                }
                if head.starts_with("POST") {
                    let number = posts.fetch_add(1, Ordering::SeqCst);
                    let hangs = number > 0 && hangs == "POST";
                    return Some(if hangs {
                        String::new()
                    } else {
                        answer("200 OK", "")
                    });
                }
                match (polls.fetch_add(1, Ordering::SeqCst), hangs) {
                    (0, _) => Some(answer("200 OK", "")),
                    (1, _) => Some(answer("200 OK", "{}\x1e")),
                    // More was announced than comes.
                    (_, "body") => Some("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_owned()),
                    _ => Some(String::new()),
                }
            },
            listen,
        )
        .await;
        let builder = HubConnection::builder(format!("http://{address}/hub"));
        let hub = builder
            .transports([Transport::LongPolling])
            .request_timeout(Duration::from_millis(300))
            .reconnect(ReconnectPolicy::never())
            .connect()
            .await
            .expect("it connects");
        let _ = hub.send("any", ()).await;
        let ended = tokio::time::timeout(Duration::from_secs(5), hub.closed()).await;
        let reason = ended.unwrap_or_else(|_| panic!("{hangs} is waited for for ever"));
        assert!(reason.to_string().contains("300ms"), "{reason}");
    }
}
