//! Filters around invocations and hooks, seen by clients.
#![allow(missing_docs)]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use hubs_runtime::{
    CallFailure, ConnectedCaller, FilteredCall, HubFilter, NextCall, NextConnected,
    NextDisconnected,
    prelude::*,
    protocol::Protocol,
    testing::{ConnectError, TestClient},
};

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[derive(Default)]
#[hub]
pub struct ShopHub {
    log: Log,
}

#[hub]
impl ShopHub {
    pub async fn price(&self, _article: String, count: u32) -> u32 {
        self.log.add("price runs");
        count * 10
    }

    pub async fn buy(&self, article: String) -> Result<(), HubError> {
        Err(HubError::new(format!("{article} is sold out")))
    }

    pub async fn burn(&self) {
        panic!("on purpose");
    }

    pub fn offers(&self, count: u32) -> impl Stream<Item = Result<u32, HubError>> {
        let end = (count == 0).then(|| Err(HubError::new("nothing to offer")));
        futures_util::stream::iter((0..count).map(Ok).chain(end))
    }

    #[authorize(Nobody)]
    pub fn secret(&self) {}

    #[on_connected]
    async fn welcome(&self) {
        self.log.add("hook: connected");
    }

    #[on_disconnected]
    async fn goodbye(&self) {
        self.log.add("hook: disconnected");
    }
}

pub struct Nobody;

impl Policy for Nobody {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

#[derive(Default)]
#[hub]
pub struct OtherHub;

#[hub]
impl OtherHub {
    pub fn nothing(&self) {}
}

/// Writes down what passes.
struct Watch(&'static str, Log);

impl HubFilter for Watch {
    async fn invoke(&self, call: &FilteredCall, next: NextCall<'_>) -> Result<(), CallFailure> {
        let name = format!("{} {}/{}", self.0, call.hub().name, call.method().name);
        self.1.add(format!("{name} begins"));
        let ended = next.run().await;
        let how = ended.as_ref().err().map_or("well", |failure| &failure.text);
        self.1.add(format!("{name} ended: {how}"));
        ended
    }

    async fn connected(
        &self,
        caller: &ConnectedCaller,
        next: NextConnected<'_>,
    ) -> Result<(), CallFailure> {
        self.1
            .add(format!("{} connects {:?}", self.0, caller.user_id()));
        next.run().await
    }

    async fn disconnected(
        &self,
        _caller: &ConnectedCaller,
        reason: &DisconnectReason,
        next: NextDisconnected<'_>,
    ) {
        next.run().await;
        self.1.add(format!("{} saw the end: {reason}", self.0));
    }
}

fn watched() -> (HubServer, Log) {
    let log = Log::default();
    let server = HubServer::builder()
        .hub_filter::<ShopHub>(Watch("inner", log.clone()))
        .filter(Watch("outer", log.clone()))
        .hub("/shop", ShopHub { log: log.clone() })
        .hub("/other", OtherHub);
    (server.build().unwrap(), log)
}

type Shop = TestClient<ShopHub>;

#[tokio::test(start_paused = true)]
async fn filters_stand_around_calls_in_order() {
    let (server, log) = watched();
    let ann = Shop::connect_as(&server, "ann").await.unwrap();
    assert_eq!(
        log.take(),
        [
            "outer connects Some(\"ann\")",
            "inner connects Some(\"ann\")",
            "hook: connected"
        ]
    );
    assert_eq!(ann.invoke::<u32>("Price", ("tea", 3)).await.unwrap(), 30);
    assert_eq!(
        log.take(),
        [
            "outer ShopHub/price begins",
            "inner ShopHub/price begins",
            "price runs",
            "inner ShopHub/price ended: well",
            "outer ShopHub/price ended: well"
        ]
    );
    ann.close().await.unwrap();
    assert_eq!(
        log.take(),
        [
            "hook: disconnected",
            "inner saw the end: the client stopped",
            "outer saw the end: the client stopped"
        ]
    );
    let other = TestClient::<OtherHub>::connect(&server).await.unwrap();
    other.invoke::<()>("nothing", ()).await.unwrap();
    assert!(log.take().iter().all(|line| line.starts_with("outer")));
}

#[tokio::test(start_paused = true)]
async fn filters_see_failures_panics_and_streams() {
    let (server, log) = watched();
    let ann = Shop::connect(&server).await.unwrap();
    log.take();
    let sold_out = ann.invoke::<()>("buy", ("tea",)).await.unwrap_err();
    assert_eq!(
        sold_out.to_string(),
        "An unexpected error occurred invoking 'buy' on the server. HubException: tea is sold out"
    );
    assert_eq!(log.take()[3], "outer ShopHub/buy ended: tea is sold out");
    let burnt = ann.invoke::<()>("burn", ()).await.unwrap_err();
    assert_eq!(
        burnt.to_string(),
        "An unexpected error occurred invoking 'burn' on the server."
    );
    assert_eq!(
        log.take()[3],
        "outer ShopHub/burn ended: hub method `burn` panicked"
    );
    let offers: Vec<u32> = ann
        .call("offers", (2,))
        .stream()
        .collect_all()
        .await
        .unwrap();
    assert_eq!(offers, [0, 1]);
    assert_eq!(log.take()[3], "outer ShopHub/offers ended: well");
    let none = ann.call("offers", (0,)).stream::<u32>().collect_all().await;
    assert_eq!(
        none.unwrap_err().to_string(),
        "An error occurred on the server while streaming results. HubException: nothing to offer"
    );
    assert_eq!(
        log.take()[3],
        "outer ShopHub/offers ended: nothing to offer"
    );
}

#[tokio::test(start_paused = true)]
async fn calls_that_would_not_run_pass_no_filter() {
    let (server, log) = watched();
    let ann = Shop::connect(&server).await.unwrap();
    log.take();
    for (method, text) in [
        ("nope", "Method does not exist."),
        ("secret", "because user is unauthorized"),
        (
            "price",
            "Invocation provides 0 argument(s) but target expects 2.",
        ),
    ] {
        let error = ann.invoke::<()>(method, ()).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
    }
    assert_eq!(log.take(), Vec::<String>::new());
}

/// Refuses, answers in the method's place, translates errors; by the article.
struct Clerk {
    prices: HashMap<String, u32>,
}

impl HubFilter for Clerk {
    async fn invoke(&self, call: &FilteredCall, next: NextCall<'_>) -> Result<(), CallFailure> {
        if call.method().params.is_empty() || call.method().streams {
            return next.run().await;
        }
        let article: String = call.argument(0)?.unwrap_or_default();
        if article == "poison" {
            return Err(HubError::new("not for sale").into());
        }
        if article == "forgotten" {
            return Ok(());
        }
        if let Some(price) = self.prices.get(&article) {
            let count: Option<u32> = call.argument(1)?;
            return call.answer(&(price * count.unwrap_or(1)));
        }
        assert!(call.context::<ShopHub>().is_some() && call.context::<OtherHub>().is_none());
        if call.header("lang").as_deref() == Some("de") {
            return next
                .run()
                .await
                .map_err(|_| CallFailure::visible("ausverkauft"));
        }
        next.run().await
    }

    async fn connected(
        &self,
        caller: &ConnectedCaller,
        next: NextConnected<'_>,
    ) -> Result<(), CallFailure> {
        next.run().await?;
        match caller.request().query_value("late") {
            Some(_) => Err(CallFailure::visible("too late")),
            None => Ok(()),
        }
    }
}

fn clerk() -> HubServer {
    let prices = HashMap::from([("gold".to_owned(), 900)]);
    let builder = HubServer::builder()
        .filter(Clerk { prices })
        .hub("/shop", ShopHub::default());
    builder.build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn filters_refuse_answer_and_translate() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let server = clerk();
        let ann = Shop::builder(&server)
            .protocol(protocol)
            .connect()
            .await
            .unwrap();
        let refused = ann.invoke::<u32>("price", ("poison", 1)).await.unwrap_err();
        assert!(
            refused.to_string().ends_with("HubException: not for sale"),
            "{refused}"
        );
        assert_eq!(
            ann.invoke::<u32>("price", ("gold", 2)).await.unwrap(),
            1_800
        );
        let call = ann.call("buy", ("tea",)).header("lang", "de");
        let translated = call.invoke::<()>().await.unwrap_err();
        assert!(
            translated
                .to_string()
                .ends_with("HubException: ausverkauft"),
            "{translated}"
        );
        let forgotten = ann
            .invoke::<u32>("price", ("forgotten", 1))
            .await
            .unwrap_err();
        assert_eq!(
            forgotten.to_string(),
            "An unexpected error occurred invoking 'price' on the server."
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_filter_refuses_connections() {
    let refused = Shop::builder(&clerk())
        .query("late", "1")
        .connect()
        .await
        .unwrap_err();
    assert!(matches!(refused, ConnectError::Closed(_)));
    assert!(
        refused.to_string().ends_with("HubException: too late"),
        "{refused}"
    );
}

#[test]
fn a_filter_for_a_hub_that_is_not_mounted_is_refused() {
    let built = HubServer::builder()
        .hub_filter::<ShopHub>(Watch("x", Log::default()))
        .build();
    let error = built.unwrap_err().to_string();
    assert!(
        error.starts_with("a filter is for hub `filters::ShopHub`, which is not mounted"),
        "{error}"
    );
}
