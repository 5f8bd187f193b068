use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[cfg_attr(all(), hub(name = "Say"))]
    pub fn send(&self, text: String) {
        let _ = text;
    }

    pub fn say(&self, #[cfg_attr(all(), hub(optional))] text: Option<String>) {
        let _ = text;
    }

    #[cfg_attr(all(), hub(skip))]
    fn helper(&self) {}
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
