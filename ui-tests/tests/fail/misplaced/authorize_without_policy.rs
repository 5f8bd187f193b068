use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[authorize]
    pub fn send(&self) {}
}

fn main() {}
