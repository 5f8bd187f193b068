use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
    #[hub(name = "SEND")]
    pub fn post(&self) {}
}

fn main() {}
