use hubs_runtime::prelude::*;

#[hub]
pub fn chat() {}

fn main() {}
