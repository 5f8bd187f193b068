use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn r#type(&self, r#match: String) -> String {
        r#match
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
