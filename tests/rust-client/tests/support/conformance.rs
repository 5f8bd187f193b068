//! The hubs of the conformance tests, which refuse clients that were made for another version of them.

use hubs_conformance::{SecretHub, StateHub, TestHub};
use hubs_runtime::{ContractDrift, HubServer};

use crate::serve::serve;

/// Serves them; the result is where.
pub(crate) async fn serve_conformance() -> String {
    let hubs = HubServer::builder()
        .hub("/test", TestHub)
        .hub("/secret", SecretHub)
        .hub("/state", StateHub)
        .contract(include_str!("../../../conformance/hubs.contract.json"))
        .configure(|options| options.contract_drift = ContractDrift::Reject)
        .build()
        .expect("it builds");
    serve(&hubs).await
}
