use hubs_runtime::prelude::*;

#[hub]
pub trait Chat {
    fn send(&self);
}

fn main() {}
