use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, points: Vec<Option<Point>>) {
        let _ = points;
    }
}

fn main() {}
