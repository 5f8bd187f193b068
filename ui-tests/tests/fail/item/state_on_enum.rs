use hubs_runtime::prelude::*;

#[caller_state]
pub enum ChatState {
    One,
}

fn main() {}
