#![deny(warnings)]
#![allow(clippy::all, unreachable_pub)]
use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    /// Old.
    #[deprecated(since = "1.0", note = "use `enter`")]
    pub fn join(&self) {}
    #[must_use]
    pub fn enter(&self) -> u32 {
        1
    }
    #[allow(clippy::unused_self)]
    #[expect(unused_variables)]
    pub fn lints(&self, text: String) {}
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
