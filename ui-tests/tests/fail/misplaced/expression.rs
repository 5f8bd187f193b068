use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) -> u8 {
        #[hub(skip)]
        1
    }

    pub fn more<#[client_contract] T>(&self) {}
}

fn main() {}
