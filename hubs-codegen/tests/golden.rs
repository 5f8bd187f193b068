//! What is printed for a contract that has some of everything, compared with what was looked at and committed.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hubs-codegen --test golden` writes it anew. `tests/npm` compiles and lints it.

use std::{fs, path::Path};

use hubs_codegen::typescript::{ImportExt, Options, generate};
use hubs_contract::model::Contract;

fn contract() -> Contract {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

fn options() -> Options {
    Options {
        import_ext: ImportExt::Js,
        ..Options::default()
    }
}

#[test]
fn the_output_is_what_was_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm/src/stress");
    let files = generate(&contract(), &options()).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        files.write(&folder).unwrap();
    }
    let diff = files.diff(&folder).unwrap();
    assert!(diff.is_empty(), "{diff}");
}

#[test]
fn the_same_contract_gives_the_same_bytes() {
    let (first, text) = (
        generate(&contract(), &options()).unwrap(),
        contract().to_json(),
    );
    let second = generate(&Contract::from_json(&text).unwrap(), &options()).unwrap();
    assert_eq!(first, second);
    for (path, text) in first.iter() {
        assert!(
            text.starts_with("// Written by hubs-codegen"),
            "{}",
            path.display()
        );
        assert!(
            text.ends_with("}\n") || text.ends_with(";\n"),
            "{}",
            path.display()
        );
        assert!(
            !text.contains("\t") && !text.contains(" \n"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn imports_end_as_wanted() {
    for (import_ext, ending) in [
        (ImportExt::None, ""),
        (ImportExt::Js, ".js"),
        (ImportExt::Ts, ".ts"),
    ] {
        let options = Options {
            import_ext,
            ..options()
        };
        let files = generate(&contract(), &options).unwrap();
        let text: String = files.iter().map(|(_, text)| text).collect();
        let imports: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once(" from \"./")?.1.strip_suffix("\";"))
            .collect();
        assert!(imports.len() > 10, "{imports:?}");
        for import in imports {
            let name = import
                .strip_suffix(ending)
                .unwrap_or_else(|| panic!("{import}"));
            assert!(!name.contains('.'), "{import}");
        }
    }
}

/// The whole text of the error that the contract gives after a change.
fn refused(change: impl FnOnce(&mut Contract)) -> String {
    let mut contract = contract();
    change(&mut contract);
    generate(&contract, &options()).unwrap_err().to_string()
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
