use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, text: std::rc::Rc<String>) {
        let _ = text;
    }
}

fn main() {}
