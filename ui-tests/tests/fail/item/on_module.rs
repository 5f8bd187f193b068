use hubs_runtime::prelude::*;

#[hub]
pub mod chat {}

fn main() {}
