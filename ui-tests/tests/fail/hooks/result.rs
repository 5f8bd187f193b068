use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    async fn welcome(&self) -> u32 {
        1
    }
}

fn main() {}
