use hubs_runtime::prelude::*;

#[hub]
pub struct OtherHub;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, cx: &HubContext<OtherHub>) {
        let _ = cx;
    }
}

fn main() {}
