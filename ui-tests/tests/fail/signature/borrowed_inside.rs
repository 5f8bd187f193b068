use hubs_runtime::prelude::*;

#[hub_type]
pub struct Message<'a> {
    pub text: std::borrow::Cow<'a, str>,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, message: Message<'_>) {
        let _ = message;
    }
}

fn main() {}
