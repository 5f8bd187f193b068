use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[cfg(unix)]
    pub fn send(&self) {}
    #[cfg(not(unix))]
    pub fn send(&self, text: String) {
        let _ = text;
    }
    #[cfg(any())]
    pub fn never(&self, no_such_type: NoSuchType) {}
    #[cfg_attr(all(), deprecated(note = "use `send`"))]
    pub fn old(&self) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
