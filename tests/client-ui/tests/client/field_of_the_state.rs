//! A field of the caller state is gone.
use hubs_rust_client_tests::versions::older::StateHubConnection;

fn count(hub: &StateHubConnection) {
    hub.update_caller_state(|state| state.visits += 1).unwrap();
}

fn main() {}
