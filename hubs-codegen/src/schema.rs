//! The JSON Schema of contract files, for editors and for generators in other languages.

use hubs_contract::model::{Contract, FORMAT};
use serde_json::{Value, json};

use crate::links::Links;

/// The text of `docs/hubs.contract.schema.json`.
pub fn text() -> String {
    let mut schema = schemars::schema_for!(Contract).to_value();
    // A file of another format is none of this shape.
    schema["properties"]["format"] = json!({
        "description": "Another number means another shape.",
        "const": FORMAT,
    });
    schema["title"] = "Contract of hubs".into();
    plain_words(&mut schema);
    format!("{schema:#}\n")
}

/// Descriptions come from the docs of the model, whose links lead to items of Rust.
fn plain_words(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if key == "description" => *text = without_links(text),
                    value => plain_words(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_words),
        _ => {}
    }
}

fn without_links(text: &str) -> String {
    let links = Links::of(text);
    let lines = text.lines().filter_map(|line| links.words(line));
    lines.collect::<Vec<_>>().join("\n")
}
