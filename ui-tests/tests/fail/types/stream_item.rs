use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> impl Stream<Item = Point> {
        futures_util::stream::empty()
    }
}

fn main() {}
