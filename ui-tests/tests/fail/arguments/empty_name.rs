use hubs_runtime::prelude::*;

#[hub(name = "")]
pub struct ChatHub;

fn main() {}
