//! What counts as a change between two contracts, and what does not.

use std::{fs, path::Path};

use hubs_codegen::diff::changes;
use hubs_contract::model::Contract;
use serde_json::Value;

fn stress() -> Contract {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Reverses lists of schemas whose order follows the source.
fn reverse(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                reverse(value);
                if let ("required" | "enum" | "oneOf" | "anyOf", Value::Array(items)) =
                    (keyword.as_str(), value)
                {
                    items.reverse();
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(reverse),
        _ => {}
    }
}

#[test]
fn another_order_of_the_same_is_no_change() {
    let (old, mut new) = (stress(), stress());
    for hub in new.hubs.values_mut() {
        hub.methods.reverse();
    }
    for client in new.clients.values_mut() {
        client.methods.reverse();
    }
    for state in new.states.values_mut() {
        state.fields.reverse();
    }
    let types = &mut new.types;
    types.input.values_mut().for_each(reverse);
    types.output.values_mut().for_each(reverse);
    assert_ne!(old.to_json(), new.to_json());
    assert_ne!(old.types, new.types);
    assert_eq!(changes(&old, &new).to_string(), "no change\n");
    assert_eq!(changes(&new, &old).to_string(), "no change\n");
}

#[test]
fn a_method_that_is_spelled_otherwise_is_found_in_any_order() {
    let (old, mut new) = (stress(), stress());
    let hub = new.hubs.get_mut("BigHub").unwrap();
    let add = hub.methods.shift_remove("add").unwrap();
    hub.methods.insert("Add".to_owned(), add);
    let text = changes(&old, &new).to_string();
    assert!(text.contains("method `add` is spelled `Add` now"), "{text}");
}
