//! Rust clients of other versions of a hub, as `tests/rust-client` runs them against the server of today.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hubs-codegen --test versions` writes them anew.

use std::{fs, path::Path};

use hubs_codegen::rust::{Options, generate};
use hubs_contract::model::Contract;
use serde_json::json;

/// The hub with a state alone, as it is today.
fn today() -> Contract {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance/hubs.contract.json");
    let mut contract = Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap();
    contract.hubs.retain(|name, _| name == "StateHub");
    contract.clients.retain(|name, _| name == "StateClient");
    contract
}

/// Before all methods but one, and a field of the state, were added.
fn older() -> Contract {
    let mut contract = today();
    let hub = contract.hubs.get_mut("StateHub").unwrap();
    hub.methods.retain(|name, _| name == "whoami");
    let state = contract.states.get_mut("TestState").unwrap();
    state.fields.retain(|field| field.name == "name");
    contract
}

/// With another argument of a call, another result of a method and another field.
fn changed() -> Contract {
    let mut contract = today();
    let client = contract.clients.get_mut("StateClient").unwrap();
    client.methods["note"].params[0].schema = json!({ "type": "boolean" });
    let hub = contract.hubs.get_mut("StateHub").unwrap();
    hub.methods["whoami"].params = client.methods["note"].params.clone();
    let state = contract.states.get_mut("TestState").unwrap();
    let visits = state.fields.iter_mut().find(|field| field.name == "visits");
    visits.unwrap().input = Some(json!({ "type": "integer", "format": "int64" }));
    contract
}

/// With a method and a call that the server does not have yet.
fn newer() -> Contract {
    let mut contract = today();
    let hub = contract.hubs.get_mut("StateHub").unwrap();
    let forget = hub.methods["whoami"].clone();
    hub.methods.insert("forget".to_owned(), forget);
    let client = contract.clients.get_mut("StateClient").unwrap();
    let later = client.methods["note"].clone();
    client.methods.insert("later".to_owned(), later);
    contract
}

#[test]
fn the_clients_of_other_versions_are_what_was_looked_at() {
    let versions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rust-client/src/versions");
    for (name, contract) in [
        ("older", older()),
        ("changed", changed()),
        ("newer", newer()),
    ] {
        let files = generate(&contract, &Options::default()).unwrap();
        let folder = versions.join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            files.write(&folder).unwrap();
        }
        let diff = files.diff(&folder).unwrap();
        assert!(diff.is_empty(), "{diff}");
    }
}
