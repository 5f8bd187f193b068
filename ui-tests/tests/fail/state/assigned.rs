use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    pub name: String,
}

#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn rename(&self, cx: &HubContext<Self>, name: String) {
        cx.state().get().name = name;
    }
}

fn main() {}
