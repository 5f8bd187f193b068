use hubs_runtime::prelude::*;

#[hub]
struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
