use std::sync::{Arc, Mutex};

use hubs_runtime::{HubServer, RawConnection, RawMessage, RawSender};

/// Passes every message on to everyone, whatever it is.
#[derive(Clone, Default)]
pub struct Relay {
    members: Arc<Mutex<Vec<RawSender>>>,
}

impl Relay {
    async fn serve(self, mut connection: RawConnection) {
        self.members.lock().unwrap().push(connection.sender());
        while let Some(message) = connection.recv().await {
            self.pass_on(&message).await;
        }
        let own = connection.connection_id();
        let mut members = self.members.lock().unwrap();
        members.retain(|member| member.connection_id() != own);
    }

    async fn pass_on(&self, message: &RawMessage) {
        let members = self.members.lock().unwrap().clone();
        for member in members {
            // Who has left misses it.
            let _ = member.send(message.clone()).await;
        }
    }
}

pub fn relay() -> Result<HubServer, hubs_runtime::BuildError> {
    let relay = Relay::default();
    HubServer::builder()
        .connection("/relay", move |connection| relay.clone().serve(connection))
        .build()
}
