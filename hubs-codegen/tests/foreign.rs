//! Contracts that others wrote, or damaged, and the whole texts that say what is wrong where.

use std::{fs, path::Path};

use hubs_codegen::check::{Origin, read};
use serde_json::{Value, json};

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The text of the error for a file.
fn refused(text: &str) -> String {
    let origin = Origin::File("a.json".to_owned());
    read(text, &origin).unwrap_err().to_string()
}

/// A small contract, one line for each part so that places are easy to count.
fn small() -> Value {
    json!({
        "format": 2,
        "server": { "kind": "hubs", "version": "0.1.0" },
        "hubs": { "Chat": {
            "about": { "path": "chat::Chat" },
            "client": "People",
            "state": "Me",
            "methods": { "send": {
                "about": { "path": "chat::Chat::send" },
                "params": [{ "name": "text", "schema": { "$ref": "#/types/input/Text" } }],
                "returns": { "kind": "value", "schema": { "$ref": "#/types/output/Text" } },
            } },
        } },
        "clients": { "People": {
            "about": { "path": "chat::People" },
            "methods": { "said": {
                "about": { "path": "chat::People::said" },
                "params": [{ "name": "text", "schema": { "$ref": "#/types/output/Text" } }],
            } },
        } },
        "states": { "Me": { "about": { "path": "chat::Me" }, "fields": [
            { "name": "name", "input": { "type": "string" }, "output": { "type": "string" }, "default": "" },
        ] } },
        "types": {
            "input": { "Text": { "type": "object", "properties": { "words": { "type": "string" } } } },
            "output": { "Text": { "type": "object", "properties": { "words": { "type": "string" } } } },
        },
    })
}

/// The error after one value was put at a pointer, without the line that all have.
fn spoiled(pointer: &str, value: Value) -> String {
    let mut contract = small();
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    match contract.pointer_mut(holder).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        holder => holder[name] = value,
    }
    without_head(&refused(&contract.to_string()))
}

/// Without head and columns, which are those of a text on one line.
fn without_head(error: &str) -> String {
    let faults = error
        .strip_prefix("`a.json` has a fault\n\n")
        .unwrap_or(error);
    let lines = faults
        .lines()
        .map(|line| match line.split_once(" (line 1, column ") {
            Some((before, after)) => format!("{before}{}", after.split_once(')').unwrap().1),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn contracts_of_this_repository_are_fine() {
    for name in [
        "tests/golden/stress.contract.json",
        "../examples/chat/hubs.contract.json",
        "../tests/conformance/hubs.contract.json",
    ] {
        let contract = read(&file(name), &Origin::File(name.to_owned()));
        assert_eq!(contract.map(|c| c.to_json()), Ok(file(name)));
    }
    assert!(read(&small().to_string(), &Origin::Build).is_ok());
}

#[test]
fn what_is_no_contract_is_told_as_such() {
    let make = "help: make it with `hubs-codegen contract --package … --out hubs.contract.json`";
    for (text, expected) in [
        (
            "{\n  \"format\": 2,,\n}",
            "this is no JSON: key must be a string (line 2, column 15)",
        ),
        (
            "",
            "this is no JSON: EOF while parsing a value (line 1, column 0)",
        ),
        (
            "{\"name\": \"web\"}",
            "this is no hubs contract: it has no `format`",
        ),
        ("[2]", "this is no hubs contract: it has no `format`"),
        (
            "{\"format\": \"two\"}",
            "this is no hubs contract: its `format` is no number",
        ),
    ] {
        assert_eq!(refused(text), format!("`a.json`: {expected}\n{make}"));
    }
    assert_eq!(
        refused("{\"format\": 2}"),
        format!(
            "`a.json` has a fault\n\nthe file (line 1, column 1): missing field `server`\n{make}"
        )
    );
}

#[test]
fn another_version_is_told_by_its_number() {
    let newer = "{\"format\": 3, \"server\": {\"kind\": \"hubs\", \"version\": \"0.3.0\"}}";
    assert_eq!(
        refused(newer),
        "`a.json`: the contract was made by hubs 0.3.0, this hubs-codegen is 0.1.0: it reads format 2, not 3\n\
         help: update hubs-codegen to the version of hubs-runtime"
    );
    let older = "update hubs-runtime to the version of hubs-codegen, then make the file anew with \
                 `hubs-codegen contract --package … --out …`";
    assert_eq!(
        refused("{\"format\": 1, \"runtime\": \"0.0.1\"}"),
        format!(
            "`a.json`: the contract was made by hubs 0.0.1, this hubs-codegen is 0.1.0: it reads format 2, not 1\nhelp: {older}"
        )
    );
    assert_eq!(
        refused("{\"format\": 0}"),
        format!(
            "`a.json`: the contract was made by another version of hubs, this hubs-codegen is 0.1.0: it reads format 2, not 0\nhelp: {older}"
        )
    );
}

#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let text = serde_json::to_string_pretty(&small()).unwrap();
    let text = text
        .replacen(
            "\"client\": \"People\"",
            "\"client\": \"Peple\",\n      \"clinet\": 1",
            1,
        )
        .replacen("#/types/output/Text", "#/types/output/Txt", 1)
        .replacen("\"server\": {", "\"server\": {\n    \"color\": \"red\",", 1);
    assert_eq!(
        refused(&text),
        "`a.json` has 4 faults\n\n\
         clients.People.methods.said.params[0].schema.$ref (line 16, column 17): there is no type `Txt`\n\
         help: did you mean `Text`?\n\n\
         hubs.Chat.client (line 30, column 7): there is no client contract `Peple`\n\
         help: did you mean `People`?\n\n\
         hubs.Chat.clinet (line 31, column 7): unknown field `clinet`, expected one of `about`, `clientName`, `authorize`, \
         `client`, `state`, `digest`, `methods`\n\
         help: remove it, or use the version of hubs-codegen that knows it\n\n\
         server.color (line 57, column 5): unknown field `color`, expected `kind` or `version`\n\
         help: remove it, or use the version of hubs-codegen that knows it"
    );
}

#[test]
fn a_contract_needs_hubs() {
    assert_eq!(
        spoiled("/hubs", json!({})),
        "hubs: the contract has no hubs\nhelp: make it from a crate that has hubs"
    );
}

#[test]
fn what_is_pointed_at_must_be_there() {
    assert_eq!(
        spoiled("/hubs/Chat/state", json!("Weather")),
        "hubs.Chat.state: there is no caller state `Weather`\n\
         help: add it to `states`, or point at one that is there"
    );
    let send = "hubs.Chat.methods.send.params[0].schema";
    let pointer = "/hubs/Chat/methods/send/params/0/schema";
    let form = "help: references to what clients send are of the form `#/types/input/Name`";
    assert_eq!(
        spoiled(pointer, json!({ "$ref": "#/types/output/Text" })),
        format!("{send}.$ref: `#/types/output/Text` is of the other direction\n{form}")
    );
    assert_eq!(
        spoiled(pointer, json!({ "$ref": "#/$defs/Text" })),
        format!("{send}.$ref: `#/$defs/Text` leads to no type\n{form}")
    );
    assert_eq!(
        spoiled(pointer, json!({ "$ref": 1 })),
        format!("{send}.$ref: a reference is a text\n{form}")
    );
    assert_eq!(
        spoiled(
            "/states/Me/fields/0/output",
            json!({ "items": { "$ref": "#/types/input/Text" } })
        ),
        "states.Me.fields[0].output.items.$ref: `#/types/input/Text` is of the other direction\n\
         help: references to what the server sends are of the form `#/types/output/Name`"
    );
    assert_eq!(
        spoiled(
            "/types/output/Text",
            json!({ "properties": { "a b": { "anyOf": [{ "$ref": "#/types/output/Nothing" }] } } })
        ),
        "types.output.Text.properties[\"a b\"].anyOf[0].$ref: there is no type `Nothing`\n\
         help: add it to `types.output`, or point at one that is there"
    );
}

#[test]
fn types_that_are_names_of_each_other_are_refused_once() {
    let mut contract = small();
    let types = &mut contract["types"]["input"];
    types["A"] = json!({ "$ref": "#/types/input/B" });
    types["B"] = json!({ "allOf": [{ "$ref": "#/types/input/A" }] });
    // Another name of something is fine, and so is what contains itself.
    types["C"] = json!({ "$ref": "#/types/input/D" });
    types["D"] = json!({ "type": "array", "items": { "$ref": "#/types/input/D" } });
    assert_eq!(
        without_head(&refused(&contract.to_string())),
        "types.input.A: has no end: A = B = A\nhelp: let one of them say what the value is"
    );
}

#[test]
fn schemas_must_be_schemas() {
    let place = "types.input.Text";
    for (schema, expected) in [
        (
            json!(1),
            ": a schema is an object, `true` or `false`\nhelp: write what a value must be, or `true` for any",
        ),
        (
            json!({ "type": "date" }),
            ".type: JSON Schema has no type `date`\nhelp: it has `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`",
        ),
        (
            json!({ "type": ["null", 1] }),
            ".type[1]: JSON Schema has no type 1\nhelp: it has `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`",
        ),
        (
            json!({ "oneOf": {} }),
            ".oneOf: `oneOf` is a list of schemas\nhelp: write the schemas in brackets",
        ),
        (
            json!({ "properties": [] }),
            ".properties: `properties` has schemas by name\nhelp: write the schemas by name, in braces",
        ),
    ] {
        assert_eq!(
            spoiled("/types/input/Text", schema),
            format!("{place}{expected}")
        );
    }
}

#[test]
fn names_must_be_names_of_the_languages() {
    let no_name = |place: &str, name: &str, why: &str, way: &str| {
        format!(
            "{place}: `{name}` is no name for generated code: it {why}\nhelp: give it another name, in Rust with `#[{way}]`"
        )
    };
    let letters = "must be ASCII letters, digits and `_`, but contains";
    assert_eq!(
        spoiled("/hubs/Chat/clientName", json!("a-b")),
        no_name(
            "hubs.Chat.clientName",
            "a-b",
            &format!("{letters} '-'"),
            "hub(client_name = \"…\")"
        )
    );
    assert_eq!(
        spoiled("/hubs/Chat/methods/send/clientName", json!("2nd")),
        no_name(
            "hubs.Chat.methods.send.clientName",
            "2nd",
            "must not start with a digit",
            "hub(client_name = \"…\")"
        )
    );
    assert_eq!(
        spoiled("/clients/People/methods/said/clientName", json!("")),
        no_name(
            "clients.People.methods.said.clientName",
            "",
            "must not be empty",
            "client(client_name = \"…\")"
        )
    );
    for (pointer, name, way) in [
        ("/clients", "class", "client_contract(name = \"…\")"),
        ("/states", "string", "caller_state(name = \"…\")"),
    ] {
        let item = json!({ "about": { "path": "x" }, "methods": {} });
        let state = json!({ "about": { "path": "x" }, "fields": [] });
        let item = if pointer == "/states" { state } else { item };
        let place = format!("{}.{name}", &pointer[1..]);
        assert_eq!(
            spoiled(&format!("{pointer}/{name}"), item),
            no_name(&place, name, "is a word of TypeScript", way)
        );
    }
    assert_eq!(
        spoiled("/types/output/Page<Text>", json!({ "type": "string" })),
        no_name(
            "types.output[\"Page<Text>\"]",
            "Page<Text>",
            &format!("{letters} '<'"),
            "schemars(rename = \"…\")"
        )
    );
    for name in ["a b", "", "2nd", "a-b"] {
        assert_eq!(
            spoiled("/hubs/Chat/methods/send/params/0/name", json!(name)),
            format!(
                "hubs.Chat.methods.send.params[0].name: `{name}` is no name of a parameter\n\
                 help: give it one of letters, digits and `_`, with no digit in front"
            )
        );
    }
    // As Rust has them.
    let mut contract = small();
    for name in ["größe_2", "_größe", "शक्ति"] {
        contract["hubs"]["Chat"]["methods"]["send"]["params"][0]["name"] = json!(name);
        assert!(read(&contract.to_string(), &Origin::Build).is_ok());
    }
}

#[test]
fn names_on_the_wire_may_be_any_line_of_text() {
    let method =
        json!({ "about": { "path": "x" }, "params": [], "returns": { "kind": "nothing" } });
    let place = "hubs.Chat.methods";
    assert_eq!(
        spoiled("/hubs/Chat/methods/Send", method.clone()),
        // Methods stand in the order of the file, here by letter.
        format!(
            "{place}.send: `Send` and `send` differ by case alone\nhelp: rename one: SignalR servers take them for the same method"
        )
    );
    assert_eq!(
        spoiled("/hubs/Chat/methods/$Hubs.hello", method.clone()),
        format!(
            "{place}[\"$Hubs.hello\"]: names that start with `$hubs.` are reserved\nhelp: give the method another name"
        )
    );
    assert_eq!(
        spoiled("/hubs/Chat/methods/", method.clone()),
        format!("{place}[\"\"]: a name must not be empty\nhelp: give it a name")
    );
    let fields = json!([
        { "name": "name", "input": true, "output": true, "default": 1 },
        { "name": "Name", "input": true, "output": true, "default": 1 },
    ]);
    assert_eq!(
        spoiled("/states/Me/fields", fields),
        "states.Me.fields[1].name: fields `name` and `Name` are the same\nhelp: give one another name"
    );
    let mut contract = small();
    contract["hubs"]["Chat"]["methods"]["say \"it\"; twice"] = method;
    assert!(read(&contract.to_string(), &Origin::Build).is_ok());
}
