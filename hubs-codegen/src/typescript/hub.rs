//! One file for each hub: the class whose methods are the hub's.

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::{
    model::{Contract, Hub, Method, Param, Presence, Returns},
    names::reserved_member,
};
use serde_json::Value;

use super::{
    docs::Docs,
    head,
    shared::parameter,
    types::{Direction, TypePrinter, is_identifier, key},
};
use crate::error::Error;

/// Names that a hub's file takes from the language and from the support file.
const OWN: [&str; 12] = [
    "CallOptions",
    "ConnectOptions",
    "HubDescription",
    "HubProxy",
    "HubStream",
    "Items",
    "NoHandlers",
    "NoState",
    "Outcome",
    "Promise",
    "connectHub",
    "outcomesOf",
];

/// The names of classes, which must not be those of types.
pub(super) struct Names {
    classes: BTreeMap<String, String>,
}

impl Names {
    /// # Errors
    /// If two things would have one name.
    pub(super) fn new(contract: &Contract, types: &TypePrinter) -> Result<Self, Error> {
        let mut taken = BTreeMap::new();
        for name in OWN {
            taken.insert(
                name.to_owned(),
                format!("the generated client's own `{name}`"),
            );
        }
        let mut take = |name: &str, what: String, way: &str| match taken
            .insert(name.to_owned(), what.clone())
        {
            None if is_identifier(name) => Ok(()),
            None => Err(
                Error::new(format!("{what}: `{name}` is no TypeScript name"))
                    .help(format!("give it another one with `#[{way}]`")),
            ),
            Some(other) => Err(Error::new(format!(
                "{what} and {other} would have the same name in TypeScript"
            ))
            .help(format!("give one another name, as with `#[{way}]`"))),
        };
        for name in types.declared() {
            take(&name, format!("type `{name}`"), "schemars(rename = \"…\")")?;
        }
        for name in contract.clients.keys() {
            take(
                name,
                format!("client contract `{name}`"),
                "client_contract(name = \"…\")",
            )?;
        }
        for name in contract.states.keys() {
            take(
                name,
                format!("caller state `{name}`"),
                "caller_state(name = \"…\")",
            )?;
        }
        let mut classes = BTreeMap::new();
        for (name, hub) in &contract.hubs {
            let class = hub.client_name.as_ref().unwrap_or(name);
            take(class, format!("hub `{name}`"), "hub(client_name = \"…\")")?;
            classes.insert(name.clone(), class.clone());
        }
        Ok(Self { classes })
    }

    pub(super) fn class(&self, hub: &str) -> &str {
        &self.classes[hub]
    }
}

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
    let mut methods = String::new();
    let mut outcomes = String::new();
    for (wire, method) in &hub.methods {
        let (body, outcome) = printer.method(wire, method)?;
        methods += "\n";
        methods += &body;
        outcomes += &outcome;
    }
    let attempts = if outcomes.is_empty() {
        String::new()
    } else {
        printer.support.extend(["outcomesOf", "type Outcome"]);
        format!(
            "\n  /** The same calls, for those who rather look at an outcome than catch an error. */\n  \
             readonly $try: {{\n{outcomes}  }} = outcomesOf(this);\n"
        )
    };
    let description = description(contract, hub, name, &state);
    let mut docs = Docs::of(&hub.about);
    docs.tag(&format!("@see Rust: `{}`", hub.about.rust));
    let imports = printer.imports(extension);
    Ok(format!(
        "{head}{imports}\n{description}\n{docs}export class {class} extends HubProxy<{state}, {handlers}> {{\n  \
         /** Connects to the hub at `url`, as `/chat`; resolves once calls can be made. */\n  \
         static connect(url: string, handlers: {handlers}, options?: ConnectOptions<{state}>): Promise<{class}> {{\n    \
         return connectHub({class}, description, url, handlers, options);\n  }}\n{methods}{attempts}}}\n",
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
        .map(|field| format!("{}: {}", key(&field.name), field.default))
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
            format!("{}: {}", key(wire), literal(member))
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

    /// The member, and its line in `$try` unless it streams.
    fn method(&mut self, wire: &str, method: &Method) -> Result<(String, String), Error> {
        let member = method.client_name.as_deref().unwrap_or(wire);
        if let Some(reason) = reserved_member(member) {
            return Err(Error::new(format!(
                "method `{wire}` of hub `{}` cannot be the member `{member}`: {reason}",
                self.name
            ))
            .help("name the generated member with `#[hub(client_name = \"…\")]`"));
        }
        let mut params = Vec::new();
        for (index, param) in method.params.iter().enumerate() {
            let needed = method.params[index + 1..]
                .iter()
                .any(|later| later.presence != Presence::Optional);
            params.push(self.param(wire, param, needed)?);
        }
        let names = |upload: bool| {
            let chosen = method
                .params
                .iter()
                .filter(move |param| param.upload == upload);
            chosen
                .map(|param| parameter(&param.name))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let (values, uploads) = (names(false), names(true));
        let error = match &method.error {
            Some(schema) => Some(self.ty(
                schema,
                Direction::Output,
                false,
                &format!("the error of `{wire}`"),
            )?),
            None => None,
        };
        let mut docs = Docs::of(&method.about);
        if let Some(error) = &error {
            docs.tag(&format!("@throws {{HubError<{error}>}}"));
        }
        let docs = docs.comment(2);
        let streams = matches!(method.returns, Returns::Stream { .. });
        let stoppable = streams || method.cancel || !uploads.is_empty();
        if stoppable {
            self.support.insert("type CallOptions");
            params.push("options?: CallOptions".to_owned());
        }
        let more = match (uploads.as_str(), stoppable) {
            (_, false) => String::new(),
            (uploads, true) => format!(", [{uploads}], options"),
        };
        let place = format!("the result of `{wire}`");
        let result = match &method.returns {
            Returns::Stream { schema } => {
                let item = self.ty(schema, Direction::Output, false, &place)?;
                self.support.insert("type HubStream");
                let signature = signature(2, &key(member), &params, &format!("HubStream<{item}>"));
                let body = format!(
                    "{docs}{signature} {{\n    return this.$stream({}, [{values}]{more});\n  }}\n",
                    literal(wire)
                );
                return Ok((body, String::new()));
            }
            Returns::Value { schema } => self.ty(schema, Direction::Output, false, &place)?,
            Returns::Nothing => "void".to_owned(),
        };
        let body = format!(
            "{docs}{} {{\n    return this.$call({}, [{values}]{more});\n  }}\n",
            signature(2, &key(member), &params, &format!("Promise<{result}>")),
            literal(wire)
        );
        let error = error.map(|error| format!(", {error}")).unwrap_or_default();
        let outcome = format!(
            "{};\n",
            signature(
                4,
                &key(member),
                &params,
                &format!("Promise<Outcome<{result}{error}>>")
            )
        );
        Ok((body, outcome))
    }

    /// `needed`: whether an argument that must be sent follows, so that this one cannot be left out.
    fn param(&mut self, wire: &str, param: &Param, needed: bool) -> Result<String, Error> {
        let place = format!("parameter `{}` of `{wire}`", param.name);
        let nullable = param.presence == Presence::Nullable;
        let ty = self.ty(&param.schema, Direction::Input, nullable, &place)?;
        let name = parameter(&param.name);
        if param.upload {
            self.support.insert("type Items");
            return Ok(format!("{name}: Items<{ty}>"));
        }
        Ok(match param.presence {
            Presence::Optional if needed => format!("{name}: {ty} | undefined"),
            Presence::Optional => format!("{name}?: {ty}"),
            Presence::Required | Presence::Nullable => format!("{name}: {ty}"),
        })
    }
}

/// On one line, or with a line for each parameter.
fn signature(indent: usize, member: &str, params: &[String], result: &str) -> String {
    let pad = " ".repeat(indent);
    let line = format!("{pad}{member}({}): {result}", params.join(", "));
    if line.len() <= 116 {
        return line;
    }
    format!(
        "{pad}{member}(\n{pad}  {},\n{pad}): {result}",
        params.join(&format!(",\n{pad}  "))
    )
}

fn import(head: &str, names: &[&str], from: &str, extension: &str) -> String {
    let line = format!(
        "{head} {} }} from \"{from}{extension}\";\n",
        names.join(", ")
    );
    if line.len() <= 118 {
        return line;
    }
    format!(
        "{head}\n  {},\n}} from \"{from}{extension}\";\n",
        names.join(",\n  ")
    )
}
