use hubs_runtime::prelude::*;

#[hub(name = "a", name = "b")]
pub struct ChatHub;

fn main() {}
