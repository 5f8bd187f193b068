//! Parameters and fields in the user's own language, and conditions on the hub itself.
use hubs_runtime::prelude::*;

#[hub_type]
pub struct Maß {
    pub größe: u32,
}

#[client_contract]
pub trait ChatClient {
    async fn resized(&self, größe: u32);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn resize(
        &self,
        cx: &HubContext<Self>,
        größe_neu: u32,
        #[hub(default = 1)] faktor_für: u32,
    ) -> Maß
    where
        Self: Sized,
    {
        let größe = größe_neu * faktor_für;
        _ = cx.clients().all().resized(größe).await;
        Maß { größe }
    }

    #[on_connected]
    async fn hello(&self)
    where
        Self: Send + Sync,
    {
    }
}
