use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    /// Also useful where constants are made.
    pub const fn constant(&self, value: u32) -> u32 {
        value + 1
    }

    pub fn nothing(&self) {}
    pub async fn later(&self) {}
    pub fn value(&self, left: u32, right: u32) -> u32 {
        left + right
    }
    pub fn fallible(&self) -> Result<u32, HubError> {
        Ok(1)
    }
    pub async fn fallible_later(&self) -> Result<(), HubError> {
        Ok(())
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
