use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[hub(name = "$hubs.send")]
    pub fn send(&self) {}
}

fn main() {}
