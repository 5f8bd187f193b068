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

    pub fn endless(&self) -> impl Stream<Item = u64> {
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
