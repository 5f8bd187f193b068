use hubs_runtime::prelude::*;

#[client(timeout = "3s")]
pub fn confirm() {}

fn main() {}
