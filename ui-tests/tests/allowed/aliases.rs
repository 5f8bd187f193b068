use hubs_runtime::prelude::*;

type Answer<T> = Result<T, HubError>;
type Items = std::pin::Pin<Box<dyn Stream<Item = u32> + Send>>;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn get(&self) -> Answer<u32> {
        Ok(1)
    }
    pub fn items(&self) -> Items {
        Box::pin(futures_util::stream::empty())
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
