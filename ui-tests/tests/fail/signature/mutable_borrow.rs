use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, numbers: &mut Vec<u32>) {
        numbers.clear();
    }
}

fn main() {}
