use hubs_runtime::prelude::*;

#[hub(colour = "red")]
pub struct ChatHub;

fn main() {}
