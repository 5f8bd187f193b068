use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> Vec<Upload<u32>> {
        Vec::new()
    }
}

fn main() {}
