//! The hub that the engine's tests call, with the crate's own macros.
#![allow(unreachable_pub)] // hubs and what they name are `pub`, though nothing here leaves the tests

use std::sync::{Arc, Mutex};

use futures_util::stream;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::prelude::*;

/// What happened, in order.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(super) fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

#[caller_state(crate = crate)]
pub struct TestState {
    name: String,
    age: u8,
    #[state(server)]
    rank: u8,
}

#[client_contract(crate = crate)]
pub trait TestClient {
    async fn told(&self, what: Value);
    async fn ask(&self, question: String) -> u32;
}

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

#[hub(client = TestClient, state = TestState, crate = crate)]
pub struct TestHub {
    pub(super) log: Log,
    /// `wait` goes on when a permit comes.
    pub(super) gate: Arc<Semaphore>,
    pub(super) refuse: bool,
}

#[hub(crate = crate)]
impl TestHub {
    pub fn add(&self, left: u32, #[hub(optional)] right: Option<u32>) -> u32 {
        left + right.unwrap_or(100)
    }

    #[hub(rate_limit = "2/s")]
    pub fn rare(&self) -> u32 {
        self.log.add("rare");
        1
    }

    pub fn fail(&self) -> Result<(), HubError> {
        Err(HubError::new("no luck"))
    }

    pub fn full(&self) -> Result<(), HubError> {
        Err(HubError::new("the room is full").named("RoomFullException"))
    }

    /// Ends with an error after its first item.
    pub fn fill(&self) -> impl Stream<Item = Result<u32, HubError>> {
        let full = HubError::new("the room is full").named("RoomFullException");
        stream::iter([Ok(1), Err(full)])
    }

    pub fn r#break(&self) -> Result<(), HubError> {
        Err(HubError::internal("the disk is full"))
    }

    pub async fn panic(&self) {
        tokio::task::yield_now().await;
        assert!(std::hint::black_box(false), "on purpose");
    }

    pub async fn wait(&self, cx: &HubContext<Self>) -> String {
        self.log.add("wait began");
        self.pass_gate().await;
        let line = format!("wait ended, cancelled: {}", cx.is_cancelled());
        self.log.add(line);
        "done".to_owned()
    }

    #[hub(cancel)]
    pub async fn wait_or_cancel(&self) -> String {
        self.pass_gate().await;
        "done".to_owned()
    }

    /// Counts from zero and waits at the gate before two.
    pub fn count(&self, to: u32) -> impl Stream<Item = u32> {
        let gate = self.gate.clone();
        stream::unfold(0, move |next| {
            let gate = gate.clone();
            async move {
                if next == 2 {
                    gate.acquire().await.unwrap().forget();
                }
                (next < to).then_some((next, next + 1))
            }
        })
    }

    pub async fn sum(&self, mut numbers: Upload<u32>) -> Result<u32, HubError> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            sum += number.map_err(|error| HubError::new(error.to_string()))?;
        }
        Ok(sum)
    }

    /// Takes no item before it has passed the gate.
    pub async fn sum_later(&self, numbers: Upload<u32>) -> Result<u32, HubError> {
        self.pass_gate().await;
        self.sum(numbers).await
    }

    pub async fn ask_me(&self, cx: &HubContext<Self>) -> Result<u32, HubError> {
        let answer = cx.clients().caller().ask("how many?".to_owned()).await;
        answer.map_err(|error| HubError::new(error.to_string()))
    }

    /// Asks another client in a task of its own, once it has passed the gate.
    pub async fn ask_elsewhere(
        &self,
        cx: &HubContext<Self>,
        other: String,
    ) -> Result<u32, HubError> {
        let (cx, gate) = (cx.clone(), self.gate.clone());
        let asked = tokio::spawn(async move {
            gate.acquire().await.unwrap().forget();
            cx.clients().client(other).ask("how many?".to_owned()).await
        });
        let answer = asked.await.unwrap();
        answer.map_err(|error| HubError::new(error.to_string()))
    }

    #[authorize(SignedIn)]
    pub fn secret(&self) -> String {
        "the secret".to_owned()
    }

    pub fn promote(&self, cx: &HubContext<Self>, rank: u8) {
        cx.state().update(|state| state.rank = rank);
    }

    /// Changes the state and says whose it is.
    pub fn grow(&self, cx: &HubContext<Self>) -> String {
        cx.state().update(|state| state.age += 1);
        cx.state().get().name.clone()
    }

    pub fn nan(&self) -> [f64; 2] {
        [1.0, f64::NAN]
    }

    #[hub(skip)]
    async fn pass_gate(&self) {
        self.gate.acquire().await.unwrap().forget();
    }

    #[on_connected]
    async fn arrived(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let TestState { name, age, .. } = cx.state().get().into_inner();
        let reconnect = cx.is_reconnect();
        let line = format!("connected {name:?} {age} reconnect: {reconnect}");
        self.log.add(line);
        if self.refuse {
            return Err(HubError::new("not today"));
        }
        Ok(())
    }

    #[on_disconnected]
    async fn left(&self, _cx: &DisconnectedContext<Self>, reason: DisconnectReason) {
        self.log.add(format!("disconnected: {reason}"));
    }
}
