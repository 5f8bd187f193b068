use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn name(&self, cx: &HubContext<ChatState>) -> String {
        cx.state().get().name.clone()
    }
}

fn main() {}
