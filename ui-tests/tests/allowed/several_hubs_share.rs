use hubs_runtime::prelude::*;

#[client_contract]
pub trait Client {
    async fn changed(&self);
}

#[caller_state]
pub struct State {
    pub name: String,
}

#[hub(client = Client, state = State)]
pub struct First;

#[hub]
impl First {
    pub fn one(&self) {}
}

#[hub(client = Client, state = State, name = "second-hub", client_name = "Second")]
pub struct SecondHub;

#[hub]
impl SecondHub {
    pub fn two(&self) {}
}

#[test]
fn works() {
    HubServer::builder()
        .hub("/one", First)
        .hub("/two", SecondHub)
        .build()
        .unwrap();
}
