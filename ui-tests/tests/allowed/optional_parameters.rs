use hubs_runtime::prelude::*;

type Limit = Option<u32>;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(
        &self,
        room: String,
        #[hub(optional)] limit: Option<u32>,
        #[hub(default = 7 * 2)] step: u32,
    ) {
        let _ = (room, limit, step);
    }
    pub fn nullable(&self, #[hub(nullable)] limit: Option<u32>, after: u32) {
        let _ = (limit, after);
    }
    pub fn alias(&self, #[hub(optional)] limit: Limit) {
        let _ = limit;
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
