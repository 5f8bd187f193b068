//! `#[hub]` forgotten on the block: told once, at the first of its methods that has an attribute of ours, and where the hub is
//! mounted.

use hubs_runtime::prelude::*;

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

#[hub]
pub struct ChatHub;

impl ChatHub {
    #[on_connected]
    async fn came(&self, _cx: &HubContext<Self>) {}

    #[authorize(SignedIn)]
    #[hub(rate_limit = "10/m")]
    pub fn page(&self, #[hub(default = 10)] size: u32) -> u32 {
        size
    }

    #[hub(skip)]
    pub fn help(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
