use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, user_name: String, username: String) {
        let _ = (user_name, username);
    }
}

fn main() {}
