//! What counts as a change between two contracts, who must update for it, and what is no change: a test for each row of the table in
//! `docs/codegen.md`.

use std::{fs, path::Path};

use hubs_codegen::diff::changes;
use hubs_contract::model::Contract;
use serde_json::{Value, json};

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

/// A hub with one method and one call, and two types that both cross the wire in both directions.
fn small() -> Value {
    let text = json!({ "type": "string" });
    let about = json!({ "path": "x" });
    json!({
        "format": 2,
        "server": { "kind": "hubs", "version": "0.1.0" },
        "hubs": { "Chat": { "about": about, "client": "People", "state": "Me", "methods": {
            "send": {
                "about": about,
                "params": [{ "name": "item", "schema": { "$ref": "#/types/input/Item" } }],
                "returns": { "kind": "value", "schema": { "$ref": "#/types/output/Item" } },
                "error": text,
            },
            "stop": { "about": about, "params": [], "returns": { "kind": "nothing" } },
        } } },
        "clients": { "People": { "about": about, "methods": {
            "said": { "about": about, "params": [{ "name": "text", "schema": text }] },
        } } },
        "states": { "Me": { "about": about, "fields": [
            { "name": "name", "input": text, "output": text, "default": "" },
        ] } },
        "types": { "input": { "Item": text }, "output": { "Item": text } },
    })
}

fn contract(value: &Value) -> Contract {
    Contract::from_json(&value.to_string()).unwrap()
}

/// The whole output after what stands at a pointer was replaced; `null` takes it out.
fn changed(pointer: &str, value: Value) -> String {
    between(&small(), pointer, value)
}

fn between(old: &Value, pointer: &str, value: Value) -> String {
    let mut new = old.clone();
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    match new.pointer_mut(holder).unwrap() {
        Value::Object(members) if value.is_null() => drop(members.remove(name)),
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        other => other[name.parse::<usize>().unwrap()] = value,
    }
    changes(&contract(old), &contract(&new)).to_string()
}

const SEND: &str = "/hubs/Chat/methods/send";

/// The output if the type `Item` changes, in what clients send and in what the server sends.
fn sent_and_got(old: &Value, new: &Value) -> [String; 2] {
    ["input", "output"].map(|direction| {
        let mut before = small();
        before["types"][direction]["Item"] = old.clone();
        between(&before, &format!("/types/{direction}/Item"), new.clone())
    })
}

/// Checks the output for both directions, without the place that all lines have; and the other way round.
#[track_caller]
fn assert_type(old: Value, new: Value, sent: &str, got: &str) {
    let outputs = sent_and_got(&old, &new);
    let places = [
        "method `Chat.send`, parameter `item`",
        "method `Chat.send`, result",
    ];
    for ((output, place), expected) in outputs.iter().zip(places).zip([sent, got]) {
        assert_eq!(output.replace(place, "@"), expected.to_owned() + "\n");
    }
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
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
fn methods_and_hubs_come_and_go() {
    let stop = small()["hubs"]["Chat"]["methods"]["stop"].clone();
    assert_eq!(
        changed("/hubs/Chat/methods/halt", stop),
        "servers must update: hub `Chat`: method `halt` is new\n"
    );
    assert_eq!(
        changed("/hubs/Chat/methods/stop", Value::Null),
        "clients must update: hub `Chat`: method `stop` is gone\n"
    );
    let hub = small()["hubs"]["Chat"].clone();
    assert_eq!(
        changed("/hubs/News", hub),
        "servers must update: hub `News` is new\n"
    );
    assert_eq!(
        changed("/hubs/Chat", Value::Null),
        "clients must update: hub `Chat` is gone\n"
    );
}

#[test]
fn a_method_that_is_spelled_otherwise_is_found_in_any_order() {
    let (old, mut new) = (stress(), stress());
    let hub = new.hubs.get_mut("BigHub").unwrap();
    let add = hub.methods.shift_remove("add").unwrap();
    hub.methods.insert("Add".to_owned(), add);
    assert_eq!(
        changes(&old, &new).to_string(),
        "compatible: hub `BigHub`: method `add` is spelled `Add` now\n"
    );
    // What else changed is told all the same.
    let hub = new.hubs.get_mut("BigHub").unwrap();
    hub.methods["Add"].params.clear();
    assert_eq!(
        changes(&old, &new).to_string(),
        "clients and servers must update: method `BigHub.Add` takes 0 arguments now, was 2 arguments (1 optional)\n\
         compatible: hub `BigHub`: method `add` is spelled `Add` now\n"
    );
}

#[test]
fn a_client_method_that_is_spelled_otherwise_is_another() {
    let mut new = small();
    let methods = &mut new["clients"]["People"]["methods"];
    *methods = json!({ "Said": methods["said"] });
    assert_eq!(
        changes(&contract(&small()), &contract(&new)).to_string(),
        "clients and servers must update: client contract `People`: method `said` is spelled `Said` now\n"
    );
}

#[test]
fn arguments_are_counted() {
    let param = |name: &str, presence: &str| json!({ "name": name, "schema": { "type": "string" }, "presence": presence });
    let mut two = small();
    let item = small()
        .pointer("/hubs/Chat/methods/send/params/0")
        .unwrap()
        .clone();
    let params = format!("{SEND}/params");
    assert_eq!(
        changed(&params, json!([item, param("more", "optional")])),
        "servers must update: method `Chat.send` takes 2 arguments (1 optional) now, was 1 argument\n"
    );
    assert_eq!(
        changed(&params, json!([item, param("more", "required")])),
        "clients and servers must update: method `Chat.send` takes 2 arguments now, was 1 argument\n"
    );
    assert_eq!(
        changed(&params, json!([])),
        "clients and servers must update: method `Chat.send` takes 0 arguments now, was 1 argument\n"
    );
    *two.pointer_mut(&params).unwrap() = json!([item, param("more", "optional")]);
    assert_eq!(
        between(&two, &format!("{params}/1"), param("more", "required")),
        "clients must update: method `Chat.send` takes 2 arguments now, was 2 arguments (1 optional)\n"
    );
    assert_eq!(
        changed(&format!("{params}/0/presence"), json!("nullable")),
        "servers must update: method `Chat.send`, parameter `item` may be null now\n"
    );
    assert_eq!(
        changed(&format!("{params}/0/upload"), json!(true)),
        "clients and servers must update: method `Chat.send`, parameter `item`: is a stream now, was a value\n"
    );
}

#[test]
fn another_kind_of_result_is_another_method() {
    assert_eq!(
        changed(&format!("{SEND}/returns/kind"), json!("stream")),
        "clients and servers must update: method `Chat.send`, result: is a stream now, was a value\n"
    );
    assert_eq!(
        changed(&format!("{SEND}/returns"), json!({ "kind": "nothing" })),
        "clients and servers must update: method `Chat.send`, result: is nothing now, was a value\n"
    );
}

#[test]
fn typed_errors_come_and_go() {
    assert_eq!(
        changed(&format!("{SEND}/error"), Value::Null),
        "clients must update: method `Chat.send` has no typed error any more\n"
    );
    assert_eq!(
        changed("/hubs/Chat/methods/stop/error", json!({ "type": "string" })),
        "servers must update: method `Chat.stop` has a typed error now\n"
    );
    assert_eq!(
        changed(&format!("{SEND}/error"), json!({ "type": "boolean" })),
        "clients and servers must update: method `Chat.send`, error is `boolean` now, was `string`\n"
    );
}

#[test]
fn client_methods_come_and_go() {
    let said = small()["clients"]["People"]["methods"]["said"].clone();
    assert_eq!(
        changed("/clients/People/methods/left", said.clone()),
        "clients must update: client contract `People`: method `left` is new\n"
    );
    assert_eq!(
        changed("/clients/People/methods/said", Value::Null),
        "servers must update: client contract `People`: method `said` is gone\n"
    );
    assert_eq!(
        changed("/clients/People/methods/said/result", json!({})),
        "clients and servers must update: client method `People.said`, answer: is nothing now, was not waited for\n"
    );
    assert_eq!(
        changed("/clients/People/methods/said/params", json!([])),
        "clients and servers must update: client method `People.said` gets 0 arguments now, was 1 argument\n"
    );
    let mut renamed = small();
    renamed["clients"] = json!({ "Folk": renamed["clients"]["People"] });
    renamed["hubs"]["Chat"]["client"] = json!("Folk");
    assert_eq!(
        changes(&contract(&small()), &contract(&renamed)).to_string(),
        "no change\n"
    );
    renamed["clients"]["Folk"]["methods"] = json!({});
    assert_eq!(
        changes(&contract(&small()), &contract(&renamed)).to_string(),
        "servers must update: client contract `Folk`: method `said` is gone\n"
    );
    assert_eq!(
        changed("/hubs/Chat/client", Value::Null),
        "servers must update: hub `Chat` has the client contract `People` no more\n"
    );
}

#[test]
fn fields_of_states_come_and_go() {
    let fields = "/states/Me/fields";
    let name = small().pointer(fields).unwrap()[0].clone();
    let mut age = name.clone();
    age["name"] = json!("age");
    assert_eq!(
        changed(fields, json!([name, age])),
        "servers must update: caller state `Me`, field `age` is new\n"
    );
    assert_eq!(
        changed(fields, json!([])),
        "clients must update: caller state `Me`, field `name` is gone\n"
    );
    // One line for both directions.
    let mut truth = small().pointer(fields).unwrap()[0].clone();
    truth["input"] = json!({ "type": "boolean" });
    truth["output"] = truth["input"].clone();
    assert_eq!(
        changed(fields, json!([truth])),
        "clients and servers must update: caller state `Me`, field `name` is `boolean` now, was `string`\n"
    );
    let mut of_server = name.clone();
    of_server.as_object_mut().unwrap().remove("input");
    assert_eq!(
        changed(fields, json!([of_server])),
        "clients must update: caller state `Me`, field `name`: the server alone sets it now\n"
    );
    let mut old = small();
    *old.pointer_mut(fields).unwrap() = json!([of_server]);
    assert_eq!(
        changes(&contract(&old), &contract(&small())).to_string(),
        "servers must update: caller state `Me`, field `name`: clients may set it now\n"
    );
    let nullable = json!({ "type": ["string", "null"] });
    assert_eq!(
        changed("/states/Me/fields/0/output", nullable),
        "clients must update: caller state `Me`, field `name` may be null now\n"
    );
    assert_eq!(
        changed("/hubs/Chat/state", Value::Null),
        "clients must update: hub `Chat` has the caller state `Me` no more\n"
    );
}

#[test]
fn fields_come_and_go() {
    let text = json!({ "type": "string" });
    let one = object(&["a"], json!({ "a": text }));
    let required = object(&["a", "b"], json!({ "a": text, "b": text }));
    let optional = object(&["a"], json!({ "a": text, "b": text }));
    assert_type(
        one.clone(),
        required.clone(),
        "clients must update: @.b is new and must be sent",
        "servers must update: @.b is new and always sent",
    );
    assert_type(
        one.clone(),
        optional.clone(),
        "compatible: @.b is new and may be sent",
        "compatible: @.b is new and may be sent",
    );
    assert_type(
        required.clone(),
        one.clone(),
        "servers must update: @.b is not read any more",
        "clients must update: @.b is not sent any more",
    );
    assert_type(
        optional.clone(),
        one.clone(),
        "compatible: @.b is not read any more",
        "compatible: @.b is not sent any more",
    );
    // Who refuses unknown fields must know a field before others have it.
    let mut closed = one;
    closed["additionalProperties"] = json!(false);
    let mut closed_optional = optional;
    closed_optional["additionalProperties"] = json!(false);
    assert_type(
        closed.clone(),
        closed_optional.clone(),
        "servers must update: @.b is new and may be sent",
        "compatible: @.b is new and may be sent",
    );
    assert_type(
        closed_optional,
        closed,
        "clients must update: @.b is not read any more",
        "compatible: @.b is not sent any more",
    );
}

#[test]
fn fields_become_optional_or_required() {
    let fields = json!({ "a": { "type": "string" } });
    assert_type(
        object(&[], fields.clone()),
        object(&["a"], fields.clone()),
        "clients must update: @.a must be sent now",
        "servers must update: @.a is always sent now",
    );
    assert_type(
        object(&["a"], fields.clone()),
        object(&[], fields),
        "servers must update: @.a need not be sent any more",
        "clients must update: @.a may be missing now",
    );
}

#[test]
fn types_change() {
    let integer = |format: &str| json!({ "type": "integer", "format": format });
    assert_type(
        json!({ "type": "string" }),
        json!({ "type": "boolean" }),
        "clients and servers must update: @ is `boolean` now, was `string`",
        "clients and servers must update: @ is `boolean` now, was `string`",
    );
    assert_type(
        integer("uint8"),
        integer("int32"),
        "servers must update: @ is `int32` now, was `uint8`",
        "clients must update: @ is `int32` now, was `uint8`",
    );
    assert_type(
        integer("uint32"),
        integer("int32"),
        "clients and servers must update: @ is `int32` now, was `uint32`",
        "clients and servers must update: @ is `int32` now, was `uint32`",
    );
    assert_type(
        json!({ "type": ["string", "null"] }),
        json!({ "type": "string" }),
        "clients must update: @ may not be null any more",
        "servers must update: @ may not be null any more",
    );
    assert_type(
        json!({ "type": "string" }),
        json!(true),
        "servers must update: @ may be anything now",
        "clients must update: @ may be anything now",
    );
    assert_type(
        json!({ "type": "string", "format": "uuid" }),
        json!({ "type": "string" }),
        "clients and servers must update: @ is `string` now, was `uuid`",
        "clients and servers must update: @ is `string` now, was `uuid`",
    );
    assert_type(
        json!({ "type": "array", "prefixItems": [true, true] }),
        json!({ "type": "array", "prefixItems": [true] }),
        "clients and servers must update: @ has another length",
        "clients and servers must update: @ has another length",
    );
}

#[test]
fn what_is_written_otherwise_is_no_change() {
    let text = json!({ "type": "string" });
    for (old, new) in [
        (
            json!({ "type": "string", "description": "Old." }),
            json!({ "type": "string", "title": "New" }),
        ),
        (
            json!({ "anyOf": [text, { "type": "null" }] }),
            json!({ "type": ["string", "null"] }),
        ),
        (
            json!({ "enum": ["a", "b"] }),
            json!({ "oneOf": [{ "const": "b", "title": "B" }, { "const": "a" }] }),
        ),
        (json!({ "allOf": [text] }), text.clone()),
    ] {
        assert_type(old, new, "no change", "no change");
    }
}

/// The schemas of an enum with a circle of a radius, and with more variants that have nothing, by how it is tagged.
fn shapes(tagging: &str, more: &[&str]) -> Value {
    let radius = json!({ "type": "number" });
    let tag = |name: &str, key: &str, content: Value| {
        let mut variant = object(&[key], json!({ key: { "const": name } }));
        if !content.is_null() {
            variant["properties"]["content"] = content;
        }
        variant
    };
    let variant = |name: &str, content: Value| match (tagging, content.is_null()) {
        ("external", true) => json!({ "const": name }),
        ("external", false) => {
            let mut variant = object(&[name], json!({ name: content }));
            variant["additionalProperties"] = json!(false);
            variant
        }
        ("untagged", true) => object(&[name], json!({ name: true })),
        ("untagged", false) => content,
        ("internal", true) => tag(name, "kind", Value::Null),
        ("internal", false) => {
            let mut variant = tag(name, "kind", Value::Null);
            variant["properties"]["radius"] = content["properties"]["radius"].clone();
            variant
        }
        _ => tag(name, "t", content),
    };
    let mut variants = vec![variant("circle", object(&[], json!({ "radius": radius })))];
    variants.extend(more.iter().map(|name| variant(name, Value::Null)));
    let names = ["circle"].iter().chain(more);
    for (variant, name) in variants.iter_mut().zip(names) {
        variant["title"] = json!(name);
    }
    let words = match tagging {
        "internal" => json!({ "tag": "kind" }),
        "adjacent" => json!({ "tag": "t", "content": "content" }),
        word => json!(word),
    };
    json!({ "oneOf": variants, "x-enum": words })
}

const TAGGINGS: [&str; 4] = ["external", "internal", "adjacent", "untagged"];

#[test]
fn variants_come_and_go() {
    for tagging in TAGGINGS {
        let (fewer, more) = (
            shapes(tagging, &["dot"]),
            shapes(tagging, &["dot", "square"]),
        );
        assert_type(
            fewer.clone(),
            more.clone(),
            "servers must update: @: variant `square` is new, clients may send it",
            "clients must update: @: variant `square` is new, the server may send it",
        );
        assert_type(
            more,
            fewer,
            "clients must update: @: variant `square` is gone, clients may not send it any more",
            "servers must update: @: variant `square` is gone, the server does not send it any more",
        );
    }
}

#[test]
fn what_variants_hold_is_compared() {
    for tagging in TAGGINGS {
        let old = shapes(tagging, &["dot"]);
        let text = old
            .to_string()
            .replace("{\"type\":\"number\"}", "{\"type\":\"string\"}");
        let new = serde_json::from_str(&text).unwrap();
        let content = if tagging == "adjacent" {
            ".content"
        } else {
            ""
        };
        let expected = format!(
            "clients and servers must update: @::circle{content}.radius is `string` now, was `number`"
        );
        assert_type(old, new, &expected, &expected);
    }
}

#[test]
fn variants_are_found_within_fields_lists_and_maps() {
    let holder = |shape: Value| {
        let optional = json!({ "anyOf": [shape, { "type": "null" }] });
        let list = json!({ "type": "array", "items": optional });
        let map = json!({ "type": "object", "additionalProperties": list });
        object(&["shapes"], json!({ "shapes": map }))
    };
    for tagging in TAGGINGS {
        assert_type(
            holder(shapes(tagging, &[])),
            holder(shapes(tagging, &["dot"])),
            "servers must update: @.shapes{}[]: variant `dot` is new, clients may send it",
            "clients must update: @.shapes{}[]: variant `dot` is new, the server may send it",
        );
    }
}

#[test]
fn another_tagging_is_another_type() {
    let expected =
        "clients and servers must update: @ is tagged by `t` beside `content` now, was by `kind`";
    assert_type(
        shapes("internal", &["dot"]),
        shapes("adjacent", &["dot"]),
        expected,
        expected,
    );
}

/// Also if they come back to themselves at other places than before.
#[test]
fn types_that_contain_themselves_elsewhere_have_an_end() {
    let list = |inner: Value| {
        object(
            &["next"],
            json!({ "next": inner, "value": { "type": "string" } }),
        )
    };
    let item = json!({ "$ref": "#/types/input/Item" });
    assert_type(
        list(item.clone()),
        list(list(item)),
        "no change",
        "no change",
    );
}

#[test]
fn types_that_contain_themselves_have_an_end() {
    let tree = |kind: &str| {
        object(
            &["value"],
            json!({
                "value": { "type": kind },
                "children": { "type": "array", "items": { "$ref": "#/types/input/Item" } },
            }),
        )
    };
    assert_type(
        tree("string"),
        tree("boolean"),
        "clients and servers must update: @.value is `boolean` now, was `string`",
        "clients and servers must update: @.value is `boolean` now, was `string`",
    );
}
