//! What changes a digest and what does not.

use serde_json::{Value, json};

use super::canonical;
use crate::model::Contract;

fn contract() -> Contract {
    let lamp = |way: &str| {
        json!({
            "type": "object",
            "required": ["name", "color"],
            "properties": {
                "name": { "type": "string" },
                "color": { "$ref": format!("#/types/{way}/Color") },
                "parts": { "type": "array", "items": { "$ref": format!("#/types/{way}/Lamp") } },
            },
        })
    };
    let color = json!({ "oneOf": [
        { "type": "string", "enum": ["red", "blue"] },
        { "type": "object", "required": ["mixed"], "properties": {
            "mixed": { "type": "array", "items": { "type": "integer", "format": "uint8" } },
        } },
    ] });
    let mut contract = json!({
        "format": 2,
        "server": { "kind": "hubs", "version": "0.1.0" },
        "hubs": { "LampHub": {
            "about": { "path": "lamps::LampHub" },
            "client": "LampClient",
            "state": "LampState",
            "methods": {
                "switch": {
                    "about": { "path": "lamps::LampHub::switch" },
                    "params": [{ "name": "on", "schema": { "type": "boolean" } }],
                    "returns": { "kind": "nothing" },
                },
                "replace": {
                    "about": { "path": "lamps::LampHub::replace" },
                    "params": [{ "name": "lamp", "schema": { "$ref": "#/types/input/Lamp" } }],
                    "returns": { "kind": "value", "schema": { "$ref": "#/types/output/Lamp" } },
                },
            },
        } },
        "clients": { "LampClient": {
            "about": { "path": "lamps::LampClient" },
            "methods": { "changed": {
                "about": { "path": "lamps::LampClient::changed" },
                "params": [{ "name": "lamp", "schema": { "$ref": "#/types/output/Lamp" } }],
            } },
        } },
        "states": { "LampState": {
            "about": { "path": "lamps::LampState" },
            "fields": [
                { "name": "name", "input": { "type": "string" }, "output": { "type": "string" }, "default": "" },
                { "name": "level", "input": { "type": "integer" }, "output": { "type": "integer" }, "default": 0 },
            ],
        } },
        "types": { "input": {}, "output": {} },
    });
    for way in ["input", "output"] {
        contract["types"][way] = json!({ "Lamp": lamp(way), "Color": color });
    }
    Contract::from_json(&contract.to_string()).unwrap()
}

/// All digests, each with its place.
fn digests(mut contract: Contract) -> Vec<(String, String)> {
    contract.write_digests();
    let mut all = Vec::new();
    for (name, hub) in &contract.hubs {
        all.push((name.clone(), hub.digest.clone()));
        for (name, method) in &hub.methods {
            all.push((name.clone(), method.digest.clone()));
        }
    }
    for (name, method) in contract.clients.values().flat_map(|client| &client.methods) {
        all.push((name.clone(), method.digest.clone()));
    }
    for (name, state) in &contract.states {
        all.push((name.clone(), state.digest.clone()));
        for field in &state.fields {
            all.push((field.name.clone(), field.digest.clone()));
        }
    }
    all.sort();
    all
}

/// The places whose digest changes with the contract.
fn changed(change: impl FnOnce(&mut Contract)) -> Vec<String> {
    let mut other = contract();
    change(&mut other);
    let pairs = digests(contract()).into_iter().zip(digests(other));
    let changed = pairs.filter(|(old, new)| old != new);
    changed.map(|((place, _), _)| place).collect()
}

fn both(contract: &mut Contract, change: impl Fn(&mut std::collections::BTreeMap<String, Value>)) {
    change(&mut contract.types.input);
    change(&mut contract.types.output);
}

const NOTHING: [&str; 0] = [];

#[test]
fn words_do_not_count() {
    let found = changed(|contract| {
        let hub = contract.hubs.get_mut("LampHub").unwrap();
        hub.about.docs = "Lamps.".to_owned();
        hub.client_name = Some("Lamps".to_owned());
        let switch = &mut hub.methods["switch"];
        switch.about.docs = "Switches.".to_owned();
        switch.about.deprecated = Some(crate::model::Deprecated::default());
        switch.client_name = Some("toggle".to_owned());
        switch.params[0].name = "value".to_owned();
        both(contract, |types| {
            let lamp = types.get_mut("Lamp").unwrap();
            lamp["description"] = json!("A lamp.");
            lamp["title"] = json!("Lamp");
            lamp["properties"]["name"]["deprecated"] = json!(true);
            lamp["properties"]["name"]["default"] = json!("lamp");
            lamp["properties"]["color"]["description"] = json!("Its color.");
            let color = types.get_mut("Color").unwrap();
            color["x-enum"] = json!("external");
            // What schemars writes once a constant has words, and what `#[hub_type]` makes of any.
            let list = color["oneOf"].as_array_mut().unwrap();
            let constant = |name: &str, words: &str| json!({ "type": "string", "const": name, "description": words });
            list.splice(..1, [constant("red", "Warm."), constant("blue", "")]);
        });
    });
    assert_eq!(found, NOTHING);
}

#[test]
fn order_does_not_count() {
    let found = changed(|contract| {
        contract.hubs.get_mut("LampHub").unwrap().methods.reverse();
        contract
            .states
            .get_mut("LampState")
            .unwrap()
            .fields
            .reverse();
        both(contract, |types| {
            for (name, list) in [("Lamp", "required"), ("Color", "oneOf")] {
                types.get_mut(name).unwrap()[list]
                    .as_array_mut()
                    .unwrap()
                    .reverse();
            }
            types.get_mut("Color").unwrap()["oneOf"][1]["enum"]
                .as_array_mut()
                .unwrap()
                .reverse();
        });
    });
    assert_eq!(found, NOTHING);
}

#[test]
fn names_of_types_do_not_count() {
    let text = contract()
        .to_json()
        .replace("Lamp\"", "Light\"")
        .replace("Color\"", "Tint\"");
    let renamed = Contract::from_json(&text).unwrap();
    assert!(renamed.types.input.contains_key("Light"));
    assert_eq!(digests(renamed), digests(contract()));
}

#[test]
fn types_are_found_by_escaped_references() {
    let text = (contract().to_json())
        .replace("/Color\"", "/Tint%3Ca~1b%3E\"")
        .replace("\"Color\"", "\"Tint<a/b>\"");
    let renamed = Contract::from_json(&text).unwrap();
    assert!(renamed.types.input.contains_key("Tint<a/b>"));
    assert_eq!(digests(renamed), digests(contract()));
}

#[test]
fn a_type_means_the_same_wherever_it_is_written() {
    let found = changed(|contract| {
        both(contract, |types| {
            let color = types.remove("Color").unwrap();
            types.get_mut("Lamp").unwrap()["properties"]["color"] = color;
        });
    });
    assert_eq!(found, NOTHING);
}

#[test]
fn a_type_deep_inside_counts_for_whoever_reaches_it() {
    let found = changed(|contract| {
        let color = contract.types.input.get_mut("Color").unwrap();
        color["oneOf"][1]["properties"]["mixed"]["items"]["format"] = json!("uint16");
    });
    assert_eq!(found, ["LampHub", "replace"]);
    let found = changed(|contract| {
        let color = contract.types.output.get_mut("Color").unwrap();
        color["oneOf"][0]["enum"] = json!(["red", "green"]);
    });
    assert_eq!(found, ["LampHub", "changed", "replace"]);
}

#[test]
fn fields_that_are_called_like_words_count() {
    let found = changed(|contract| {
        let lamp = contract.types.input.get_mut("Lamp").unwrap();
        lamp["properties"]["title"] = json!({ "type": "string" });
    });
    assert_eq!(found, ["LampHub", "replace"]);
}

#[test]
fn what_a_member_is_counts() {
    use crate::model::{ClientResult, Presence, Returns};
    fn switch(contract: &mut Contract) -> &mut crate::model::Method {
        &mut contract.hubs.get_mut("LampHub").unwrap().methods["switch"]
    }
    let changes: [fn(&mut Contract); 5] = [
        |contract| switch(contract).params[0].presence = Presence::Optional,
        |contract| switch(contract).params[0].upload = true,
        |contract| switch(contract).params.clear(),
        |contract| switch(contract).error = Some(json!({ "type": "string" })),
        |contract| {
            switch(contract).returns = Returns::Stream {
                schema: json!({ "type": "null" }),
            }
        },
    ];
    for change in changes {
        assert_eq!(changed(change), ["LampHub", "switch"]);
    }
    let found = changed(|contract| {
        let client = contract.clients.get_mut("LampClient").unwrap();
        client.methods["changed"].result = Some(ClientResult::default());
    });
    assert_eq!(found, ["LampHub", "changed"]);
    let found = changed(|contract| {
        let fields = &mut contract.states.get_mut("LampState").unwrap().fields;
        fields[1].input = Some(json!({ "type": "number" }));
    });
    assert_eq!(found, ["LampHub", "LampState", "level"]);
    let found = changed(|contract| {
        let fields = &mut contract.states.get_mut("LampState").unwrap().fields;
        fields[1].input = None;
    });
    assert_eq!(found, ["LampHub", "LampState", "level"]);
    let found = changed(|contract| {
        let fields = &mut contract.states.get_mut("LampState").unwrap().fields;
        fields.reverse();
    });
    assert_eq!(found, NOTHING);
}

#[test]
fn a_hello_tells_every_member_unless_it_would_be_too_long() {
    let mut contract = contract();
    contract.write_digests();
    let hub = contract.hubs["LampHub"].clone();
    let hello = contract.hello_digests(&hub);
    let names = |pairs: &[(String, String)]| -> Vec<String> {
        pairs.iter().map(|(name, _)| name.clone()).collect()
    };
    // The contract above has lost its order on the way.
    assert_eq!(names(&hello.methods), ["replace", "switch"]);
    assert_eq!(hello.methods[1].1, hub.methods["switch"].digest[..8]);
    assert_eq!(names(&hello.client), ["changed"]);
    assert_eq!(names(&hello.state), ["name", "level"]);
    let mut large = hub.clone();
    for number in 0..1_000 {
        let name = format!("switchNumber{number}");
        large.methods.insert(name, hub.methods["switch"].clone());
    }
    let hello = contract.hello_digests(&large);
    assert_eq!(hello.hub, hub.digest);
    assert!(hello.methods.is_empty() && hello.client.is_empty() && hello.state.is_empty());
}

#[test]
fn types_inside_each_other_end() {
    let mut contract = contract();
    for name in 0..60 {
        let next = json!({ "$ref": format!("#/types/input/T{}", name + 1) });
        let twice = json!({ "type": "array", "prefixItems": [next, next] });
        contract.types.input.insert(format!("T{name}"), twice);
    }
    let itself =
        json!({ "anyOf": [{ "$ref": "#/types/input/T60" }, { "$ref": "#/types/input/Unknown" }] });
    contract.types.input.insert("T60".to_owned(), itself);
    let hub = contract.hubs.get_mut("LampHub").unwrap();
    hub.methods["switch"].params[0].schema = json!({ "$ref": "#/types/input/T0" });
    assert!(
        digests(contract)
            .iter()
            .all(|(_, digest)| digest.len() == 16)
    );
}

#[test]
fn the_text_that_is_hashed_is_canonical() {
    let text = canonical(&json!({ "b": [1.0, 0.5, -3], "a": { "é": null, "z\n": "\u{1}/\"" } }));
    assert_eq!(text, r#"{"a":{"z\n":"\u0001/\"","é":null},"b":[1,0.5,-3]}"#);
}

/// The example in `docs/contract.md`, and the one by which another language can check itself.
#[test]
fn the_documented_example_holds() {
    let mut contract = contract();
    let methods = &mut contract.hubs.get_mut("LampHub").unwrap().methods;
    let mut hail = methods["switch"].clone();
    hail.params[0].schema = json!({ "type": "string", "description": "Who." });
    methods.insert("hail".to_owned(), hail);
    contract.write_digests();
    assert_eq!(
        contract.hubs["LampHub"].methods["hail"].digest,
        "6c9b42a5c2bcc9ad"
    );
}
