use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    pub display_name: String,
    pub displayname: String,
}

fn main() {}
