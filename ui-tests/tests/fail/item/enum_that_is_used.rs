use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    pub async fn posted(&self, text: String);
}

#[caller_state]
pub enum ChatState {
    Away,
    Here,
}

#[hub(client = "ChatClient", state = ChatState)]
pub enum ChatHub {
    Quiet,
    Loud,
}

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<bool, HubError> {
        let _ = cx.state().get();
        Ok(matches!(self, Self::Loud) || text.is_empty())
    }
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub::Loud).build().unwrap();
}
