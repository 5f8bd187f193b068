//! What serde would refuse by writing nothing, so that all that uses the type would be refused too.

use hubs_runtime::prelude::*;

#[hub_type]
#[serde(rename_all = "camel_case")]
pub struct Message {
    #[serde(skip_serializing_id = "Option::is_none")]
    pub reply_to: Option<u32>,
    #[serde(rename = "body")]
    pub text: String,
}

#[hub_type]
pub enum Event {
    #[serde(renam = "gone")]
    Left { room: String },
}

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, message: Message);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, message: Message) -> Result<Vec<Event>, HubError> {
        cx.clients().all().posted(message).await?;
        Ok(Vec::new())
    }
}

fn main() {}
