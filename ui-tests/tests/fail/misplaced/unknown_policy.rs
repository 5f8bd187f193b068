use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[authorize(Admins)]
    pub fn send(&self) {}
}

fn main() {}
