//! A parameter under a condition is there for everything that is made of it, or for nothing.
use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    async fn posted(
        &self,
        text: String,
        #[cfg(any())] never: NoSuchType,
        #[cfg(any(unix, windows))] times: Times,
    );
    async fn cleared(&self, #[cfg(any())] never: NoSuchType);
    async fn confirm(
        &self,
        #[cfg(any())] never: NoSuchType,
        #[cfg(any(unix, windows))] question: String,
    ) -> bool;
}

#[hub_type]
pub struct Times {
    pub count: u32,
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(
        &self,
        text: String,
        #[cfg(any())] never: NoSuchType,
        #[cfg(any(unix, windows))] times: Times,
    ) -> String {
        text.repeat(times.count as usize)
    }
    pub fn either(
        &self,
        #[cfg(any())] value: u32,
        #[cfg(any(unix, windows))] value: String,
    ) -> String {
        value
    }
    pub async fn watch(
        &self,
        #[cfg(any(unix, windows))] cx: &HubContext<Self>,
        #[cfg(any())]
        #[hub(optional)]
        last: Option<NoSuchType>,
        #[cfg(any(unix, windows))]
        #[hub(optional)]
        last: Option<u32>,
    ) -> u32 {
        let all = cx.clients().all();
        let _ = all.posted("text".to_owned(), Times { count: 2 }).await;
        let _ = all.cleared().await;
        let _ = cx.clients().caller().confirm("sure?".to_owned()).await;
        last.unwrap_or(3)
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
