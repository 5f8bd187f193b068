//! `#[state]` on fields: what it takes, and where it stands.
use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    #[state]
    pub name: String,
    #[state(servr)]
    pub room: String,
    #[state(server, server)]
    pub rank: u32,
    #[cfg_attr(unix, state(server))]
    pub seat: u32,
}

#[hub(state = ChatState)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[state(server)]
    pub fn enter(&self, #[state(server)] room: String) -> String {
        room
    }
}

fn main() {}
