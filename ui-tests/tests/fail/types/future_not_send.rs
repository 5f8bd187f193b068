use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn send(&self) {
        let text = std::rc::Rc::new(1);
        std::future::ready(()).await;
        drop(text);
    }
}

fn main() {}
