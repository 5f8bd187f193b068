use hubs_runtime::prelude::*;

#[derive(serde::Serialize, serde::Deserialize)]
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
}

fn main() {}
