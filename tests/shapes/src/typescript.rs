//! The values of all shapes as TypeScript, so that tsc holds each against the types of the generated client.

use hubs_contract::names::{camel_case, pascal_case};
use hubs_shapes::round_trip::{
    Written, collections, custom, enums, flatten, known, names, options, scalars, structure,
};

/// Shapes whose values serde does not write in JSON, with its words.
const NO_FORM: &[(&str, &str)] = &[("tuple_keys", "key must be a string")];

/// Shapes whose values a client gets but must not send, with the reason; tsc fails for one that may be sent.
const NOT_TO_SEND: &[(&str, &str)] = &[(
    "skip_deserializing",
    "the server does not read this field, so clients do not send it",
)];

/// Shapes whose values a client may send but does not get, with the reason; tsc fails for one that it may get.
const NOT_TO_GET: &[(&str, &str)] = &[("unit", "what has no result is `void`")];

fn hubs() -> Vec<(&'static str, Vec<Written>)> {
    vec![
        ("collections", collections::written()),
        ("custom", custom::written()),
        ("enums", enums::written()),
        ("flatten", flatten::written()),
        ("known", known::written()),
        ("names", names::written()),
        ("options", options::written()),
        ("scalars", scalars::written()),
        ("structure", structure::written()),
    ]
}

/// The file with the values of every hub, or what has become wrong in the lists above.
pub(crate) fn values() -> Result<String, String> {
    let hubs = hubs();
    let class = |hub: &str| format!("{}Hub", pascal_case(hub));
    let mut out = String::from(
        "// Written by `cargo run -p hubs-shapes -- values`: the values that each shape has in Rust. Changes here are lost.\n",
    );
    for (hub, _) in &hubs {
        let class = class(hub);
        out += &format!("import type {{ {class} }} from \"./shapes/{hub}-hub.js\";\n");
    }
    out += "\n/** By method, since arrays of their own would have types that unite their values'. */\n";
    out += "type Shapes = Readonly<Record<string, readonly unknown[]>>;\n";
    out += "\n/** What a client sends and what it gets. */\n";
    out += "type Sent<H, M extends keyof H> = H[M] extends (index: number, value: infer V) => unknown ? V : never;\n";
    out += "type Got<H, M extends keyof H> = H[M] extends (...args: never[]) => Promise<infer V> ? V : never;\n";
    for (hub, shapes) in &hubs {
        let entries = shapes.iter().map(|shape| entry(&class(hub), shape));
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let part = |of: fn(&Entry) -> &str| entries.iter().map(of).collect::<String>();
        out += &format!(
            "\nexport const {hub}: Shapes = {{\n{}}};\n",
            part(|e| &e.entry)
        );
        out += &part(|e| &e.refused);
    }
    Ok(out)
}

/// The values of one shape.
struct Entry {
    entry: String,
    /// Statements that tsc must refuse.
    refused: String,
}

/// A line for each value, since what tsc expects stands above a line.
fn entry(class: &str, shape: &Written) -> Result<Entry, String> {
    let name = shape.name;
    let method = camel_case(name);
    let values = match (&shape.values, listed(NO_FORM, name)) {
        (Ok(values), None) => values,
        (Err(fault), Some(known)) if fault == known => {
            return Ok(Entry {
                entry: format!("  // {method} has no values here: {fault}\n"),
                refused: String::new(),
            });
        }
        (Err(fault), _) => return Err(format!("{name}: {fault}")),
        (Ok(_), Some(_)) => return Err(format!("{name} is right now; it is listed in NO_FORM")),
    };
    let directions = [("Sent", NOT_TO_SEND), ("Got", NOT_TO_GET)];
    let (wrong, right): (Vec<_>, Vec<_>) =
        (directions.into_iter()).partition(|(_, list)| listed(list, name).is_some());
    let check = |way: &str| format!(" satisfies {way}<{class}, \"{method}\">");
    let checks: String = right.iter().map(|(way, _)| check(way)).collect();
    let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
    let lines = values.iter().map(|value| format!("    {value}{checks},\n"));
    let entry = format!("  {method}: [\n{}  ],\n", lines.collect::<String>());
    let mut refused = String::new();
    for (way, list) in wrong {
        let reason = listed(list, name).unwrap_or_default();
        for value in &values {
            let check = check(way);
            refused += &format!("// @ts-expect-error {reason}\nvoid ({value}{check});\n");
        }
    }
    Ok(Entry { entry, refused })
}

fn listed(list: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let found = list.iter().find(|(shape, _)| *shape == name);
    found.map(|(_, reason)| *reason)
}

/// JSON is TypeScript, but for the one key that would set a prototype.
fn literal(json: &str) -> String {
    json.replace("\"__proto__\":", "[\"__proto__\"]:")
}
