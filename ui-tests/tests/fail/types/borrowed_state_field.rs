//! What a client sets is owned: a field that borrows for ever has no other error than that.
use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    pub name: String,
    pub note: Option<&'static str>,
    pub kind: &'static str,
}

#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn note(&self, cx: &HubContext<Self>) -> usize {
        cx.state().get().note.map_or(0, str::len)
    }
}

fn main() {}
