use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, #[hub(optionl)] text: Option<String>) {
        let _ = text;
    }
}

fn main() {}
