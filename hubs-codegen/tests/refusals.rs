//! Contracts of which no TypeScript can be made, and the whole texts that say so.

use std::{collections::BTreeSet, fs, path::Path};

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

/// The error after something else got the name of a type that is used.
fn refused_type(name: &str) -> String {
    refused(|contract| {
        let shape = json!({"type": "object", "properties": {"a": {"type": "boolean"}}});
        contract.types.output.insert(name.to_owned(), shape);
    })
}

#[test]
fn types_that_typescript_would_read_as_something_else_are_refused_with_a_way_out() {
    let words = "any as bigint boolean infer intrinsic keyof never number object readonly string symbol undefined unique unknown \
                 class null typeof void";
    for word in words.split_whitespace() {
        assert_eq!(
            refused_type(word),
            format!(
                "type `{word}`: `{word}` is no TypeScript name\n\
                 help: give it another one with `#[schemars(rename = \"…\")]`"
            )
        );
    }
}

/// Of every name that the files of hubs import, a type would be another thing by that name.
#[test]
fn names_that_generated_files_need_are_no_names_of_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm/src");
    let mut needed = BTreeSet::from(["Promise".to_owned(), "Uint8Array".to_owned()]);
    for folder in ["hubs", "shapes"].map(|hubs| folder.join(hubs)) {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if !path.to_str().unwrap().ends_with("-hub.ts") {
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            let imports = text.split_once("} from \"./hubs.js\";").unwrap().0;
            let imports = imports.rsplit_once("import {").unwrap().1.split(',');
            let names = imports.map(|name| name.trim().trim_start_matches("type ").to_owned());
            needed.extend(names.filter(|name| !name.is_empty()));
        }
    }
    for name in ["exactIntegers", "callerState", "streamItems", "uploadItems"] {
        assert!(needed.contains(name), "{name}: {needed:?}");
    }
    for name in needed {
        assert_eq!(
            refused_type(&name),
            format!(
                "type `{name}` and the generated client's own `{name}` would have the same name in TypeScript\n\
                 help: give one another name, as with `#[schemars(rename = \"…\")]`"
            )
        );
    }
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

/// A type with wide integers wherever one may stand.
fn with_wide_integers(contract: &mut Contract) {
    let integer = |format: &str| json!({"type": "integer", "format": format});
    let std = |fields: [&str; 2]| {
        json!({"type": "object", "required": fields, "properties": {
            fields[0]: integer("uint64"), fields[1]: integer("uint32"),
        }})
    };
    let shape = |way: &str| {
        json!({"oneOf": [
            {"title": "Circle", "type": "object", "required": ["circle"], "properties": {
                "circle": {"type": "object", "properties": {"radius": {"type": ["integer", "null"], "format": "int128"}}},
            }},
            {"title": "Square", "type": "object", "properties": {"kind": {"const": "square"}, "side": integer("int64")}},
            {"type": "object", "properties": {
                "sizes": {"type": "array", "items": integer("uint64")},
                "pairs": {"type": "array", "prefixItems": [{"type": "string"}, integer("uint128")]},
                "by_name": {"type": "object", "additionalProperties": integer("uint")},
                "by_number": {"type": "object", "patternProperties": {"^\\d+$": {"type": "string"}}},
                "safe": {"type": "integer", "format": "uint64", "minimum": 0, "maximum": 9_007_199_254_740_991_u64},
                "wait": {"$ref": format!("#/types/{way}/Duration")},
                "at": {"anyOf": [{"$ref": format!("#/types/{way}/SystemTime")}, {"type": "null"}]},
            }},
        ]})
    };
    let types = &mut contract.types;
    for (types, way) in [(&mut types.input, "input"), (&mut types.output, "output")] {
        types.insert("Shape".to_owned(), shape(way));
        types.insert("Duration".to_owned(), std(["secs", "nanos"]));
        let time = std(["secs_since_epoch", "nanos_since_epoch"]);
        types.insert("SystemTime".to_owned(), time);
    }
    let hub = contract.hubs.get_mut("BigHub").unwrap();
    hub.methods.get_mut("add").unwrap().params[0].schema = integer("uint64");
}

#[test]
fn integers_beyond_those_of_javascript_are_refused_all_at_once_where_they_stand() {
    assert_eq!(
        refused(with_wide_integers),
        "beyond 2^53 - 1 a TypeScript `number` is not exact, which concerns 8 places:
parameter `left` of hub method `BigHub.add` is a `u64`
`Shape::Circle.radius` is an `i128`
`Shape::Square.side` is an `i64`
`Shape.at` is a `std::time::SystemTime`, whose seconds are a `u64`
`Shape.by_name{}` is a `usize`
`Shape.pairs.1` is a `u128`
`Shape.sizes[]` is a `u64`
`Shape.wait` is a `std::time::Duration`, whose seconds are a `u64`
help: take `u32`, `i32` or `f64` for an integer, or `hubs_runtime::Text<…>` if every digit counts; for a field that never \
exceeds it, `#[schemars(range(min = 0, max = 9007199254740991_u64))]` says so; with `--int64 number` or \
`int64 = \"number\"` in `hubs.toml` the calls fail that would send or get a greater one
help: send a duration as milliseconds in a `u32` or `f64`
help: send a moment as `chrono::DateTime<Utc>` or `jiff::Timestamp`, which clients get as text"
    );
}

#[test]
fn one_wide_integer_is_one_sentence() {
    let error = refused(|contract| {
        let shape = json!({"type": "integer", "format": "int64"});
        contract.types.output.insert("Count".to_owned(), shape);
    });
    let first = error.lines().next();
    assert_eq!(
        first,
        Some("`Count` is an `i64`; beyond 2^53 - 1 a TypeScript `number` is not exact")
    );
}

#[test]
fn wide_integers_that_are_allowed_have_a_type_whose_docs_say_what_they_are() {
    let mut contract = contract();
    with_wide_integers(&mut contract);
    let options = Options {
        int64: Int64::Number,
        ..Options::default()
    };
    let files = generate(&contract, &options).unwrap();
    let (_, types) = files
        .iter()
        .find(|(path, _)| path.ends_with("types.ts"))
        .unwrap();
    for text in [
        "export type WideInteger = number;",
        "sizes?: WideInteger[]",
        "safe?: number",
    ] {
        assert!(types.contains(text), "{text}: {types}");
    }
}

/// Types with maps whose keys are numbers, within enums of every tag.
fn with_number_keys(contract: &mut Contract, way: &str) {
    let map = || json!({"type": "object", "patternProperties": {"^\\d+$": {"type": "boolean"}}});
    let reference = |name: &str| json!({"$ref": format!("#/types/{way}/{name}")});
    let held = json!({
        "Scores": {"type": "object", "properties": {"by_id": map()}},
        "Internal": {"x-enum": {"tag": "kind"}, "oneOf": [
            {"title": "Alone", "type": "object", "properties": {"kind": {"const": "alone"}, "map": map()}},
            {"title": "Deep", "type": "object", "properties": {
                "kind": {"const": "deep"}, "list": {"type": "array", "items": reference("Scores")},
            }},
        ]},
        "Untagged": {"x-enum": "untagged", "anyOf": [{"title": "Map"}, {"type": "string"}]},
        "Mixed": {"x-enum": "external", "anyOf": [
            {"title": "Tagged", "type": "object", "additionalProperties": false, "properties": {"tagged": map()}},
            {"title": "Rest", "type": "string"},
        ]},
        "Flat": {"x-enum": "external", "type": "object", "properties": {"own": map()}, "oneOf": [
            {"title": "One", "type": "object", "additionalProperties": false, "properties": {"one": map()}},
        ]},
        // Read as they come.
        "External": {"x-enum": "external", "oneOf": [
            {"title": "Map", "type": "object", "additionalProperties": false, "properties": {"map": map()}},
        ]},
        "Adjacent": {"x-enum": {"tag": "t", "content": "c"}, "oneOf": [
            {"title": "Map", "type": "object", "properties": {"t": {"const": "map"}, "c": map()}},
        ]},
    });
    let types = match way {
        "input" => &mut contract.types.input,
        _ => &mut contract.types.output,
    };
    for (name, schema) in held.as_object().unwrap() {
        types.insert(name.clone(), schema.clone());
    }
    let variant = &mut types.get_mut("Untagged").unwrap()["anyOf"][0];
    variant["type"] = json!("object");
    variant["patternProperties"] = map()["patternProperties"].clone();
}

#[test]
fn numbers_as_keys_are_refused_where_serde_could_not_read_them() {
    assert_eq!(
        refused(|contract| with_number_keys(contract, "input")),
        "`Flat::One`, `Internal::Alone.map`, `Internal::Deep.list[].by_id`, `Mixed::Tagged`, `Untagged::Map` have numbers as keys, which \
         nobody can read: serde holds them back until it knows the variant of the enum around them, and keys are texts by then\n\
         help: take texts as keys, as `HashMap<hubs_runtime::Text<u32>, _>` has them, or an enum without `tag` and `untagged`"
    );
    // JavaScript has no such trouble with what it gets; Rust has.
    let mut contract = contract();
    with_number_keys(&mut contract, "output");
    generate(&contract, &Options::default()).unwrap();
    let error = hubs_codegen::rust::generate(&contract, &hubs_codegen::rust::Options::default());
    let error = error.unwrap_err().to_string();
    assert!(
        error.starts_with("`Flat::One`, `Internal::Alone.map`"),
        "{error}"
    );
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
