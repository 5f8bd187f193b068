use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, numbers: &[u32]) {
        let _ = numbers;
    }
}

fn main() {}
