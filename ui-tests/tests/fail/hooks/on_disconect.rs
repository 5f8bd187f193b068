use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn on_disconect(&self) {}
}

fn main() {}
