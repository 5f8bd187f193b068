//! Who may call a method: policies on the block and on the method.
#![allow(missing_docs)]

use hubs_runtime::{prelude::*, testing::TestClient};

pub struct Ann;

impl Policy for Ann {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some_and(|user| user.as_str() == "ann")
    }
}

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

#[derive(Default)]
#[hub]
pub struct ChatHub;

#[hub]
#[authorize(SignedIn)]
impl ChatHub {
    pub fn send(&self) -> u32 {
        1
    }

    #[authorize(Ann)]
    pub fn ban(&self) -> u32 {
        2
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_on_the_block_guards_every_method() {
    let server = HubServer::builder().hub("/chat", ChatHub).build().unwrap();
    let nobody = TestClient::<ChatHub>::connect(&server).await.unwrap();
    let bob = TestClient::<ChatHub>::connect_as(&server, "bob").await;
    let bob = bob.unwrap();
    let ann = TestClient::<ChatHub>::connect_as(&server, "ann").await;
    let ann = ann.unwrap();
    for (client, send, ban) in [
        (&nobody, None, None),
        (&bob, Some(1), None),
        (&ann, Some(1), Some(2)),
    ] {
        assert_eq!(client.invoke::<u32>("send", ()).await.ok(), send);
        assert_eq!(client.invoke::<u32>("ban", ()).await.ok(), ban);
    }
}
