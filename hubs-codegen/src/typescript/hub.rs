//! One file for each hub: the class whose methods are the hub's.

use std::collections::BTreeSet;

use hubs_contract::model::{Contract, Hub, Method, Presence, Returns};
use serde_json::Value;

use super::{
    docs::Docs,
    head,
    names::{members, parameters},
    types::{Direction, TypePrinter, key},
};
use crate::error::Error;

/// Longest line, unless a type or a name is longer by itself.
const WIDTH: usize = 118;

/// The text of a hub's file.
pub(super) fn file(
    contract: &Contract,
    hub: &Hub,
    name: &str,
    class: &str,
    types: &TypePrinter,
    extension: &str,
) -> Result<String, Error> {
    let mut printer = Printer {
        name,
        types,
        support: BTreeSet::from([
            "HubProxy",
            "connectHub",
            "type ConnectOptions",
            "type HubDescription",
        ]),
        used: BTreeSet::new(),
    };
    let state = match &hub.state {
        Some(state) => printer.uses(state),
        None => {
            printer.support.insert("type NoState");
            "NoState".to_owned()
        }
    };
    let handlers = match &hub.client {
        Some(client) => printer.uses(client),
        None => {
            printer.support.insert("type NoHandlers");
            "NoHandlers".to_owned()
        }
    };
    // A hub that calls nobody needs no handlers.
    let (parameter, argument) = match &hub.client {
        Some(_) => (format!("handlers: {handlers}, "), "handlers"),
        None => (String::new(), "{}"),
    };
    let mut methods = String::new();
    let (mut errors, mut promises) = (Vec::new(), false);
    let named = hub.methods.iter();
    let members = members(
        &format!("hub `{name}`"),
        "hub",
        named.map(|(wire, method)| (wire, &method.client_name)),
    )?;
    for (wire, method) in &hub.methods {
        let member = members[wire.as_str()];
        let (body, error) = printer.method(wire, member, method)?;
        methods += "\n";
        methods += &body;
        if !matches!(method.returns, Returns::Stream { .. }) {
            promises = true;
            errors.extend(error.map(|error| format!("{}: {error}", key(member))));
        }
    }
    let attempts = if promises {
        printer.support.extend(["outcomesOf", "type Outcomes"]);
        format!(
            "\n  /** The same calls, for those who rather look at an outcome than catch an error. */\n  \
             readonly $try: Outcomes<{class}{}> = outcomesOf(this);\n",
            error_map(class, &errors)
        )
    } else {
        String::new()
    };
    let description = description(contract, hub, name, &state);
    let mut docs = Docs::of(&hub.about);
    docs.tag(&format!("@see Rust: `{}`", hub.about.rust));
    let imports = printer.imports(extension);
    Ok(format!(
        "{head}{imports}\n{description}\n{docs}export class {class} extends HubProxy<{state}, {handlers}> {{\n  \
         /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */\n  \
         static connect(url: string, {parameter}options?: ConnectOptions<{state}>): Promise<{class}> {{\n    \
         return connectHub({class}, description, url, {argument}, options);\n  }}\n{methods}{attempts}}}\n",
        head = head(),
        docs = docs.comment(0),
    ))
}

/// What the support file must know about the hub.
fn description(contract: &Contract, hub: &Hub, name: &str, state: &str) -> String {
    let mut text = format!(
        "const description: HubDescription<{state}> = {{\n  name: {},\n",
        literal(name)
    );
    let initial = hub
        .state
        .as_ref()
        .and_then(|state| contract.states.get(state));
    let fields: Vec<String> = initial
        .into_iter()
        .flat_map(|state| &state.fields)
        .map(|field| format!("{}: {}", literal_key(&field.name), value(&field.default)))
        .collect();
    text += &format!("  state: {},\n", braces(&fields));
    let client = hub
        .client
        .as_ref()
        .and_then(|client| contract.clients.get(client));
    let handlers: Vec<String> = client
        .into_iter()
        .flat_map(|client| &client.methods)
        .map(|(wire, method)| {
            let member = method.client_name.as_deref().unwrap_or(wire);
            format!("{}: {}", literal_key(wire), literal(member))
        })
        .collect();
    text += &format!("  handlers: {},\n", braces(&handlers));
    let answers: Vec<String> = client
        .into_iter()
        .flat_map(|client| &client.methods)
        .filter(|(_, method)| method.result.is_some())
        .map(|(wire, _)| literal(wire))
        .collect();
    text += &format!("  answers: [{}],\n}};\n", answers.join(", "));
    text
}

fn braces(members: &[String]) -> String {
    if members.is_empty() {
        return "{}".to_owned();
    }
    let line = format!("{{ {} }}", members.join(", "));
    if line.len() <= 90 {
        return line;
    }
    format!("{{\n    {},\n  }}", members.join(",\n    "))
}

/// JSON as TypeScript, written as one would.
fn value(json: &Value) -> String {
    match json {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, member)| format!("{}: {}", literal_key(name), value(member)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}

/// A key in an object literal, where one name does something else unless it is computed.
fn literal_key(name: &str) -> String {
    match name {
        "__proto__" => "[\"__proto__\"]".to_owned(),
        _ => key(name),
    }
}

fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// Prints members and remembers what they need to import.
struct Printer<'a> {
    name: &'a str,
    types: &'a TypePrinter,
    support: BTreeSet<&'static str>,
    used: BTreeSet<String>,
}

impl Printer<'_> {
    fn uses(&mut self, name: &str) -> String {
        self.used.insert(name.to_owned());
        name.to_owned()
    }

    fn imports(&self, extension: &str) -> String {
        // By name, whether a type or not.
        let mut support: Vec<&str> = self.support.iter().copied().collect();
        support.sort_by_key(|item| item.trim_start_matches("type ").to_lowercase());
        let mut text = import("import {", &support, "./hubs", extension);
        if !self.used.is_empty() {
            let used: Vec<&str> = self.used.iter().map(String::as_str).collect();
            text += &import("import type {", &used, "./types", extension);
        }
        text
    }

    fn ty(
        &mut self,
        schema: &Value,
        direction: Direction,
        nullable: bool,
        place: &str,
    ) -> Result<String, Error> {
        let place = format!("{place} of hub `{}`", self.name);
        let expression = self.types.expression(schema, direction, nullable, &place)?;
        self.used.extend(expression.names);
        Ok(expression.text)
    }

    /// The member, and the type of its error.
    fn method(
        &mut self,
        wire: &str,
        member: &str,
        method: &Method,
    ) -> Result<(String, Option<String>), Error> {
        let names = parameters(&method.params);
        let mut params = self.params(wire, method, &names)?;
        let error = match &method.error {
            Some(schema) => {
                let place = format!("the error of `{wire}`");
                Some(self.ty(schema, Direction::Output, false, &place)?)
            }
            None => None,
        };
        let docs = Docs::of_hub_method(&method.about, &names, error.as_deref());
        let chosen = |upload: bool| {
            let named = method.params.iter().zip(&names);
            let chosen = named.filter(|(param, _)| param.upload == upload);
            let names: Vec<&str> = chosen.map(|(_, name)| name.as_str()).collect();
            names.join(", ")
        };
        let (values, uploads) = (chosen(false), chosen(true));
        let streams = matches!(method.returns, Returns::Stream { .. });
        let mut arguments = vec![literal(wire), format!("[{values}]")];
        if streams || method.cancel || !uploads.is_empty() {
            self.support.insert("type CallOptions");
            params.push("options?: CallOptions".to_owned());
            arguments.extend([format!("[{uploads}]"), "options".to_owned()]);
        }
        let place = format!("the result of `{wire}`");
        let result = match &method.returns {
            Returns::Stream { schema } | Returns::Value { schema } => {
                self.ty(schema, Direction::Output, false, &place)?
            }
            Returns::Nothing => "void".to_owned(),
        };
        let member = key(member);
        let (call, result_type) = if streams {
            self.support.insert("type HubStream");
            ("$stream", format!("HubStream<{result}>"))
        } else {
            ("$call", format!("Promise<{result}>"))
        };
        let body = format!(
            "{}{}: {result_type} {{\n{};\n  }}\n",
            docs.comment(2),
            list(2, &member, &params, result_type.len() + 4),
            list(4, &format!("return this.{call}"), &arguments, 1),
        );
        Ok((body, error))
    }

    fn params(
        &mut self,
        wire: &str,
        method: &Method,
        names: &[String],
    ) -> Result<Vec<String>, Error> {
        let mut params = Vec::new();
        for (index, (param, name)) in method.params.iter().zip(names).enumerate() {
            // An argument can be left out only if none that must be sent follows.
            let mut later = method.params[index + 1..].iter();
            let needed = later.any(|later| later.presence != Presence::Optional);
            let place = format!("parameter `{}` of `{wire}`", param.name);
            let nullable = param.presence == Presence::Nullable;
            let ty = self.ty(&param.schema, Direction::Input, nullable, &place)?;
            params.push(if param.upload {
                self.support.insert("type Items");
                format!("{name}: Items<{ty}>")
            } else if param.presence != Presence::Optional {
                format!("{name}: {ty}")
            } else if needed {
                format!("{name}: {ty} | undefined")
            } else {
                format!("{name}?: {ty}")
            });
        }
        Ok(params)
    }
}

/// A list in parentheses, on one line with what follows in `more` columns, or with a line for each item.
fn list(indent: usize, head: &str, items: &[String], more: usize) -> String {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{head}({})", items.join(", "));
    if items.is_empty() || line.len() + more <= WIDTH {
        return line;
    }
    format!(
        "{pad}{head}(\n{pad}  {},\n{pad})",
        items.join(&format!(",\n{pad}  "))
    )
}

/// The second argument of `Outcomes`: the types of errors by member.
fn error_map(class: &str, errors: &[String]) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let line = format!(", {{ {} }}", errors.join("; "));
    if line.len() + class.len() + 48 <= WIDTH {
        return line;
    }
    format!(", {{\n    {};\n  }}", errors.join(";\n    "))
}

fn import(head: &str, names: &[&str], from: &str, extension: &str) -> String {
    let line = format!(
        "{head} {} }} from \"{from}{extension}\";\n",
        names.join(", ")
    );
    if line.len() <= WIDTH {
        return line;
    }
    format!(
        "{head}\n  {},\n}} from \"{from}{extension}\";\n",
        names.join(",\n  ")
    )
}
