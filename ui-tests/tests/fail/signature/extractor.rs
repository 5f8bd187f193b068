pub struct Json<T>(pub T);

use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, Json(text): Json<String>) {
        let _ = text;
    }
}

fn main() {}
