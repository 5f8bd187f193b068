use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

#[hub]
impl ChatHub {
    pub fn receive(&self) {}
}

fn main() {}
