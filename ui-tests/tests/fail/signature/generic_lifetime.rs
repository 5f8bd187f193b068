use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send<'a>(&'a self, text: String) -> u32 {
        text.len() as u32
    }
}

fn main() {}
