use hubs_runtime::prelude::*;

#[hub(rename_all = "snake_case")]
pub struct ChatHub;

fn main() {}
