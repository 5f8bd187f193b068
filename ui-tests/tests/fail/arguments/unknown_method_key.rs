use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(skp)]
    pub fn send(&self) {}
}

fn main() {}
