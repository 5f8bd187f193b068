//! A method is gone.
use hubs_rust_client_tests::versions::older::StateHubConnection;

async fn visit(hub: &StateHubConnection) {
    hub.visit().await.unwrap();
}

fn main() {}
