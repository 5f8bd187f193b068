use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> impl Future<Output = u32> {
        async { 1 }
    }
}

fn main() {}
