use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn plain(&self) -> impl Stream<Item = u32> {
        futures_util::stream::empty()
    }
    pub fn of_results(&self) -> impl Stream<Item = Result<u32, HubError>> {
        futures_util::stream::empty()
    }
    pub async fn later(&self) -> impl Stream<Item = u32> {
        futures_util::stream::empty()
    }
    pub async fn fallible(&self) -> Result<impl Stream<Item = Result<u32, HubError>>, HubError> {
        Ok(futures_util::stream::empty())
    }
    pub fn boxed(&self) -> futures_util::stream::BoxStream<'static, u32> {
        Box::pin(futures_util::stream::empty())
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
