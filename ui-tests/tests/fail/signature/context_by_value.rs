use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, cx: HubContext<Self>) {
        let _ = cx;
    }
}

fn main() {}
