use hubs_runtime::prelude::*;

#[client_contract]
pub trait Listener {
    async fn tick(&self, count: u32);
}

#[hub(client = Listener)]
pub struct TickHub;

#[hub]
impl TickHub {}

#[test]
fn works() {
    let hubs = HubServer::builder().hub("/ticks", TickHub).build().unwrap();
    let handle: HubHandle<TickHub> = hubs.handle();
    let _ = handle.clients().all().tick(1);
}
