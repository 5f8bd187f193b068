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
impl ChatHub {
    #[cfg_attr(debug_assertions, authorize(Admin))]
    pub fn send(&self) {}

    #[cfg_attr(all(), cfg_attr(all(), deprecated, hubs_runtime::authorize(Admin)))]
    pub fn ban(&self) {}
}

fn main() {}
