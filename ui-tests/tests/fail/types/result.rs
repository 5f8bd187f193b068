use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> Point {
        Point { x: 1 }
    }
}

fn main() {}
