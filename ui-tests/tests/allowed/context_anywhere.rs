use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn last(&self, text: String, cx: &HubContext<Self>) -> String {
        format!("{text} {}", cx.connection_id())
    }
    pub fn named(&self, cx: &HubContext<ChatHub>, text: String) -> usize {
        let _ = cx;
        text.len()
    }
}
