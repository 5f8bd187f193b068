use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    async fn welcome(&self) {}
    #[on_connected]
    async fn greet(&self) {}
}

fn main() {}
