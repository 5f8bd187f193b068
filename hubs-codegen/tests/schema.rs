//! The JSON Schema of contract files: up to date, and true of the contracts of this repository.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hubs-codegen --test schema` writes it anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn path() -> PathBuf {
    repository().join("docs/hubs.contract.schema.json")
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_committed_schema_is_that_of_the_model() {
    let text = hubs_codegen::schema::text();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path(), &text).unwrap();
    }
    assert_eq!(fs::read_to_string(path()).unwrap(), text);
}

#[test]
fn the_contracts_of_this_repository_fit_it() {
    for file in [
        "examples/chat/hubs.contract.json",
        "tests/conformance/hubs.contract.json",
        "hubs-codegen/tests/golden/stress.contract.json",
    ] {
        assert_eq!(misfits(&json(&repository().join(file))), [""; 0], "{file}");
    }
}

#[test]
fn what_is_no_contract_does_not_fit_it() {
    let chat = json(&repository().join("examples/chat/hubs.contract.json"));
    let spoiled = |change: fn(&mut Value)| {
        let mut contract = chat.clone();
        change(&mut contract);
        misfits(&contract)
    };
    assert_eq!(spoiled(|it| it["format"] = json!(1)), ["format: const"]);
    assert_eq!(
        spoiled(|it| it["more"] = json!(1)),
        ["more: additionalProperties"]
    );
    assert_eq!(spoiled(|it| it["hubs"] = json!([])), ["hubs: type"]);
    let misfits = spoiled(|it| it["hubs"] = json!({"A": {"about": {"path": 1}, "methods": {}}}));
    assert_eq!(misfits, ["hubs.A.about.path: type"]);
    let misfits = spoiled(|it| it["server"] = json!({"kind": "none"}));
    assert_eq!(misfits, ["server.kind: oneOf", "server: required version"]);
}

/// Where a value does not fit the committed schema, and which keyword says so.
fn misfits(value: &Value) -> Vec<String> {
    let root = json(&path());
    let mut check = Check {
        root: &root,
        found: Vec::new(),
    };
    check.schema(&root, value, "");
    check.found
}

/// As much of JSON Schema as this schema uses; a keyword beyond that fails the test.
struct Check<'r> {
    root: &'r Value,
    found: Vec<String>,
}

impl Check<'_> {
    fn schema(&mut self, schema: &Value, value: &Value, at: &str) {
        let Value::Object(keywords) = schema else {
            assert_eq!(schema, &json!(true), "{at}");
            return;
        };
        for (keyword, wanted) in keywords {
            let fits = match keyword.as_str() {
                "$schema" | "$defs" | "title" | "description" | "default" | "format" => true,
                "$ref" => {
                    let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                    self.schema(self.root.pointer(pointer).unwrap(), value, at);
                    true
                }
                "type" => is_of(wanted, value),
                "const" => wanted == value,
                "enum" => wanted.as_array().unwrap().contains(value),
                "oneOf" | "anyOf" => self.is_one_of(wanted.as_array().unwrap(), value),
                "required" => {
                    let names = wanted.as_array().unwrap().iter();
                    let lacks = names.filter(|name| value.get(name.as_str().unwrap()).is_none());
                    let lacks: Vec<String> = lacks
                        .map(|name| format!("{at}: required {}", name.as_str().unwrap()))
                        .collect();
                    self.found.extend(lacks);
                    true
                }
                "properties" | "additionalProperties" => {
                    self.members(keyword, keywords, value, at);
                    true
                }
                "items" => {
                    for item in value.as_array().into_iter().flatten() {
                        self.schema(wanted, item, at);
                    }
                    true
                }
                other => panic!("{at}: this test does not know the keyword `{other}`"),
            };
            if !fits {
                self.found.push(format!("{at}: {keyword}"));
            }
        }
    }

    fn members(
        &mut self,
        keyword: &str,
        keywords: &serde_json::Map<String, Value>,
        value: &Value,
        at: &str,
    ) {
        for (name, member) in value.as_object().into_iter().flatten() {
            let inside = format!("{at}.{name}");
            let inside = inside.trim_start_matches('.');
            let known = keywords.get("properties").and_then(|known| known.get(name));
            match (keyword, known) {
                ("properties", Some(schema)) => self.schema(schema, member, inside),
                ("additionalProperties", None) => match &keywords[keyword] {
                    Value::Bool(false) => self.found.push(format!("{inside}: {keyword}")),
                    schema => self.schema(schema, member, inside),
                },
                _ => {}
            }
        }
    }

    fn is_one_of(&self, schemas: &[Value], value: &Value) -> bool {
        schemas.iter().any(|schema| {
            let mut check = Check {
                root: self.root,
                found: Vec::new(),
            };
            check.schema(schema, value, "");
            check.found.is_empty()
        })
    }
}

fn is_of(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    };
    match types {
        Value::Array(several) => several.iter().any(is),
        one => is(one),
    }
}
