use hubs_runtime::prelude::*;

#[hub_type]
pub struct Message {
    pub text: String,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self) -> Vec<Mesage> {
        Vec::new()
    }

    pub fn last(&self, #[hub(optional)] of: Option<Message2>) {}

    pub fn send(&self, messages: Vec<Mesages>) {}
}

fn main() {}
