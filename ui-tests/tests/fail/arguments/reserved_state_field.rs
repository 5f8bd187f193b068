use hubs_runtime::prelude::*;

#[caller_state]
pub struct ChatState {
    pub then: String,
}

fn main() {}
