use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, #[hub(optional)] lines: Option<Upload<String>>) {
        drop(lines);
    }
}

fn main() {}
