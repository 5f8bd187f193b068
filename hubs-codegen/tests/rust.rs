//! The Rust client: what is committed is what is printed, and what cannot be printed is refused with a way out.

use std::{fs, path::Path};

use hubs_codegen::rust::{Options, generate};
use hubs_contract::model::{Contract, ServerKind};

fn contract() -> Contract {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

/// `tests/rust-client` compiles it without a warning.
#[test]
fn the_output_is_what_was_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/rust-client/src/stress");
    let files = generate(&contract(), &Options::default()).unwrap();
    assert_eq!(files, generate(&contract(), &Options::default()).unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        files.write(&folder).unwrap();
    }
    let diff = files.diff(&folder).unwrap();
    assert!(diff.is_empty(), "{diff}");
}

#[test]
fn types_may_come_from_elsewhere() {
    let options = |path: &str| Options {
        types_from: Some(path.to_owned()),
    };
    let files = generate(&contract(), &options("chat_types::wire")).unwrap();
    assert!(files.iter().all(|(path, _)| path != Path::new("types.rs")));
    let uses = |text: &str| text.contains("use chat_types::wire::{");
    assert!(files.iter().any(|(_, text)| uses(text)));
    let error = generate(&contract(), &options("chat types")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`chat types` is no path of a Rust module\n\
         help: write it as in `use`, for example `chat_types` or `crate::types`"
    );
}

fn refused(change: impl FnOnce(&mut Contract)) -> String {
    let mut contract = contract();
    change(&mut contract);
    let refused = generate(&contract, &Options::default());
    refused.unwrap_err().to_string()
}

#[test]
fn names_that_clash_are_refused_with_a_way_out() {
    let named = |name: &'static str| {
        refused(move |contract| {
            let hub = contract.hubs.get_mut("BigHub").unwrap();
            hub.methods.get_mut("old").unwrap().client_name = Some(name.to_owned());
        })
    };
    assert_eq!(
        named("add"),
        "two methods of hub `BigHub` would be `add` in Rust\n\
         help: name the generated member with `#[hub(client_name = \"…\")]`"
    );
    assert_eq!(
        named("connectWith"),
        "method `old` of hub `BigHub` cannot be `connect_with` in Rust, which every generated connection has itself\n\
         help: name the generated member with `#[hub(client_name = \"…\")]`"
    );
}

#[test]
fn a_contract_of_a_dotnet_server_is_refused() {
    let error = refused(|contract| contract.server.kind = ServerKind::Dotnet);
    assert!(
        error.contains("the dynamic client, which needs no contract"),
        "{error}"
    );
}
