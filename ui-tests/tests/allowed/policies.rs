use hubs_runtime::prelude::*;

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

pub struct Admin;

impl Policy for Admin {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

#[hub]
#[authorize(SignedIn)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) {}
    #[authorize(Admin, SignedIn)]
    pub fn ban(&self, user: String) {
        let _ = user;
    }
}
