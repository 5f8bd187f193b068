use hubs_runtime::prelude::*;

#[hub_type]
pub type Text = String;

fn main() {}
