//! `TestClient::calls`: hub methods by their own names and types.
#![allow(missing_docs)]
// Names and conditions that nobody should choose, and somebody will.
#![allow(
    clippy::new_ret_no_self,
    clippy::non_minimal_cfg,
    clippy::should_implement_trait
)]

use std::{borrow::Cow, collections::BTreeMap, pin::Pin};

use futures_util::stream::{self, BoxStream};
use hubs_runtime::{
    prelude::*,
    protocol::Protocol,
    testing::{TestClient, TestError, TestStream},
};
use serde::{Deserialize, Serialize};

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub text: String,
}

impl Message {
    fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
        }
    }
}

/// An error that could be received as well as sent.
#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum RoomError {
    #[error("no room {name}")]
    Missing { name: String },
}

type RoomResult<T> = Result<T, RoomError>;
type Answer<T> = Result<T, HubError>;
type UnitResult = Result<(), HubError>;
type Items = Pin<Box<dyn Stream<Item = u32> + Send>>;

/// A value, in spite of its name.
#[hub_type]
#[derive(Debug, PartialEq)]
pub struct QuizResult {
    pub points: u32,
}

/// A value with a type inside.
#[hub_type]
#[derive(Debug, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
}

/// Cannot be sent by a test.
#[derive(Deserialize, schemars::JsonSchema)]
pub struct OnlyRead {
    pub size: u32,
}

/// Cannot be received by a test.
#[derive(Serialize, schemars::JsonSchema)]
pub struct OnlyWritten {
    pub size: u32,
}

#[hub]
pub struct KindsHub;

#[hub]
impl KindsHub {
    pub fn plain(&self, number: u32) -> u32 {
        number + 1
    }

    pub fn nothing(&self) {}

    pub async fn with_context(&self, cx: &HubContext<Self>, word: String) -> String {
        let user = cx.user_id().map(ToString::to_string).unwrap_or_default();
        format!("{user}: {word}")
    }

    pub async fn find(&self, name: String) -> Result<Message, RoomError> {
        match name.as_str() {
            "lobby" => Ok(Message { text: name }),
            _ => Err(RoomError::Missing { name }),
        }
    }

    pub fn aliased(&self, fail: bool) -> RoomResult<u32> {
        let name = "hall".to_owned();
        if fail {
            Err(RoomError::Missing { name })
        } else {
            Ok(4)
        }
    }

    pub fn aliased_otherwise(&self) -> Answer<Message> {
        Ok(Message::of("other"))
    }

    pub fn aliased_unit(&self) -> UnitResult {
        Ok(())
    }

    pub fn quiz(&self) -> QuizResult {
        QuizResult { points: 9 }
    }

    pub fn page(&self, first: Message) -> Page<Message> {
        Page { items: vec![first] }
    }

    pub fn borrowed(&self) -> Cow<'_, str> {
        Cow::Borrowed("lent")
    }

    pub fn count_up(&self, to: u32) -> impl Stream<Item = u32> + use<> {
        stream::iter(0..to)
    }

    pub async fn some_fail(
        &self,
        room: String,
    ) -> Result<impl Stream<Item = Result<Message, HubError>> + use<>, RoomError> {
        if room.is_empty() {
            return Err(RoomError::Missing { name: room });
        }
        let items = [Ok(Message::of(&room)), Err(HubError::new("no more"))];
        Ok(stream::iter(items))
    }

    pub fn aliased_items(&self) -> impl Stream<Item = RoomResult<u32>> + use<> {
        stream::iter([Ok(1), Ok(2)])
    }

    pub fn boxed(&self) -> BoxStream<'static, u32> {
        stream::iter([3]).boxed()
    }

    pub fn pinned(&self) -> Pin<Box<dyn Stream<Item = u32> + Send>> {
        stream::iter([4]).boxed()
    }

    /// Nobody sees what it is but the compiler: the hub works, and the call goes by name.
    pub fn hidden(&self) -> Items {
        stream::iter([5]).boxed()
    }

    /// Two uploads, and arguments before, between and behind.
    pub async fn weave(
        &self,
        start: u32,
        mut numbers: Upload<u32>,
        word: String,
        mut messages: Upload<Message>,
        #[hub(optional)] end: Option<u32>,
    ) -> Vec<String> {
        let mut all = vec![start.to_string()];
        while let Some(Ok(number)) = numbers.next().await {
            all.push(number.to_string());
        }
        all.push(word);
        while let Some(Ok(message)) = messages.next().await {
            all.push(message.text);
        }
        all.extend(end.map(|end| end.to_string()));
        all
    }

    pub fn may_miss(
        &self,
        #[hub(nullable)] name: Option<String>,
        #[hub(optional)] limit: Option<u32>,
        #[hub(default = 7)] size: u32,
    ) -> String {
        format!("{name:?} {limit:?} {size}")
    }

    #[hub(name = "OnTheWire", client_name = "inClients")]
    pub fn renamed(&self) -> String {
        "renamed".to_owned()
    }

    #[deprecated(note = "use `plain`")]
    pub fn old(&self) -> bool {
        true
    }

    #[cfg(any())]
    pub fn absent(&self, never: NoSuchType) -> NoSuchType {
        never
    }

    pub fn under_conditions(
        &self,
        #[cfg(any())] first: NoSuchType,
        #[cfg(all())] first: Message,
        #[cfg(all())] second: u32,
        #[cfg(any())] third: Upload<NoSuchType>,
    ) -> String {
        format!("{} {second}", first.text)
    }

    pub fn one_way(&self, value: OnlyRead) -> OnlyWritten {
        OnlyWritten { size: value.size }
    }

    pub fn map(&self, keys: BTreeMap<String, Message>) -> usize {
        keys.len()
    }

    #[authorize(Nobody)]
    pub fn refused(&self) {}

    // Names that traits of the standard library or the generated code have.
    pub fn calls(&self) -> u32 {
        1
    }

    pub fn clone(&self) -> u32 {
        2
    }

    pub fn into(&self) -> u32 {
        3
    }

    pub fn new(&self) -> u32 {
        4
    }

    pub fn client(&self, call: u32, client: u32) -> u32 {
        call + client
    }

    pub fn r#match(&self, r#type: u32) -> u32 {
        r#type
    }
}

pub struct Nobody;

impl Policy for Nobody {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

fn server() -> HubServer {
    let builder = HubServer::builder().hub("/kinds", KindsHub);
    builder.build().unwrap()
}

/// A client of each protocol.
async fn clients(server: &HubServer) -> [TestClient<KindsHub>; 2] {
    let json = TestClient::connect_as(server, "ann").await.unwrap();
    let other = TestClient::<KindsHub>::builder(server).user("ann");
    let other = other.protocol(Protocol::MessagePack).connect().await;
    [json, other.unwrap()]
}

#[tokio::test(start_paused = true)]
async fn values_come_as_the_methods_declare_them() -> Result<(), TestError> {
    let server = server();
    for client in clients(&server).await {
        let calls = client.calls();
        assert_eq!(calls.plain(1).await?, 2);
        calls.nothing().await?;
        assert_eq!(calls.with_context("hi".to_owned()).await?, "ann: hi");
        assert_eq!(calls.find("lobby".to_owned()).await?.text, "lobby");
        assert_eq!(calls.aliased(false).await?, 4);
        assert_eq!(calls.aliased_otherwise().await?.text, "other");
        calls.aliased_unit().await?;
        assert_eq!(calls.quiz().await?.points, 9);
        let page: Page<Message> = calls.page(Message::of("first")).await?;
        assert_eq!(page.items, [Message::of("first")]);
        assert_eq!(calls.borrowed().await?, "lent");
        let map = BTreeMap::from([("a".to_owned(), Message::of("b"))]);
        assert_eq!(calls.map(map).await?, 1);
        assert_eq!(calls.under_conditions(Message::of("c"), 5).await?, "c 5");
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn errors_are_those_of_calls_by_name() {
    let server = server();
    let [client, _] = clients(&server).await;
    let typed = client.calls().find("attic".to_owned()).await.unwrap_err();
    let named = client.invoke::<Message>("find", ("attic",)).await;
    assert_eq!(typed.to_string(), named.unwrap_err().to_string());
    assert!(typed.to_string().contains("no room attic"), "{typed}");
    let aliased = client.calls().aliased(true).await.unwrap_err();
    assert!(aliased.to_string().contains("no room hall"), "{aliased}");
    let refused = client.calls().refused().await.unwrap_err();
    assert!(refused.to_string().contains("unauthorized"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn streams_give_their_items() -> Result<(), TestError> {
    let server = server();
    for client in clients(&server).await {
        // Outlives what made it, as the client does.
        let mut items: TestStream<'_, u32> = client.calls().count_up(2);
        assert_eq!(items.next().await.unwrap()?, 0);
        assert_eq!(items.collect_all().await?, [1]);
        let mut lines = client.calls().some_fail("lobby".to_owned());
        assert_eq!(lines.next().await.unwrap()?.text, "lobby");
        let error = lines.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("no more"), "{error}");
        let refused = client.calls().some_fail(String::new()).collect_all().await;
        assert!(refused.unwrap_err().to_string().contains("no room"));
        let aliased: Vec<u32> = client.calls().aliased_items().collect_all().await?;
        assert_eq!(aliased, [1, 2]);
        assert_eq!(client.calls().boxed().collect_all().await?, [3]);
        assert_eq!(client.calls().pinned().collect_all().await?, [4]);
        let hidden = client.call("hidden", ()).stream::<u32>();
        assert_eq!(hidden.collect_all().await?, [5]);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn uploads_take_whatever_has_their_items() -> Result<(), TestError> {
    let server = server();
    for client in clients(&server).await {
        let messages = ["a", "b"].map(Message::of);
        let woven = client
            .calls()
            .weave(10, 1..3, "and".to_owned(), messages, Some(99));
        assert_eq!(woven.await?, ["10", "1", "2", "and", "a", "b", "99"]);
        let woven = client
            .calls()
            .weave(0, Vec::new(), String::new(), None, None);
        assert_eq!(woven.await?, ["0", ""]);
    }
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn options_may_be_none_and_names_are_those_of_rust() -> Result<(), TestError> {
    let server = server();
    for client in clients(&server).await {
        let calls = client.calls();
        assert_eq!(calls.may_miss(None, None, 1).await?, "None None 1");
        let given = calls.may_miss(Some("a".to_owned()), Some(2), 3).await?;
        assert_eq!(given, r#"Some("a") Some(2) 3"#);
        assert_eq!(calls.renamed().await?, "renamed");
        let by_name: String = client.invoke("OnTheWire", ()).await?;
        assert_eq!(by_name, "renamed");
        #[expect(deprecated, reason = "so is the method")]
        let old = calls.old().await?;
        assert!(old);
        assert_eq!(calls.calls().await?, 1);
        assert_eq!(calls.clone().await?, 2);
        assert_eq!(calls.into().await?, 3);
        assert_eq!(calls.new().await?, 4);
        assert_eq!(calls.client(1, 2).await?, 3);
        assert_eq!(calls.r#match(6).await?, 6);
    }
    Ok(())
}
