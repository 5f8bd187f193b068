//! There is no connection, and so nothing to call.
use hubs_rust_client_tests::conformance::StateHubConnection;

async fn who() -> String {
    StateHubConnection::whoami().await.unwrap()
}

fn main() {}
