use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    #[on_disconnected]
    fn welcome(&self) {}
}

fn main() {}
