use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_conected]
    async fn welcome(&self) {}
}

fn main() {}
