use hubs_runtime::prelude::*;

#[authorize(Admin)]
#[hub]
pub struct ChatHub;

fn main() {}
