//! A whole server over long polling: handshakes, hellos and what follows them.

use std::{cell::Cell, sync::Once, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Method, Request, StatusCode},
};
use http_body_util::BodyExt;
use hubs_runtime::{
    prelude::*,
    protocol::{Completion, Headers, Invocation, Protocol, StreamItem},
    wire,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{messages, mutate};

#[client_contract]
pub trait FuzzClient {
    async fn moved(&self, by: i32);
    async fn confirm(&self, text: String) -> bool;
}

#[caller_state]
pub struct FuzzState {
    pub name: String,
    pub visits: u32,
    pub tags: Vec<String>,
}

#[hub_type]
pub struct Step {
    pub by: i32,
    pub then: Option<Box<Self>>,
}

#[hub(client = FuzzClient, state = FuzzState)]
pub struct FuzzHub;

#[hub]
impl FuzzHub {
    /// Named like the seeds' method.
    #[hub(name = "move")]
    pub async fn go(
        &self,
        cx: &HubContext<Self>,
        step: Step,
        #[hub(optional)] far: Option<f64>,
    ) -> Result<u32, HubError> {
        cx.groups().add("all").await?;
        cx.clients().group("all").moved(step.by).await?;
        Ok(cx.state().update(|state| {
            state.visits = state.visits.saturating_add(1);
            state.tags.push(format!("{far:?}"));
            state.visits
        }))
    }

    pub fn count(&self, to: u8, more: Upload<u8>) -> impl Stream<Item = u8> {
        let more = more.filter_map(|item| async move { item.ok() });
        futures_util::stream::iter(0..to).chain(more)
    }

    pub async fn ask(&self, cx: &HubContext<Self>) -> Result<bool, HubError> {
        Ok(cx.clients().caller().confirm("?".to_owned()).await?)
    }

    pub fn name(&self, cx: &HubContext<Self>) -> String {
        cx.state().get().name.clone()
    }
}

thread_local! {
    /// Of the test that this thread runs: its server is on the same thread.
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

struct Bench {
    server: HubServer,
    router: Router,
}

impl Bench {
    fn new() -> Self {
        let server = HubServer::builder()
            .configure(|options| {
                options.poll_timeout = Duration::from_millis(10);
                options.max_state_bytes = 1_024;
                options.maximum_receive_message_size = 4_096;
                options.maximum_parallel_invocations_per_client = 3;
                options.stream_buffer_capacity = 2;
            })
            .hub("/fuzz", FuzzHub)
            .build()
            .expect("a server");
        let router = server.router();
        Self { server, router }
    }

    async fn request(&self, method: Method, path: &str, body: Vec<u8>) -> (StatusCode, Bytes) {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self.router.clone().oneshot(request).await;
        let answer = answer.expect("an answer");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a body");
        (status, body.to_bytes())
    }

    /// A connection that sends these pieces and leaves.
    async fn connect(&self, query: &str, pieces: impl Iterator<Item = &[u8]>) {
        let path = format!("/fuzz/negotiate?negotiateVersion=1{query}");
        let (_, negotiated) = self.request(Method::POST, &path, Vec::new()).await;
        let negotiated: Value = serde_json::from_slice(&negotiated).expect("JSON");
        let token = negotiated["connectionToken"].as_str().expect("a token");
        let path = format!("/fuzz?id={token}{query}");
        let (status, _) = self.request(Method::GET, &path, Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        for piece in pieces {
            let (status, _) = self.request(Method::POST, &path, piece.to_vec()).await;
            assert!([200, 404].contains(&status.as_u16()), "{status}");
        }
        for _ in 0..3 {
            let (status, _) = self.request(Method::GET, &path, Vec::new()).await;
            assert!([200, 204, 404].contains(&status.as_u16()), "{status}");
        }
        self.request(Method::DELETE, &path, Vec::new()).await;
        let gone = async {
            while self.server.handle::<FuzzHub>().connection_count() > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let gone = tokio::time::timeout(Duration::from_secs(60), gone).await;
        gone.expect("it ends, and nothing stays behind");
        assert_eq!(PANICS.get(), 0, "something panicked");
    }
}

/// Handshakes, and calls that fit the hub.
fn calls(protocol: Protocol) -> Vec<Vec<u8>> {
    let headers = [
        ("hubs-state", r#"{"name":"Bob"}"#),
        ("hubs-state-seen", "0"),
    ];
    let calls: [(&str, Value, &[&str]); 5] = [
        (
            "move",
            json!([{"by": 1, "then": {"by": -2, "then": null}}]),
            &[],
        ),
        ("Move", json!([{"by": 1, "then": null}, 0.5]), &[]),
        ("name", json!([]), &[]),
        ("ask", json!([]), &[]),
        ("missing", json!([1]), &["9"]),
    ];
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for (target, arguments, streams) in &calls {
        let mut call = Vec::new();
        Invocation::call("5", target, arguments)
            .with_headers(Headers::new(&headers))
            .with_streams(streams)
            .encode(protocol, &mut call)
            .expect("it can be written");
        seeds.push(call);
    }
    let mut upload = Vec::new();
    Invocation::stream("6", "count", [3])
        .with_streams(&["7"])
        .encode(protocol, &mut upload)
        .expect("it can be written");
    for item in 0..4 {
        StreamItem::new("7", item)
            .encode(protocol, &mut upload)
            .expect("it can be written");
    }
    Completion::void("7")
        .encode(protocol, &mut upload)
        .expect("it can be written");
    seeds.push(upload);
    seeds.extend(messages::framed(protocol));
    seeds
}

fn hello(protocol: Protocol) -> Vec<u8> {
    let state = json!([{"state": r#"{"name":"Ann","visits":1,"tags":["a"]}"#, "reconnect": true}]);
    let mut hello = Vec::new();
    Invocation::call("0", wire::HELLO, state)
        .encode(protocol, &mut hello)
        .expect("it can be written");
    hello
}

fn run(name: &str, protocol: Protocol, query: &str, greets: bool, seeds: &[Vec<u8>]) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            PANICS.set(PANICS.get() + 1);
            told(panic);
        }));
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let bench = Bench::new();
    let handshake = format!("{{\"protocol\":\"{}\",\"version\":1}}\x1e", protocol.name());
    let mut begin = handshake.into_bytes();
    if greets {
        begin.extend(hello(protocol));
    }
    mutate::run(name, 200, seeds, |input, random| {
        let size = random.pick(&[&7, &100, &20_000]);
        let pieces = std::iter::once(&begin[..]).chain(input.chunks(*size).take(20));
        runtime.block_on(bench.connect(query, pieces));
    });
}

#[test]
fn a_server_survives_json() {
    run(
        "a server, JSON",
        Protocol::Json,
        "",
        false,
        &calls(Protocol::Json),
    );
}

#[test]
fn a_server_survives_messagepack_after_a_hello() {
    let seeds = calls(Protocol::MessagePack);
    run(
        "a server, MessagePack",
        Protocol::MessagePack,
        "&hubs=1",
        true,
        &seeds,
    );
}

#[test]
fn a_server_survives_hellos() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let mut nothing = Vec::new();
        Invocation::call("0", wire::HELLO, [0; 0])
            .encode(protocol, &mut nothing)
            .expect("it can be written");
        let mut seeds = vec![hello(protocol), nothing];
        seeds.push([hello(protocol), calls(protocol).concat()].concat());
        run("hellos", protocol, "&hubs=1", false, &seeds);
    }
}
