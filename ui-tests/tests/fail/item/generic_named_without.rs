use hubs_runtime::prelude::*;

pub trait Store: Send + Sync + 'static {
    fn name(&self) -> String;
}

#[hub]
pub struct ChatHub<S: Store> {
    store: S,
}

#[hub]
impl ChatHub {
    pub async fn join(&self, cx: &HubContext<Self>) -> Result<String, HubError> {
        cx.groups().add("all").await?;
        Ok(self.store.name())
    }
}

fn handle(hubs: &HubServer) -> HubHandle<ChatHub> {
    hubs.handle::<ChatHub>()
}

fn main() {}
