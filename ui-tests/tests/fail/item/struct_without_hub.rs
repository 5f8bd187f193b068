use hubs_runtime::prelude::*;

pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
