//! A method has got another parameter.
use hubs_rust_client_tests::versions::changed::StateHubConnection;

async fn who(hub: &StateHubConnection) -> String {
    hub.whoami().await.unwrap()
}

fn main() {}
