use hubs_runtime::prelude::*;

pub struct Admin;

impl Policy for Admin {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

#[hub]
pub struct ChatHub;

#[hub]
#[authorize(Admin)]
impl ChatHub {
    #[on_connected]
    fn welcome(&self) {}
}

fn main() {}
