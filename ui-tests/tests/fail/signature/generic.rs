use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send<T>(&self, value: T) {
        let _ = value;
    }
}

fn main() {}
