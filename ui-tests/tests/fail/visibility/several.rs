use hubs_runtime::prelude::*;

// Each fault is told, and nothing else: the hub is used as if it were whole.
#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    fn first(&self) {}
    pub fn good(&self) -> u32 {
        1
    }
    pub(crate) async fn second(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
