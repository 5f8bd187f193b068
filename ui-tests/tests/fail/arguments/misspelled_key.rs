use hubs_runtime::prelude::*;

pub struct ChatClient;

#[hub(clinet = ChatClient)]
pub struct ChatHub;

fn main() {}
