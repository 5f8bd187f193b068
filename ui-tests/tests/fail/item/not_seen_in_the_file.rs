//! What no file shows is said by what the types are, at each use.
use hubs_runtime::prelude::*;

macro_rules! hidden {
    () => {
        pub trait ChatClient {
            fn received(&self, text: String);
        }
        pub struct OtherHub;
    };
}

hidden!();

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().all().received(text.clone()).await?;
        Ok(())
    }
}

#[hub]
impl OtherHub {
    pub fn send(&self) {}
}

#[hub]
pub struct ThirdHub;

impl ThirdHub {
    pub fn send(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/third", ThirdHub).build();
}
