use hubs_runtime::prelude::*;

pub struct Admin;

#[hub]
pub struct ChatHub;

#[hub]
#[authorize(Admin)]
impl ChatHub {
    pub fn send(&self) {}
    pub fn ban(&self) {}
}

fn main() {}
