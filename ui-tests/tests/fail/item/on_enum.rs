use hubs_runtime::prelude::*;

#[hub]
pub enum Chat {
    One,
}

fn main() {}
