//! Clients that say anew who they are, against a server that ends the connections of those who do not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use futures_util::{StreamExt, future::join_all};
use hubs_runtime::{
    ExpiresAt, HubServer, Redirect, Transport, UserId, bearer_token,
    client::{
        CloseReason, ConnectionEvent, ConnectionEvents, HubConnection, HubConnectionBuilder,
        ReconnectPolicy, RefreshError,
    },
};
use tokio::sync::Semaphore;

use crate::support::{COMBINATIONS, EveryHub, Seen};

/// A user whose refreshes stay without an answer.
const UNANSWERED: &str = "una";

/// Takes a token `user@second` for its bearer until that second.
async fn sign_in(mut request: Request, next: Next) -> Response {
    let token = bearer_token(request.uri(), request.headers());
    let said = token.and_then(|token| {
        let (user, end) = token.split_once('@')?;
        Some((
            UserId::from(user),
            ExpiresAt::unix_seconds(end.parse().ok()?),
        ))
    });
    if let Some((user, end)) = said
        && end.time() > SystemTime::now()
    {
        if user.as_ref() == UNANSWERED && request.uri().path().ends_with("/refresh") {
            std::future::pending::<()>().await;
        }
        request.extensions_mut().insert(user);
        request.extensions_mut().insert(end);
    }
    next.run(request).await
}

/// A token of `user` that holds for so many seconds, or one less.
fn token(user: &str, seconds: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    format!("{user}@{}", now.expect("a date").as_secs() + seconds)
}

/// The URL of a hub that ends connections whose token does.
async fn serve(refreshes: bool) -> String {
    let seen = Seen::default();
    let hubs = HubServer::builder()
        .hub("/every", EveryHub { seen })
        .configure(|options| {
            options.close_on_authentication_expiration = true;
            options.enable_authentication_refresh = refreshes;
            options.poll_timeout = Duration::from_secs(1);
        })
        .build()
        .expect("it builds");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = hubs.router().layer(middleware::from_fn(sign_in));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/every")
}

/// A client whose tokens are those of `make`, which is told how many there were.
fn client(url: &str, make: impl Fn(u64) -> String + Send + Sync + 'static) -> HubConnectionBuilder {
    let asked = Arc::new(AtomicU64::new(0));
    HubConnection::builder(url)
        .reconnect(ReconnectPolicy::never())
        .access_token(move || {
            let token = make(asked.fetch_add(1, Ordering::SeqCst));
            async move { Ok::<_, std::io::Error>(token) }
        })
}

async fn next(events: &mut ConnectionEvents) -> ConnectionEvent {
    let next = tokio::time::timeout(Duration::from_secs(20), events.next()).await;
    next.expect("an event in time").expect("an event")
}

#[tokio::test]
async fn a_connection_outlives_its_first_token() {
    let url = serve(true).await;
    let stays = COMBINATIONS.map(|(transport, protocol)| {
        let url = url.clone();
        async move {
            let tokens = |asked| token("ann", if asked == 0 { 4 } else { 600 });
            let hub = client(&url, tokens)
                .transports([transport])
                .protocol(protocol)
                .connect()
                .await
                .expect("it connects");
            let mut events = hub.events();
            let refreshed = next(&mut events).await;
            let ConnectionEvent::AuthenticationRefreshed { holds_for } = refreshed else {
                panic!("{refreshed:?}");
            };
            assert!(holds_for.expect("an end") > Duration::from_secs(590));
            // Polls have the newer token too.
            tokio::time::sleep(Duration::from_secs(4)).await;
            let text: String = hub.invoke("echo", ("here",)).await.expect("an answer");
            assert_eq!(text, "here", "{transport:?}");
            let header = hub.invoke::<Option<String>>("header", ("authorization",));
            let header = header.await.expect("an answer").expect("a header");
            assert_eq!(header, format!("Bearer {}", token_of(&header)));
            hub.close().await;
        }
    });
    join_all(stays).await;
}

/// The token that holds for ten minutes, give or take what the test took.
fn token_of(header: &str) -> String {
    let end: u64 = header
        .rsplit('@')
        .next()
        .and_then(|end| end.parse().ok())
        .expect("an end");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a date")
        .as_secs();
    assert!((now + 580..=now + 600).contains(&end), "{header}");
    format!("ann@{end}")
}

#[tokio::test]
async fn a_refusal_is_told_until_the_connection_ends() {
    let url = serve(true).await;
    let tokens = |asked| token(if asked == 0 { "ann" } else { "bob" }, 6);
    let hub = client(&url, tokens)
        .authentication_refresh_before(Duration::from_secs(4))
        .connect()
        .await
        .expect("it connects");
    let mut events = hub.events();
    let mut told = Vec::new();
    let reason = loop {
        match next(&mut events).await {
            ConnectionEvent::AuthenticationExpiring { left, error } => told.push((left, error)),
            ConnectionEvent::Closed(reason) => break reason,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason, CloseReason::Server(None));
    assert!(told.len() > 1, "{told:?}");
    assert!(told.windows(2).all(|two| two[0].0 > two[1].0), "{told:?}");
    let error = told[0].1.to_string();
    assert_eq!(
        error,
        "the server did not refresh the authentication, with status 403: the user changed since this connection was \
         negotiated; connect anew"
    );
}

#[tokio::test]
async fn whoever_holds_the_connection_may_refresh_at_any_time() {
    let url = serve(true).await;
    let hub = client(&url, |asked| token("ann", 60 + asked * 60)).connect();
    let hub = hub.await.expect("it connects");
    let holds_for = hub.refresh_authentication().await.expect("it refreshes");
    assert!(holds_for.expect("an end") > Duration::from_secs(110));
    let header = hub.invoke::<Option<String>>("header", ("authorization",));
    let header = header.await.expect("an answer").expect("a header");
    assert_eq!(header, format!("Bearer {}", token("ann", 120)));
    hub.close().await;
    let gone = hub.refresh_authentication().await.unwrap_err();
    assert!(matches!(gone, RefreshError::NoConnection), "{gone}");
}

#[tokio::test]
async fn why_there_is_no_refresh_is_told() {
    let off = serve(false).await;
    let hub = client(&off, |_| token("ann", 60)).connect().await;
    let error = hub.expect("it connects").refresh_authentication().await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "the server did not refresh the authentication, with status 404: it knows no such request; is \
         `enable_authentication_refresh` on?"
    );
    let on = serve(true).await;
    let socket = client(&on, |_| token("ann", 60))
        .transports([Transport::WebSockets])
        .skip_negotiation();
    let socket = socket.connect().await.expect("it connects");
    let error = socket.refresh_authentication().await.unwrap_err();
    assert!(matches!(error, RefreshError::NoConnection), "{error}");
    let hub = HubConnection::builder(on).access_token(|| async { Err::<String, _>("no keys") });
    assert!(hub.connect().await.is_err());
}

#[tokio::test]
async fn a_provider_that_fails_or_is_not_waited_for_takes_no_token_away() {
    let url = serve(true).await;
    let asked = Arc::new(AtomicU64::new(0));
    let hub = HubConnection::builder(url)
        .transports([Transport::LongPolling])
        .reconnect(ReconnectPolicy::never())
        .access_token(move || {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            async move {
                match number {
                    0 => return Ok(token("ann", 600)),
                    1 => tokio::time::sleep(Duration::from_secs(1)).await,
                    _ => std::future::pending().await,
                }
                Err("the login is down")
            }
        });
    let hub = hub.connect().await.expect("it connects");
    let said = async |text: &str| {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let answer = hub.invoke::<String>("echo", (text,));
        let answer = tokio::time::timeout(Duration::from_secs(5), answer).await;
        assert_eq!(answer.expect("in time").expect("an answer"), text);
    };
    let (refused, ()) = tokio::join!(hub.refresh_authentication(), said("meanwhile"));
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("the login is down"), "{refused}");
    let given_up = hub.refresh_authentication();
    let given_up = tokio::time::timeout(Duration::from_millis(100), given_up).await;
    assert!(given_up.is_err(), "{given_up:?}");
    said("after").await;
}

#[tokio::test]
async fn a_refresh_that_ends_after_its_connection_leaves_the_next_one_alone() {
    let url = serve(true).await;
    let (asked, gate) = (AtomicU64::new(0), Arc::new(Semaphore::new(0)));
    let opened = gate.clone();
    let hub = HubConnection::builder(url)
        .transports([Transport::LongPolling])
        .access_token(move || {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            let gate = gate.clone();
            async move {
                if number == 1 {
                    gate.acquire().await.expect("a gate").forget();
                }
                let seconds = if number < 2 { 3 } else { 600 };
                Ok::<_, std::io::Error>(token("ann", seconds))
            }
        });
    let hub = hub.connect().await.expect("it connects");
    let mut events = hub.events();
    let (refreshed, ()) = tokio::join!(hub.refresh_authentication(), async {
        loop {
            match next(&mut events).await {
                ConnectionEvent::Reconnected { .. } => break,
                ConnectionEvent::Reconnecting { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        opened.add_permits(1);
    });
    assert!(refreshed.is_err(), "{refreshed:?}");
    // Its own token has expired.
    let text: String = hub.invoke("echo", ("here",)).await.expect("an answer");
    assert_eq!(text, "here");
}

#[tokio::test]
async fn a_server_that_gave_a_token_is_shown_no_other() {
    let there = serve(true).await;
    let given = token("ann", 600);
    let theirs = given.clone();
    let hubs = HubServer::builder()
        .hub(
            "/every",
            EveryHub {
                seen: Seen::default(),
            },
        )
        .redirect(move |_| Some(Redirect::to(&there).with_access_token(&*theirs)))
        .build()
        .expect("it builds");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let here = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, hubs.router()).await });
    let asked = Arc::new(AtomicU64::new(0));
    let counted = asked.clone();
    let hub = HubConnection::builder(format!("http://{here}/every")).access_token(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, std::io::Error>("for here alone".to_owned()) }
    });
    let hub = hub.connect().await.expect("it connects");
    hub.refresh_authentication().await.expect("it refreshes");
    assert_eq!(asked.load(Ordering::SeqCst), 1, "for the first negotiation");
    let header = hub.invoke::<Option<String>>("header", ("authorization",));
    let header = header.await.expect("an answer").expect("a header");
    assert_eq!(header, format!("Bearer {given}"));
}

#[tokio::test]
async fn a_refresh_that_is_not_answered_is_told() {
    let url = serve(true).await;
    let hub = client(&url, |_| token(UNANSWERED, 6))
        .request_timeout(Duration::from_secs(1))
        .transports([Transport::WebSockets]);
    let hub = hub.connect().await.expect("it connects");
    let mut events = hub.events();
    let told = next(&mut events).await;
    let ConnectionEvent::AuthenticationExpiring { error, .. } = told else {
        panic!("{told:?}");
    };
    assert_eq!(
        error.to_string(),
        "the server did not answer the refresh within 1s"
    );
}
