use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub {
    pub last: std::cell::RefCell<String>,
}

#[hub]
impl ChatHub {
    pub fn send(&self) {}
}

fn main() {}
