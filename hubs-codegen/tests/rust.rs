//! The Rust client: what is committed is what is printed, and what cannot be printed is refused with a way out.

use std::{fs, path::Path};

use hubs_codegen::{
    output::Files,
    rust::{Options, generate},
};
use hubs_contract::model::{Contract, Returns, ServerKind};
use serde_json::json;

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
    let from = options("chat_types::wire");
    let files = generate(&contract(), &from).unwrap();
    assert!(files.iter().all(|(path, _)| path != Path::new("types.rs")));
    let text = |files: &Files, name: &str| {
        let mut found = files.iter().filter(|(path, _)| *path == Path::new(name));
        found.next().unwrap().1.to_owned()
    };
    // Both ways of a type are the one type that the module has.
    let handlers = text(&files, "handlers.rs");
    assert!(
        handlers.contains("use chat_types::wire::{Settings, Shape, Tree};"),
        "{handlers}"
    );

    // What has no name in the contract has none in the module either.
    let mut contract = contract();
    let hub = contract.hubs.get_mut("BigHub").unwrap();
    hub.methods.get_mut("add").unwrap().params[0].schema = json!({
        "type": "object",
        "required": ["shape", "side"],
        "properties": {"shape": {"$ref": "#/types/input/Shape"}, "side": {"enum": ["left", "Tree"]}},
    });
    let files = generate(&contract, &from).unwrap();
    let hub = text(&files, "big_hub.rs");
    assert!(hub.contains("use super::types::BigHubAddLeft;"), "{hub}");
    assert!(
        hub.contains("    BigState, DrawError, PageShape, PageString, Settings, Shape, Tree,\n};"),
        "{hub}"
    );
    let types = text(&files, "types.rs");
    assert!(types.contains("pub struct BigHubAddLeft {"), "{types}");
    assert!(types.contains("pub enum BigHubAddLeftSide {"), "{types}");
    assert!(types.contains("use chat_types::wire::Shape;"), "{types}");
    assert!(!types.contains("pub struct Tree"), "{types}");
    assert!(text(&files, "mod.rs").contains("mod types;"));
    let error = generate(&contract, &options("chat types")).unwrap_err();
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

/// The error after a type of the contract got another name, in no schema that refers to it.
fn refused_type(name: &'static str) -> String {
    refused(move |contract| {
        let shape = contract.types.output["Shape"].clone();
        contract.types.output.insert(name.to_owned(), shape);
    })
}

#[test]
fn types_that_clash_with_what_generated_files_use_are_refused() {
    for (first, second, rust) in [
        (
            "type `Stream`",
            "the generated client's own `Stream`",
            "Stream",
        ),
        (
            "type `CallError`",
            "the generated client's own `CallError`",
            "CallError",
        ),
        (
            "type `string`",
            "the generated client's own `String`",
            "String",
        ),
        ("type `Vec`", "the generated client's own `Vec`", "Vec"),
        ("type `shape`", "type `Shape`", "Shape"),
        (
            "what clients send as `Settings`",
            "type `SettingsInput`",
            "SettingsInput",
        ),
    ] {
        let name = if first.starts_with("type") {
            first
        } else {
            second
        };
        assert_eq!(
            refused_type(name.split('`').nth(1).unwrap()),
            format!(
                "{first} and {second} would both be `{rust}` in Rust\n\
                 help: give one another name, as with `#[schemars(rename = \"…\")]`"
            )
        );
    }
}

#[test]
fn hubs_states_and_client_contracts_that_clash_are_refused() {
    assert_eq!(
        refused(|contract| {
            let state = contract.states["BigState"].clone();
            contract.states.insert("big_state".to_owned(), state);
        }),
        "caller state `big_state` and caller state `BigState` would both be `BigState` in Rust\n\
         help: give one another name, as with `#[caller_state(name = \"…\")]`"
    );
    assert_eq!(
        refused(|contract| {
            let client = contract.clients["BigClient"].clone();
            contract.clients.insert("HubConnection".to_owned(), client);
        }),
        "client contract `HubConnection` and the generated client's own `HubConnection` would both be `HubConnection` in Rust\n\
         help: give one another name, as with `#[client_contract(name = \"…\")]`"
    );
    assert_eq!(
        refused_type("BigHubConnection"),
        "the connection of hub `BigHub` and type `BigHubConnection` would both be `BigHubConnection` in Rust\n\
         help: give one another name, as with `#[hub(client_name = \"…\")]`"
    );
}

#[test]
fn files_that_clash_are_refused_with_a_way_out() {
    for (class, file) in [
        ("Mod", "mod.rs"),
        ("Types", "types.rs"),
        ("Handlers", "handlers.rs"),
    ] {
        let error = refused(|contract| {
            contract.hubs.get_mut("BigHub").unwrap().client_name = Some(class.to_owned());
        });
        assert_eq!(
            error,
            format!(
                "hub `BigHub` needs the file `{file}`, which is taken\n\
                 help: give its client another name with `#[hub(client_name = \"…\")]`"
            )
        );
    }
}

/// The error after the field `Shape.sizes` got a schema.
fn refused_schema(schema: serde_json::Value) -> Option<String> {
    let mut contract = contract();
    let shape = json!({"type": "object", "required": ["sizes"], "properties": {
        "sizes": {"type": "array", "items": schema},
    }});
    contract.types.output.insert("Shape".to_owned(), shape);
    let refused = generate(&contract, &Options::default()).err();
    refused.map(|error| error.to_string())
}

#[test]
fn schemas_that_no_type_of_rust_is_right_for_are_refused_where_they_stand() {
    let spoiled = json!([
        [false, "allows no value at all"],
        [{"not": {}}, "has the keyword `not`"],
        [{"type": ["string", "integer"]}, "is of several types, `string` and `integer`"],
        [{"type": ["string", "integer", "null"]}, "is of several types, `string`, `integer` and `null`"],
        [{"allOf": [{"type": "string"}, {"type": "string"}]}, "has `allOf` with several parts"],
        [{"type": "integer", "format": "uint24"}, "is an integer of the unknown format `uint24`"],
        [{"type": "number", "format": "decimal"}, "is a number of the unknown format `decimal`"],
        [{"enum": [1, 2]}, "is the constant `1`, no text"],
        [{"type": "object", "patternProperties": {"a": true, "b": true}}, "has `patternProperties` with several parts"],
    ]);
    for case in spoiled.as_array().unwrap() {
        assert_eq!(
            refused_schema(case[0].clone()),
            Some(format!(
                "`{}` {}, which Rust has no type for\n\
                 help: give it the schema of another type with `#[schemars(with = \"…\")]`, of `serde_json::Value` if it may be anything",
                if case[0]["enum"].is_null() {
                    "Shape.sizes[]"
                } else {
                    "ShapeSizesItem"
                },
                case[1].as_str().unwrap()
            )),
            "{case}"
        );
    }
}

#[test]
fn schemas_that_rust_has_a_type_for_are_not_refused() {
    for schema in [
        json!(true),
        json!({}),
        json!({"description": "anything", "default": 3, "x-more": 1}),
        json!({"type": ["string", "null"]}),
        json!({"allOf": [{"type": "string"}]}),
        json!({"type": "integer"}),
        json!({"type": "integer", "format": "int"}),
        json!({"type": "number", "format": "double"}),
    ] {
        assert_eq!(refused_schema(schema), None);
    }
}

#[test]
fn a_field_called_like_a_keyword_counts_when_directions_differ() {
    for field in ["default", "const", "items", "x-generic"] {
        let with = |schema: serde_json::Value| json!({"type": "object", "required": [field], "default": {}, "properties": {field: schema}});
        let mut contract = contract();
        let types = &mut contract.types;
        let (text, truth) = (json!({"type": "string"}), json!({"type": "boolean"}));
        types.output.insert("Pair".to_owned(), with(text));
        types.input.insert("Pair".to_owned(), with(truth));
        let files = generate(&contract, &Options::default()).unwrap();
        let (_, types) = (files
            .iter()
            .find(|(path, _)| *path == Path::new("types.rs")))
        .unwrap();
        assert!(types.contains("pub struct PairInput {"), "{field}: {types}");
    }
}

#[test]
fn what_is_the_same_in_both_directions_of_its_owner_is_written_once() {
    let mut contract = contract();
    let with = |own: &str| {
        json!({"type": "object", "required": ["sides", own], "properties": {
            own: {"type": "boolean"},
            "sides": {"type": "array", "items": {"enum": ["left", "right"]}},
            "more": {"enum": [own]},
        }})
    };
    let types = &mut contract.types;
    types.output.insert("Pair".to_owned(), with("sent"));
    types.input.insert("Pair".to_owned(), with("taken"));
    let files = generate(&contract, &Options::default()).unwrap();
    let (_, types) = (files
        .iter()
        .find(|(path, _)| *path == Path::new("types.rs")))
    .unwrap();
    let enums: Vec<&str> = types
        .lines()
        .filter_map(|line| line.strip_prefix("pub enum Pair")?.strip_suffix(" {"))
        .collect();
    assert_eq!(enums, ["InputMore", "More", "SidesItem"], "{types}");
    assert_eq!(types.matches("pub sides: Vec<PairSidesItem>,").count(), 2);
}

/// `types.rs` after the server takes a type of these schemas and sends it.
fn types_with(name: &str, input: serde_json::Value, output: serde_json::Value) -> String {
    let mut contract = contract();
    contract.types.input.insert(name.to_owned(), input);
    contract.types.output.insert(name.to_owned(), output);
    let files = generate(&contract, &Options::default()).unwrap();
    let types = files
        .iter()
        .find(|(path, _)| *path == Path::new("types.rs"));
    types.unwrap().1.to_owned()
}

fn types_with_one(name: &str, schema: serde_json::Value) -> String {
    types_with(name, schema.clone(), schema)
}

#[test]
fn keys_are_as_wide_as_their_patterns() {
    for (pattern, key) in [
        ("^\\d+$", "u64"),
        ("^-?\\d+$", "i64"),
        ("^[a-z]$", "String"),
    ] {
        let schema = json!({"type": "object", "patternProperties": {pattern: {"type": "boolean"}}});
        let types = types_with_one("Keyed", schema);
        let expected = format!("pub type Keyed = std::collections::BTreeMap<{key}, bool>;");
        assert!(types.contains(&expected), "{types}");
    }
}

#[test]
fn what_is_not_known_of_an_object_is_kept() {
    let schema = json!({"type": "object", "additionalProperties": true, "required": ["a"], "properties": {"a": {"type": "boolean"}}});
    let types = types_with_one("Open", schema);
    let open = types.split("pub struct Open {").nth(1).unwrap();
    let fields = open.split('}').next().unwrap();
    assert!(fields.contains("#[serde(flatten)]"), "{fields}");
    assert!(fields.contains("serde_json::Value"), "{fields}");
}

#[test]
fn variants_that_are_excepted_from_their_enums_tag_are_untagged() {
    let known = json!({"const": "known", "type": "string", "title": "Known"});
    let text = json!({"type": "string", "title": "Text"});
    let fields = json!({"type": "object", "title": "Fields", "required": ["a"], "properties": {"a": {"type": "boolean"}}});
    let schema = json!({"x-enum": "external", "anyOf": [known, text, fields]});
    let types = types_with_one("Excepted", schema);
    for variant in ["Text(String),", "Fields { a: bool },"] {
        let expected = format!("    #[serde(untagged)]\n    {variant}\n");
        assert!(types.contains(&expected), "{types}");
    }
}

#[test]
fn an_enum_without_variants_is_one() {
    for schema in [
        json!(false),
        json!({"not": {}}),
        json!({"not": true, "description": "d"}),
    ] {
        let types = types_with_one("Never", schema);
        assert!(types.contains("pub enum Never {}"), "{types}");
    }
}

#[test]
fn of_several_types_that_a_server_reads_clients_send_the_one_that_it_writes() {
    let input = json!({"type": ["string", "number"], "pattern": "^[0-9]*e?[0-9]*$"});
    let output = json!({"type": "string", "pattern": "^[0-9]*$"});
    let types = types_with("Decimal", input.clone(), output.clone());
    assert!(types.contains("pub type Decimal = String;"), "{types}");
    let field =
        |schema| json!({"type": "object", "required": ["of"], "properties": {"of": schema}});
    let types = types_with("Price", field(input), field(output));
    assert!(types.contains("pub of: String,"), "{types}");
    assert!(!types.contains("PriceInput"), "{types}");
}

#[test]
fn fields_beside_what_is_flattened_and_defaults_that_are_not_rusts_own_are_right() {
    let mut contract = contract();
    let item = json!({
        "type": "object",
        "properties": { "kind": { "type": "string" }, "other": { "type": "string" } },
        "required": ["kind", "other"],
        "oneOf": [{ "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] }],
    });
    let (name, mut state) = contract.states.pop_first().unwrap();
    for (field, schema, default) in [
        (
            "zero",
            json!({ "type": ["integer", "null"], "format": "uint32" }),
            json!(0),
        ),
        ("any", json!(true), json!([])),
    ] {
        let mut added = state.fields[0].clone();
        (added.name, added.default) = (field.to_owned(), default);
        (added.input, added.output) = (Some(schema.clone()), schema);
        state.fields.push(added);
    }
    contract.states.insert(name, state);
    let types = &mut contract.types;
    for types in [&mut types.input, &mut types.output] {
        types.insert("Item".to_owned(), item.clone());
    }
    let hub = contract.hubs.get_mut("BigHub").unwrap();
    let (_, method) = hub.methods.first_mut().unwrap();
    method.returns = Returns::Value {
        schema: json!({ "$ref": "#/types/output/Item" }),
    };
    let files = generate(&contract, &Options::default()).unwrap();
    let mut types = files
        .iter()
        .filter(|(path, _)| *path == Path::new("types.rs"));
    let text = types.next().unwrap().1;
    assert!(
        text.contains("pub kind: String") && text.contains("pub kind_: ItemKind"),
        "{text}"
    );
    assert!(
        text.contains("\\\"zero\\\":0") && text.contains("\\\"any\\\":[]"),
        "{text}"
    );
}
