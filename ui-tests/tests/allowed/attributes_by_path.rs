//! Our attributes may be written with the name that the user's module gives to the runtime.
use hubs_runtime::{self as hubs, Hub as _, prelude::*};

pub struct Admin;

impl Policy for Admin {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

#[hubs::client_contract]
pub trait ChatClient {
    #[hubs::client(timeout = "3s")]
    async fn confirm(&self) -> bool;
}

#[hubs::hub(client = ChatClient)]
#[hubs::authorize(Admin)]
pub struct ChatHub;

#[hubs::hub]
impl ChatHub {
    #[hubs::authorize(Admin)]
    #[hubs::hub(name = "Kick")]
    pub fn ban(&self, #[hubs::hub(optional)] user: Option<String>) {
        let _ = user;
    }

    #[hubs::on_connected]
    fn welcome(&self) {}

    #[hubs::on_disconnected]
    fn goodbye(&self) {}
}

#[test]
fn works() {
    let ban = &ChatHub::METHODS[0];
    assert_eq!(ban.info.name, "Kick");
    assert_eq!(ban.policies.len(), 1);
    assert_eq!(ChatHub::METHODS.len(), 1);
}
