use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn put(&self, points: Upload<Point>) {
        drop(points);
    }
}

fn main() {}
