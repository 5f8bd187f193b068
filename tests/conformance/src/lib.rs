//! The hubs that official clients are tested against: every kind of method.
#![allow(missing_docs)] // the members' names say what they do

use std::time::Duration;

use hubs_runtime::prelude::*;

/// What the server calls on the tests' clients.
#[client_contract]
pub trait TestClient {
    /// A text for whoever it is for.
    async fn message(&self, text: String);
    /// A value of every kind.
    async fn payload(&self, payload: Payload);
    /// A call without arguments.
    async fn nothing(&self);
    /// Asks for a number.
    #[client(timeout = "2s")]
    async fn get_result(&self, value: u32) -> u32;
}

/// A value with some of everything.
#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Payload {
    pub integer: i32,
    pub float: f64,
    pub text: String,
    pub maybe: Option<String>,
    pub list: Vec<Payload>,
    pub kind: Kind,
}

#[hub_type]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Small,
    Large,
}

/// What clients may call, in the manner of the functional tests of the official client.
#[hub(client = TestClient)]
pub struct TestHub;

#[hub]
impl TestHub {
    pub fn echo(&self, text: String) -> String {
        text
    }

    pub async fn echo_later(&self, text: String) -> String {
        tokio::time::sleep(Duration::from_millis(5)).await;
        text
    }

    pub fn echo_payload(&self, payload: Payload) -> Payload {
        payload
    }

    pub fn void_method(&self) {}

    pub fn throw(&self, text: String) -> Result<(), HubError> {
        Err(HubError::new(text))
    }

    pub fn throw_internal(&self) -> Result<(), HubError> {
        Err(HubError::internal("the disk is full"))
    }

    pub fn panic_please(&self) {
        panic!("as asked");
    }

    pub fn connection_id(&self, cx: &HubContext<Self>) -> String {
        cx.connection_id().to_string()
    }

    pub fn transport(&self, cx: &HubContext<Self>) -> String {
        cx.transport().name().to_owned()
    }

    pub fn user(&self, cx: &HubContext<Self>) -> Option<String> {
        cx.user_id().map(ToString::to_string)
    }

    pub fn add(&self, left: i32, #[hub(default = 10)] right: i32) -> i32 {
        left + right
    }

    pub async fn broadcast(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().message(text).await?;
        Ok(())
    }

    pub async fn send_to_others(
        &self,
        cx: &HubContext<Self>,
        text: String,
    ) -> Result<(), HubError> {
        cx.clients().others().message(text).await?;
        Ok(())
    }

    pub async fn send_to_caller(
        &self,
        cx: &HubContext<Self>,
        payload: Payload,
    ) -> Result<(), HubError> {
        cx.clients().caller().payload(payload).await?;
        cx.clients().caller().nothing().await?;
        Ok(())
    }

    pub async fn send_to_user(
        &self,
        cx: &HubContext<Self>,
        user: String,
        text: String,
    ) -> Result<(), HubError> {
        cx.clients().user(user).message(text).await?;
        Ok(())
    }

    pub async fn join(&self, cx: &HubContext<Self>, group: String) -> Result<(), HubError> {
        cx.groups().add(group).await?;
        Ok(())
    }

    pub async fn leave(&self, cx: &HubContext<Self>, group: String) -> Result<(), HubError> {
        cx.groups().remove(group).await?;
        Ok(())
    }

    pub async fn send_to_group(
        &self,
        cx: &HubContext<Self>,
        group: String,
        text: String,
    ) -> Result<(), HubError> {
        cx.clients().group(group).message(text).await?;
        Ok(())
    }

    pub fn stream(&self) -> impl Stream<Item = String> {
        futures_util::stream::iter(["a", "b", "c"].map(str::to_owned))
    }

    pub fn empty_stream(&self) -> impl Stream<Item = u32> {
        futures_util::stream::empty()
    }

    pub fn count(&self, to: u32) -> impl Stream<Item = u32> {
        futures_util::stream::iter(0..to)
    }

    pub fn endless(&self) -> impl Stream<Item = u32> {
        futures_util::stream::unfold(0, |next| async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((next, next + 1))
        })
    }

    pub fn stream_throw(&self, text: String) -> Result<impl Stream<Item = u32>, HubError> {
        if text.is_empty() {
            return Ok(futures_util::stream::empty());
        }
        Err(HubError::new(text))
    }

    pub async fn concat(&self, mut parts: Upload<String>) -> Result<String, HubError> {
        let mut whole = String::new();
        while let Some(part) = parts.next().await {
            whole.push_str(&part?);
        }
        Ok(whole)
    }

    /// A value stands between the streams: of two streams in a row the npm client keeps the second among the values.
    pub async fn sum_of_two(
        &self,
        mut left: Upload<u32>,
        start: u32,
        mut right: Upload<u32>,
    ) -> Result<u32, HubError> {
        let mut sum = start;
        while let Some(number) = left.next().await {
            sum += number?;
        }
        while let Some(number) = right.next().await {
            sum += number?;
        }
        Ok(sum)
    }

    /// Sends each part back to its caller, as a push: for clients whose uploads have no answer.
    pub async fn relay(
        &self,
        cx: &HubContext<Self>,
        mut parts: Upload<String>,
    ) -> Result<(), HubError> {
        while let Some(part) = parts.next().await {
            cx.clients().caller().message(part?).await?;
        }
        Ok(())
    }

    pub fn double(&self, numbers: Upload<u32>) -> impl Stream<Item = u32> {
        numbers.filter_map(|number| async move { number.ok().map(|number| number * 2) })
    }

    pub async fn ask_caller(&self, cx: &HubContext<Self>, value: u32) -> Result<u32, HubError> {
        let answer = cx.clients().caller().get_result(value).await;
        answer.map_err(|error| HubError::new(error.to_string()))
    }

    pub async fn ask_client(
        &self,
        cx: &HubContext<Self>,
        connection: String,
        value: u32,
    ) -> Result<u32, HubError> {
        let answer = cx.clients().client(connection).get_result(value).await;
        answer.map_err(|error| HubError::new(error.to_string()))
    }

    pub async fn invite(
        &self,
        cx: &HubContext<Self>,
        connection: String,
        group: String,
    ) -> Result<(), HubError> {
        cx.handle().add_to_group(connection, group).await?;
        Ok(())
    }

    pub async fn expel(
        &self,
        cx: &HubContext<Self>,
        connection: String,
        group: String,
    ) -> Result<(), HubError> {
        cx.handle().remove_from_group(connection, group).await?;
        Ok(())
    }

    pub async fn is_online(&self, cx: &HubContext<Self>, user: String) -> Result<bool, HubError> {
        Ok(cx.handle().is_online(user).await?)
    }

    pub async fn send_to_client(
        &self,
        cx: &HubContext<Self>,
        connection: String,
        text: String,
    ) -> Result<(), HubError> {
        cx.clients().client(connection).message(text).await?;
        Ok(())
    }

    pub fn abort(&self, cx: &HubContext<Self>) {
        cx.abort();
    }

    #[authorize(SignedIn)]
    pub fn secret(&self) -> String {
        "the secret".to_owned()
    }
}

/// Anyone with a name.
pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

/// For signed-in users alone.
#[hub]
#[authorize(SignedIn)]
pub struct SecretHub;

#[hub]
impl SecretHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

/// What the server calls on clients that keep a state.
#[client_contract]
pub trait StateClient {
    async fn note(&self, text: String);
    /// Has another name in generated clients.
    #[client(client_name = "ask_then")]
    async fn then(&self, question: Question) -> Answer;
    /// Nobody handles it in the tests.
    async fn unwanted(&self);
}

#[hub_type]
pub struct Question {
    pub text: String,
    pub choices: Vec<String>,
}

#[hub_type]
#[derive(Debug)]
pub enum Answer {
    Choice(u32),
    Words { text: String },
    Silence,
}

/// Carried by each client.
#[caller_state]
pub struct TestState {
    /// Shown to others.
    pub name: String,
    pub visits: u32,
    pub tags: Vec<String>,
    /// What the server thinks of the caller.
    #[state(server)]
    pub rank: u32,
}

/// What can go wrong, typed.
#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum TestError {
    #[error("no room is called {name}")]
    NoSuchRoom { name: String },
    #[error("not before {hour} o'clock")]
    TooEarly { hour: u8 },
    #[internal]
    #[error("the disk is full")]
    Disk(#[from] HubError),
}

/// State, typed errors and what else generated clients have beyond official ones.
#[hub(client = StateClient, state = TestState)]
pub struct StateHub;

#[hub]
impl StateHub {
    pub fn whoami(&self, cx: &HubContext<Self>) -> String {
        cx.state().get().name.clone()
    }

    /// Counts in the caller's state.
    pub fn visit(&self, cx: &HubContext<Self>) -> u32 {
        cx.state().update(|state| {
            state.visits += 1;
            state.visits
        })
    }

    /// Gives the caller a rank.
    pub fn promote(&self, cx: &HubContext<Self>, rank: u32) {
        cx.state().update(|state| state.rank = rank);
    }

    /// Renames the caller a moment after the answer.
    pub fn rename_later(&self, cx: &HubContext<Self>, name: String) {
        let cx = cx.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            cx.state().update(|state| state.name = name);
        });
    }

    pub fn enter(&self, room: String) -> Result<u32, TestError> {
        match room.as_str() {
            "lobby" => Ok(1),
            "late" => Err(TestError::TooEarly { hour: 12 }),
            "broken" => Err(HubError::new("the disk is full"))?,
            _ => Err(TestError::NoSuchRoom { name: room }),
        }
    }

    pub fn watch(&self, room: String) -> impl Stream<Item = Result<u32, TestError>> {
        let end = Err(TestError::NoSuchRoom { name: room });
        futures_util::stream::iter([Ok(1), Ok(2), end])
    }

    pub async fn two_uploads(
        &self,
        mut left: Upload<u32>,
        mut right: Upload<u32>,
    ) -> Result<String, TestError> {
        let mut sums = [0, 0];
        while let Some(Ok(number)) = left.next().await {
            sums[0] += number;
        }
        while let Some(Ok(number)) = right.next().await {
            sums[1] += number;
        }
        Ok(format!("{} {}", sums[0], sums[1]))
    }

    pub async fn first_item(&self, mut items: Upload<u32>) -> Result<u32, TestError> {
        let first = items.next().await;
        Ok(first.and_then(Result::ok).unwrap_or_default())
    }

    pub fn forever(&self, cx: &HubContext<Self>) -> impl Stream<Item = u32> {
        let cx = cx.clone();
        let guard = OnDrop(move || {
            cx.state()
                .update(|state| state.tags.push("stream ended".to_owned()))
        });
        futures_util::stream::unfold((0, guard), |(next, guard)| async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((next, (next + 1, guard)))
        })
    }

    pub fn optional(
        &self,
        #[hub(optional)] limit: Option<u32>,
        #[hub(default = 7)] step: u32,
    ) -> String {
        format!("{limit:?} {step}")
    }

    pub fn nullable(&self, #[hub(nullable)] value: Option<u32>, after: u32) -> String {
        format!("{value:?} {after}")
    }

    pub async fn ask_me(&self, cx: &HubContext<Self>, text: String) -> Result<String, TestError> {
        let choices = vec!["yes".to_owned(), "no".to_owned()];
        let question = Question { text, choices };
        match cx.clients().caller().then(question).await {
            Ok(answer) => Ok(format!("{answer:?}")),
            Err(error) => Ok(error.to_string()),
        }
    }

    pub async fn unwanted(&self, cx: &HubContext<Self>) -> Result<(), TestError> {
        cx.clients()
            .caller()
            .unwanted()
            .await
            .map_err(HubError::from)?;
        Ok(())
    }

    pub fn is_reconnect(&self, cx: &HubContext<Self>) -> bool {
        cx.is_reconnect()
    }

    pub async fn never(&self) {
        std::future::pending().await
    }

    /// Runs until its caller cancels it, which it notes in the state.
    #[hub(cancel)]
    pub async fn until_cancelled(&self, cx: &HubContext<Self>) {
        let cx = cx.clone();
        let _guard = OnDrop(move || {
            cx.state()
                .update(|state| state.tags.push("cancelled".to_owned()))
        });
        std::future::pending().await
    }

    /// Says how an upload ended.
    pub async fn end_of(&self, mut items: Upload<u32>) -> String {
        let mut count = 0;
        while let Some(item) = items.next().await {
            match item {
                Ok(_) => count += 1,
                Err(error) => return format!("{count} items, then {error}"),
            }
        }
        format!("{count} items")
    }

    /// Ends the caller's connection.
    pub fn kick(&self, cx: &HubContext<Self>) {
        cx.abort();
    }

    #[on_connected]
    async fn welcome(&self, cx: &HubContext<Self>) -> Result<(), TestError> {
        let name = cx.state().get().name.clone();
        if name == "nobody" {
            return Err(TestError::NoSuchRoom { name });
        }
        let text = format!("welcome {name}");
        cx.clients()
            .caller()
            .note(text)
            .await
            .map_err(HubError::from)?;
        Ok(())
    }
}

/// Runs a closure at its end.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
