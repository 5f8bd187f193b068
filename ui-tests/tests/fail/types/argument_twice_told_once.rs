use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, point: Point) {
        let _ = point;
    }
    pub fn resend(&self, point: Point) -> Vec<Point> {
        vec![point]
    }
}

fn main() {}
