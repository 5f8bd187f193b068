//! A field of the caller state that the server alone sets.
use hubs_rust_client_tests::conformance::StateHubConnection;

fn promote(hub: &StateHubConnection) {
    hub.update_caller_state(|state| state.rank = 9).unwrap();
}

fn demote(hub: &StateHubConnection) {
    hub.update_caller_state(|state| *state.rank -= 1).unwrap();
}

fn main() {}
