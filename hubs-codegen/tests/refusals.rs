//! Contracts of which no TypeScript can be made, and the whole texts that say so.

use std::{fs, path::Path};

use hubs_codegen::typescript::{Int64, Options, generate};
use hubs_contract::model::{Contract, ServerKind};
use serde_json::json;

/// One that is fine, for the tests to spoil.
fn contract() -> Contract {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The whole text of the error that the contract gives after a change.
fn refused(change: impl FnOnce(&mut Contract)) -> String {
    let mut contract = contract();
    change(&mut contract);
    generate(&contract, &Options::default())
        .unwrap_err()
        .to_string()
}

/// The error after `BigHub` got another name for its class.
fn refused_class(class: &str) -> String {
    refused(|contract| {
        contract.hubs.get_mut("BigHub").unwrap().client_name = Some(class.to_owned());
    })
}

#[test]
fn members_that_clash_are_refused_with_a_way_out() {
    let error = refused(|contract| {
        let hub = contract.hubs.get_mut("BigHub").unwrap();
        hub.methods.get_mut("old").unwrap().client_name = Some("add".to_owned());
    });
    assert_eq!(
        error,
        "methods `add` and `old` of hub `BigHub` would be the same member `add`\n\
         help: name the generated member with `#[hub(client_name = \"…\")]`"
    );
    let error = refused(|contract| {
        let hub = contract.hubs.get_mut("BigHub").unwrap();
        hub.methods.get_mut("then").unwrap().client_name = None;
    });
    assert_eq!(
        error,
        "method `then` of hub `BigHub` cannot be the member `then`: JavaScript would await such a client as a promise\n\
         help: name the generated member with `#[hub(client_name = \"…\")]`"
    );
    let error = refused(|contract| {
        let client = contract.clients.get_mut("BigClient").unwrap();
        client.methods.get_mut("constructor").unwrap().client_name = None;
    });
    assert_eq!(
        error,
        "method `constructor` of client contract `BigClient` cannot be the member `constructor`: \
         it is the constructor of a JavaScript class\n\
         help: name the generated member with `#[client(client_name = \"…\")]`"
    );
}

#[test]
fn classes_and_types_that_clash_are_refused_with_a_way_out() {
    assert_eq!(
        refused_class("Shape"),
        "hub `BigHub` and type `Shape` would have the same name in TypeScript\n\
         help: give one another name, as with `#[hub(client_name = \"…\")]`"
    );
    assert_eq!(
        refused_class("description"),
        "hub `BigHub` and the generated client's own `description` would have the same name in TypeScript\n\
         help: give one another name, as with `#[hub(client_name = \"…\")]`"
    );
    let error = refused(|contract| {
        let state = contract.states["BigState"].clone();
        contract.states.insert("HubProxy".to_owned(), state);
    });
    assert_eq!(
        error,
        "caller state `HubProxy` and the generated client's own `HubProxy` would have the same name in TypeScript\n\
         help: give one another name, as with `#[caller_state(name = \"…\")]`"
    );
}

#[test]
fn names_that_typescript_lacks_are_refused_with_a_way_out() {
    for class in ["class", "string", "a_small-hub", "2nd"] {
        let help = "give it another one with `#[hub(client_name = \"…\")]`";
        assert_eq!(
            refused_class(class),
            format!("hub `BigHub`: `{class}` is no TypeScript name\nhelp: {help}")
        );
    }
}

#[test]
fn files_that_clash_are_refused_with_a_way_out() {
    for (class, file) in [
        ("Hubs", "hubs.ts"),
        ("HubsWire", "hubs-wire.ts"),
        ("HubsWireNames", "hubs-wire-names.ts"),
        ("Types", "types.ts"),
        ("Listen_Hub", "listen-hub.ts"),
    ] {
        let error = refused_class(class);
        let help = "give the class another name with `#[hub(client_name = \"…\")]`";
        let hub = if class == "Listen_Hub" {
            "ListenHub"
        } else {
            "BigHub"
        };
        assert_eq!(
            error,
            format!("hub `{hub}` needs the file `{file}`, which is taken\nhelp: {help}")
        );
    }
}

#[test]
fn integers_beyond_those_of_javascript_are_refused_where_they_stand() {
    let spoil = |contract: &mut Contract| {
        let shape = json!({"type": "object", "required": ["sizes"], "properties": {
            "sizes": {"type": "array", "items": {"type": "integer", "format": "uint64"}},
        }});
        contract.types.output.insert("Shape".to_owned(), shape);
    };
    assert_eq!(
        refused(spoil),
        "`Shape` (server to client).sizes[] is a 64-bit integer (`uint64`), which a TypeScript `number` cannot hold exactly\n\
         help: use `u32`, `i32`, `f64` or a string; or pass `--int64 number` if no value ever exceeds 2^53 - 1"
    );
    let mut contract = contract();
    spoil(&mut contract);
    let options = Options {
        int64: Int64::Number,
        ..Options::default()
    };
    assert!(generate(&contract, &options).is_ok());
}

#[test]
fn types_whose_names_cannot_be_right_are_refused() {
    let error = refused(|contract| {
        let shape = contract.types.output["Shape"].clone();
        contract
            .types
            .output
            .insert("Page<Shape>".to_owned(), shape);
    });
    assert_eq!(
        error,
        "`Page<Shape>` cannot be the name of a TypeScript type\n\
         help: give it another one with `#[schemars(rename = \"…\")]`"
    );
}

#[test]
fn a_type_of_two_directions_needs_a_free_name() {
    let error = refused(|contract| {
        let shape = contract.types.output["Shape"].clone();
        contract
            .types
            .output
            .insert("SettingsInput".to_owned(), shape);
    });
    assert_eq!(
        error,
        "`Settings` needs a second type `SettingsInput` for what clients send, but there is a type of that name\n\
         help: rename `SettingsInput` with `#[schemars(rename = \"…\")]`"
    );
}

#[test]
fn a_server_that_knows_no_hello_is_refused() {
    assert_eq!(
        refused(|contract| contract.server.kind = ServerKind::Dotnet),
        "the contract is of a .NET server, which does not answer the hello of the TypeScript client\n\
         help: generate from the contract of a `hubs-runtime` server"
    );
}
