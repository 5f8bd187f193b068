use hubs_runtime::prelude::*;

#[hub]
#[derive(Clone)]
pub struct ChatHub;

pub trait Sends {
    fn send(&self);
}

#[hub]
impl Sends for ChatHub {
    fn send(&self) {}
}

fn main() {}
