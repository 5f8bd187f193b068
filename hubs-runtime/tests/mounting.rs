//! Where hubs are mounted: what `build()` refuses, and that the rest of an application does not hide them.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::post,
};
use std::{future::IntoFuture, time::Duration};

use hubs_runtime::{HubOptions, HubServerBuilder, RateLimit, Transport, prelude::*};
use tower::ServiceExt;

/// Named after its type.
#[hub]
pub struct First;
#[hub]
impl First {}

/// Named like the first but for case.
#[hub(name = "first")]
pub struct Other;
#[hub]
impl Other {}

/// With methods that need streams.
#[hub]
pub struct Streaming;
#[hub]
impl Streaming {
    /// Counts.
    pub fn numbers(&self) -> impl Stream<Item = u32> + use<> {
        futures_util::stream::iter(0..3)
    }
}

/// Named unlike both.
#[hub]
pub struct Second;
#[hub]
impl Second {}

fn refusal(builder: HubServerBuilder) -> String {
    match builder.build() {
        Ok(_) => panic!("not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn hubs_of_one_name_or_path_are_refused_by_build() {
    let text = refusal(HubServer::builder().hub("/one", First).hub("/two", Other));
    assert!(text.contains("is registered twice"), "{text}");
    assert!(text.contains("First") && text.contains("Other"), "{text}");

    let text = refusal(HubServer::builder().hub("/one", First).hub("/ONE", Second));
    assert!(text.contains("is used twice"), "{text}");
    assert!(text.contains("First") && text.contains("Second"), "{text}");

    let text = refusal(
        HubServer::builder()
            .hub("/one", First)
            .hub("/One/negotiate", Second),
    );
    assert_eq!(
        text,
        "hubs `mounting::First` at `/one` and `mounting::Second` at `/One/negotiate` would both answer \
         `/one/negotiate`\nhelp: clients of each send requests of their own there; mount one of the two elsewhere"
    );

    let text = refusal(HubServer::builder().hub("/one", First).hub("/ONE", First));
    assert_eq!(
        text,
        "path `/ONE` is used twice, by `mounting::First` and by `mounting::First`\nhelp: paths are compared ignoring \
         case; mount each hub at its own"
    );
}

/// One rule of `build()`: what is set, and what is said about it.
type Rule = (fn(&mut HubOptions), &'static str);

/// For each setting: it is zero, and its name.
macro_rules! zeroed {
    ($($setting:ident),* $(,)?) => {
        [$((|options| options.$setting = Default::default(), stringify!($setting))),*]
    };
}

const NO_TIME: &str = "must not be zero\nhelp: zero is no way to switch a time limit off; leave the default, or set what \
                       is long enough";
const NO_ROOM: &str = "must not be zero\nhelp: zero is no way to switch a limit off, it would let nothing through; leave \
                       the default, or set what is enough";

#[test]
fn settings_without_sense_are_refused_by_build() {
    let times: [Rule; 9] = zeroed![
        keep_alive_interval,
        client_timeout_interval,
        handshake_timeout,
        disconnect_timeout,
        poll_timeout,
        web_socket_close_timeout,
        client_call_timeout,
        slow_client_timeout,
        hook_timeout,
    ];
    for (change, name) in times {
        check(change, &format!("`{name}` {NO_TIME}"));
    }
    let limits: [Rule; 8] = zeroed![
        stream_buffer_capacity,
        maximum_parallel_invocations_per_client,
        max_client_calls,
        max_groups_per_connection,
        max_connections,
        max_pending_negotiations,
        max_request_header_bytes,
        max_state_bytes,
    ];
    for (change, name) in limits {
        check(change, &format!("`{name}` {NO_ROOM}"));
    }
    let rules: [Rule; 16] = [
        (
            |options| options.max_connections_per_user = Some(0),
            "`max_connections_per_user` must not be zero\nhelp: nobody who is known could connect; `None` is no limit",
        ),
        (
            |options| options.poll_timeout = Duration::MAX,
            "`poll_timeout` (18446744073709551615.999999999s) must be at most a year\nhelp: no connection lives that \
             long; `Duration::from_secs(86_400)` is as good as never",
        ),
        (
            |options| options.client_timeout_interval = Duration::from_secs(20),
            "`client_timeout_interval` (20s) must be at least twice `keep_alive_interval` (15s)\nhelp: one lost ping \
             would end the connection; raise the former or lower the latter",
        ),
        (
            |options| options.maximum_receive_message_size = 255,
            "`maximum_receive_message_size` (255) must be at least 256\nhelp: a handshake must fit into it",
        ),
        (
            |options| options.max_state_bytes = 32_768,
            "`max_state_bytes` (32768) must be below `maximum_receive_message_size` (32768)\nhelp: the state travels \
             inside a message",
        ),
        (
            |options| options.max_outgoing_bytes = 4_095,
            "`max_outgoing_bytes` (4095) must be at least 4096\nhelp: ordinary answers must fit into it, or clients \
             that pause are disconnected for nothing",
        ),
        (
            |options| {
                options.allow_stateful_reconnects = true;
                options.stateful_reconnect_buffer_size = 0;
            },
            "`stateful_reconnect_buffer_size` must not be zero while `allow_stateful_reconnects` is on\nhelp: nothing \
             could be sent again after a reconnect",
        ),
        (
            |options| {
                options.allow_stateful_reconnects = true;
                options.stateful_reconnect_buffer_size = 1_048_577;
            },
            "`stateful_reconnect_buffer_size` (1048577) must be at most `max_outgoing_bytes` (1048576) while \
             `allow_stateful_reconnects` is on\nhelp: the latter bounds all that is kept for a client; lower the former \
             or raise the latter",
        ),
        (
            |options| options.minimum_protocol_version = 2,
            "`minimum_protocol_version` (2) must be 0 or 1\nhelp: there is no higher version of negotiation, so nobody \
             could connect; 1 refuses SignalR's oldest clients",
        ),
        (
            |options| options.call_rate_limit = Some(RateLimit::per_second(0)),
            "`call_rate_limit` (0 calls in 1s) must have no zero in it\nhelp: it would let nothing through, or everything; \
             `None` switches it off",
        ),
        (
            |options| options.call_rate_limit = Some(RateLimit::new(1, Duration::ZERO)),
            "`call_rate_limit` (1 call in 0ns) must have no zero in it\nhelp: it would let nothing through, or \
             everything; `None` switches it off",
        ),
        (
            |options| options.call_rate_limit = Some(RateLimit::per_second(1).with_burst(u32::MAX)),
            "`call_rate_limit` (1 call in 1s, 4294967295 at once) must have its calls back within a year\nhelp: no \
             connection lives that long; take a shorter time, or fewer calls at once",
        ),
        (
            |options| options.transports.clear(),
            "`transports` must name at least one transport\nhelp: leave the default, which is all of them",
        ),
        (
            |options| options.transports.push(Transport::LongPolling),
            "`transports` names `LongPolling` twice\nhelp: clients try them in this order; name each once",
        ),
        (
            |options| options.transports.push(Transport::InMemory),
            "`transports` must not name `InMemory`\nhelp: it is for tests and needs no setting",
        ),
        (
            |options| options.max_streams_per_connection = 0,
            "`max_streams_per_connection` must not be zero for hub `mounting::Streaming`\nhelp: zero allows no stream, \
             and its method `numbers` needs one",
        ),
    ];
    for (change, text) in rules {
        check(change, text);
    }
}

fn check(change: fn(&mut HubOptions), text: &str) {
    let builder = HubServer::builder().hub("/streaming", Streaming);
    let told = refusal(builder.configure(change));
    assert_eq!(told, format!("options of the server: {text}"));
    let mut options = HubOptions::default();
    change(&mut options);
    let builder = HubServer::builder().hub_with_options("/streaming", Streaming, options);
    let told = refusal(builder);
    assert_eq!(
        told,
        format!("options of mounting::Streaming at `/streaming`: {text}")
    );
}

#[test]
fn settings_that_only_look_senseless_are_taken() {
    let settings: [fn(&mut HubOptions); 4] = [
        |options| options.drain_timeout = Duration::ZERO,
        |options| options.max_streams_per_connection = 0,
        |options| options.stateful_reconnect_buffer_size = 0,
        |options| {
            options.max_outgoing_bytes = 4_096;
            options.maximum_receive_message_size = 1 << 20;
        },
    ];
    for change in settings {
        let builder = HubServer::builder().hub("/one", First).configure(change);
        builder.build().expect("it builds");
    }
}

#[test]
fn servers_for_nobody_are_refused_by_build() {
    let text = refusal(HubServer::builder());
    assert_eq!(
        text,
        "the server has no hub\nhelp: add one with `.hub(\"/chat\", ChatHub)`, or a handler of raw connections \
         with `.connection(\"/echo\", echo)`"
    );
    let text = refusal(HubServer::builder().hub("/one", First).max_connections(0));
    assert_eq!(
        text,
        "`max_connections` of the server must not be zero\nhelp: nobody could connect; leave it out if only each hub's \
         own limit is to count"
    );
}

async fn negotiate(app: Router, path: &str) -> StatusCode {
    let request = Request::post(path).body(Body::empty()).expect("a request");
    app.oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn a_hub_is_found_before_and_after_a_fallback() {
    let router = || {
        let hubs = HubServer::builder()
            .hub("/one", First)
            .build()
            .expect("built");
        hubs.router()
    };
    let page = || async { StatusCode::IM_A_TEAPOT };
    let before = router().fallback(page);
    let after = Router::new().fallback(page).merge(router());
    let nested = Router::new().nest("/api", router()).fallback(page);
    for (app, path) in [
        (before, "/one/negotiate?negotiateVersion=1"),
        (after, "/one/negotiate?negotiateVersion=1"),
        (nested, "/api/one/negotiate?negotiateVersion=1"),
    ] {
        assert_eq!(negotiate(app.clone(), path).await, StatusCode::OK, "{path}");
        assert_eq!(negotiate(app, "/elsewhere").await, StatusCode::IM_A_TEAPOT);
    }
}

#[tokio::test]
async fn a_slash_at_the_end_and_letter_case_lead_to_the_hub() {
    let hubs = HubServer::builder().hub("/one", First).hub("/", Second);
    let hubs = hubs.build().expect("built");
    let page = || async { StatusCode::IM_A_TEAPOT };
    let exact = hubs.router().fallback(page);
    let any_case = hubs.match_any_case(hubs.router().fallback(page));
    let version = "?negotiateVersion=1";
    for path in ["/one/negotiate", "/one/negotiate/", "/negotiate/"] {
        for app in [&exact, &any_case] {
            let status = negotiate(app.clone(), &format!("{path}{version}")).await;
            assert_eq!(status, StatusCode::OK, "{path}");
        }
    }
    for path in ["/One/negotiate", "/%6fne/Negotiate/", "/NEGOTIATE"] {
        let path = format!("{path}{version}");
        let status = negotiate(exact.clone(), &path).await;
        assert_eq!(status, StatusCode::IM_A_TEAPOT, "{path}");
        let status = negotiate(any_case.clone(), &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    for path in ["/one/", "/ONE", "/one"] {
        let request =
            Request::get(format!("{path}?id=unknown")).header("accept", "text/event-stream");
        let request = request.body(Body::empty()).expect("a request");
        let answer = any_case.clone().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(negotiate(any_case, "/other").await, StatusCode::IM_A_TEAPOT);
}

#[tokio::test]
#[should_panic(expected = "Overlapping method route")]
async fn routes_that_overlap_stop_the_program_at_its_start() {
    let hubs = HubServer::builder()
        .hub("/one", First)
        .build()
        .expect("built");
    let page = || async { "a page" };
    let _never = Router::new()
        .route("/one/negotiate", post(page))
        .merge(hubs.router());
}

#[tokio::test]
async fn load_balancers_learn_that_the_server_ends() {
    let hubs = HubServer::builder().hub("/one", First).build();
    let hubs = hubs.expect("built");
    let app: Router = hubs.router().route("/ready", hubs.readiness());
    let ready = async || {
        let request = Request::get("/ready")
            .body(Body::empty())
            .expect("a request");
        let answer = app.clone().oneshot(request).await.expect("an answer");
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 100).await;
        (
            status,
            String::from_utf8_lossy(&body.expect("a body")).into_owned(),
        )
    };
    assert_eq!(ready().await, (StatusCode::OK, "ready".to_owned()));
    hubs.shutdown(Duration::from_secs(1)).await;
    let ended = (
        StatusCode::SERVICE_UNAVAILABLE,
        "the server is shutting down".to_owned(),
    );
    assert_eq!(ready().await, ended);
}

#[tokio::test]
async fn the_server_merges_into_an_application_with_a_state() {
    let hubs = HubServer::builder().hub("/chat", First).build().unwrap();
    let application: Router = Router::<u32>::new().merge(hubs).with_state(1);
    let request = Request::post("/chat/negotiate?negotiateVersion=1")
        .body(Body::empty())
        .unwrap();
    let response = application.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn a_handle_of_a_hub_that_is_not_mounted_fails_at_the_callers_line() {
    let hubs = HubServer::builder().hub("/one", First).build().unwrap();
    let (sender, places) = std::sync::mpsc::channel();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let _ = sender.send(info.location().map(|place| place.file().to_owned()));
        usual(info);
    }));
    let asked = std::thread::spawn(move || hubs.handle::<Second>().connection_count());
    assert!(asked.join().is_err());
    let _ = std::panic::take_hook();
    let places: Vec<_> = places.iter().collect();
    assert!(places.contains(&Some(file!().to_owned())), "{places:?}");
}

#[tokio::test]
async fn a_server_of_hubs_and_nothing_else_is_served_as_it_is() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let hubs = HubServer::builder().hub("/numbers", First).build();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, hubs.unwrap()).into_future());
    for _ in 0..2 {
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = "POST /numbers/negotiate?negotiateVersion=1 HTTP/1.1\r\n\
            host: localhost\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains("connectionToken"), "{answer}");
    }
    serving.abort();
}
