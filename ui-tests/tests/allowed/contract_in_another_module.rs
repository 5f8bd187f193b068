use hubs_runtime::prelude::*;

pub mod contract {
    use hubs_runtime::prelude::*;

    #[hub_type]
    #[derive(Clone)]
    pub struct Message {
        pub text: String,
    }

    #[client_contract(rename_all = "PascalCase")]
    pub trait ChatClient {
        async fn posted(&self, message: Message, to: Option<String>);
        #[client(name = "areYouThere", timeout = "500ms")]
        async fn ping(&self) -> bool;
    }
}

#[hub(client = contract::ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(
        &self,
        cx: &HubContext<Self>,
        message: contract::Message,
    ) -> Result<bool, HubError> {
        cx.clients().all().posted(message, None).await?;
        Ok(cx.clients().caller().ping().await?)
    }
}
