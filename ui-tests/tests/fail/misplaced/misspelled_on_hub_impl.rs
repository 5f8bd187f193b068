use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
#[autorize(Admin)]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
