use hubs_runtime::prelude::*;

pub struct Admin;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[authorize(hubs_runtime::HasRole<Admin>)]
    pub fn send(&self) {}
}

fn main() {}
