//! Streams and `Result`s are found by type, wherever a hub method may have them, and all of them can be called.
use std::pin::Pin;

use hubs_runtime::{prelude::*, testing::TestClient};

type Numbers = Pin<Box<dyn Stream<Item = u32> + Send>>;
type Answer<T> = Result<T, HubError>;

#[hub_type]
pub struct Refusal;

#[hub]
pub struct ChatHub;

fn numbers() -> Numbers {
    Box::pin(futures_util::stream::iter([1]))
}

#[hub]
impl ChatHub {
    pub fn stream(&self) -> Numbers {
        numbers()
    }

    pub fn number(&self) -> Answer<u32> {
        Ok(1)
    }

    pub fn fallible_stream(&self) -> Result<Numbers, HubError> {
        Ok(numbers())
    }

    pub fn items(&self) -> impl Stream<Item = Answer<u32>> {
        futures_util::stream::iter([Ok(1)])
    }

    pub fn alias(&self) -> Answer<Numbers> {
        Ok(numbers())
    }

    pub fn written(&self) -> Answer<impl Stream<Item = Answer<u32>>> {
        Ok(futures_util::stream::iter([Ok(1)]))
    }

    /// Both of its types go over the wire, so it does too.
    pub fn values(&self) -> Vec<Result<u32, Refusal>> {
        Vec::new()
    }
}

#[tokio::test]
async fn a_test_gets_the_value_behind_the_name() {
    let hubs = HubServer::builder().hub("/chat", ChatHub).build().unwrap();
    let ann = TestClient::<ChatHub>::connect(&hubs).await.unwrap();
    assert_eq!(ann.calls().number().await.unwrap(), 1);
}
