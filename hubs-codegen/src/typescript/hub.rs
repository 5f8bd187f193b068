//! One file for each hub: the class whose methods are the hub's.

use hubs_contract::{
    HelloDigests,
    model::{Contract, Hub, Method, Presence, Returns},
};
use serde_json::Value;

use super::{
    docs::Docs,
    integers,
    names::{members, parameters},
    types::{Direction, TypePrinter, key, literal as of_json, text as literal},
    writer::{ARGUMENTS, LITERAL, MEMBERS, SUPPORT, TYPES, Writer},
};
use crate::error::Error;

/// What somebody needs to know who has nothing but the files.
const START: &str = "\
// Begin with `connect`, below. Pages import from this file, from `types`, from `hubs`, and where they need it from `hubs-doctor` (why a
// hub cannot be reached) and `hubs-refresh` (logins that end); the other files are what these stand on.
// Needed are the npm package `@microsoft/signalr`, TypeScript 5.9 or later with ES2022 and DOM in `lib`, and a bundler as Vite; for
// Node or Deno without one, hubs-codegen is run with `--import-ext`.
";

/// The text of a hub's file.
pub(super) fn file(
    contract: &Contract,
    hub: &Hub,
    name: &str,
    class: &str,
    types: &TypePrinter,
    extension: &str,
) -> Result<String, Error> {
    let mut out = Writer::default();
    let state = match &hub.state {
        Some(state) => out.import_type(TYPES, state),
        None => out.import_type(SUPPORT, "NoState"),
    };
    let handlers = match &hub.client {
        Some(client) => out.import_type(TYPES, client),
        None => out.import_type(SUPPORT, "NoHandlers"),
    };
    let places = integers::of_hub(contract, hub, types)?;
    description(&mut out, contract, hub, name, state, places.as_ref());
    out.gap();
    let mut docs = Docs::of(&hub.about);
    docs.see(&hub.about);
    out.comment(&docs.lines());
    let proxy = out.import(SUPPORT, "HubProxy");
    out.write(&format!(
        "export class {class} extends {proxy}<{state}, {handlers}> {{"
    ));
    let class = Class {
        hub,
        name,
        class,
        types,
    };
    out.inside(|out| class.members(out, state, handlers))?;
    out.line("}");
    Ok(out.file(START, extension))
}

/// What the support file must know about the hub.
fn description(
    out: &mut Writer,
    contract: &Contract,
    hub: &Hub,
    name: &str,
    state: &str,
    integers: Option<&Value>,
) {
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
    let answers: Vec<String> = client
        .into_iter()
        .flat_map(|client| &client.methods)
        .filter(|(_, method)| method.result.is_some())
        .map(|(wire, _)| literal(wire))
        .collect();
    let ty = out.import_type(SUPPORT, "HubDescription");
    out.write(&format!("const description: {ty}<{state}> = {{"));
    out.inside(|out| {
        out.line(&format!("name: {},", literal(name)));
        optional_parts(out, contract, hub, state);
        out.write("handlers: ");
        out.list(&LITERAL, &handlers, ",");
        out.end();
        out.line(&format!("answers: [{}],", answers.join(", ")));
        digests(out, &contract.hello_digests(hub));
        if let Some(places) = integers {
            let check = out.import(SUPPORT, "exactIntegers");
            out.write(&format!("integers: {check}("));
            literal_of(out, places, "),");
            out.end();
        }
    });
    out.line("};");
}

/// What only some hubs need: it is imported where it is used, so that pages of other hubs go without.
fn optional_parts(out: &mut Writer, contract: &Contract, hub: &Hub, state_type: &str) {
    let state = hub
        .state
        .as_ref()
        .and_then(|name| contract.states.get(name));
    if let Some(state) = state {
        let fields: Vec<String> = (state.fields.iter())
            .map(|field| format!("{}: {}", literal_key(&field.name), value(&field.default)))
            .collect();
        let of_server: Vec<String> = state.server_fields().map(literal).collect();
        let after = match of_server.is_empty() {
            true => "),".to_owned(),
            false => format!(", [{}]),", of_server.join(", ")),
        };
        let make = out.import(SUPPORT, "callerState");
        out.write(&format!("state: {make}<{state_type}>("));
        out.list(&LITERAL, &fields, &after);
        out.end();
    }
    let mut methods = hub.methods.values();
    if methods.any(|method| matches!(method.returns, Returns::Stream { .. })) {
        let streams = out.import(SUPPORT, "streamItems");
        out.line(&format!("streams: {streams},"));
    }
    let mut params = hub.methods.values().flat_map(|method| &method.params);
    if params.any(|param| param.upload) {
        let uploads = out.import(SUPPORT, "uploadItems");
        out.line(&format!("uploads: {uploads},"));
    }
}

/// What the client says of itself when it connects.
fn digests(out: &mut Writer, digests: &HelloDigests) {
    out.write("contract: {");
    out.inside(|out| {
        out.line(&format!("digest: {},", literal(&digests.hub)));
        for (key, members) in [
            ("methods", &digests.methods),
            ("client", &digests.client),
            ("state", &digests.state),
        ] {
            let members = members.iter();
            let members: Vec<String> = members
                .map(|(name, digest)| format!("{}: {}", literal_key(name), literal(digest)))
                .collect();
            out.write(&format!("{key}: "));
            out.list(&LITERAL, &members, ",");
            out.end();
        }
    });
    out.line("},");
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
        other => of_json(other),
    }
}

/// JSON as TypeScript, on as many lines as it needs, and what follows it.
fn literal_of(out: &mut Writer, json: &Value, after: &str) {
    let line = value(json);
    match json {
        Value::Object(members) if !out.has_room_for_type(line.len(), after.len()) => {
            out.write("{");
            out.inside(|out| {
                for (name, member) in members {
                    out.write(&format!("{}: ", literal_key(name)));
                    literal_of(out, member, ",");
                    out.end();
                }
            });
            out.write("}");
        }
        _ => out.write(&line),
    }
    out.write(after);
}

/// A key in an object literal, where one name does something else unless it is computed.
fn literal_key(name: &str) -> String {
    match name {
        "__proto__" => "[\"__proto__\"]".to_owned(),
        _ => key(name),
    }
}

/// Prints the members of a hub's class.
struct Class<'a> {
    hub: &'a Hub,
    name: &'a str,
    class: &'a str,
    types: &'a TypePrinter,
}

impl Class<'_> {
    fn members(&self, out: &mut Writer, state: &str, handlers: &str) -> Result<(), Error> {
        self.connect(out, state, handlers);
        let named = self.hub.methods.iter();
        let members = members(
            &format!("hub `{}`", self.name),
            "hub",
            named.map(|(wire, method)| (wire, &method.client_name)),
        )?;
        let mut errors = Vec::new();
        for (wire, method) in &self.hub.methods {
            let member = members[wire.as_str()];
            out.gap();
            let error = self.method(out, wire, member, method)?;
            errors.extend(error.map(|error| format!("{}: {error}", key(member))));
        }
        if !self.hub.methods.is_empty() {
            out.gap();
            self.attempts(out, &errors);
        }
        Ok(())
    }

    /// How a client comes to be.
    fn connect(&self, out: &mut Writer, state: &str, handlers: &str) {
        let class = self.class;
        // A hub that calls nobody needs no handlers.
        let (parameter, argument) = match &self.hub.client {
            Some(_) => (format!("handlers: {handlers}, "), "handlers"),
            None => (String::new(), "{}"),
        };
        let options = out.import_type(SUPPORT, "ConnectOptions");
        let connect = out.import(SUPPORT, "connectHub");
        out.comment(&[
            "Connects to the hub at `url`, as `/chat`; resolves once calls can be made.",
        ]);
        out.write(&format!(
            "static connect(url: string, {parameter}options?: {options}<{state}>): Promise<{class}> {{"
        ));
        out.inside(|out| {
            out.line(&format!(
                "return {connect}({class}, description, url, {argument}, options);"
            ));
        });
        out.line("}");
    }

    /// `$try`; `errors` are the types of errors by member.
    fn attempts(&self, out: &mut Writer, errors: &[String]) {
        let outcomes = out.import_type(SUPPORT, "Outcomes");
        let of = out.import(SUPPORT, "outcomesOf");
        out.comment(&[
            "The same methods, for those who rather look at outcomes than catch errors.",
        ]);
        out.write(&format!("readonly $try: {outcomes}<{}", self.class));
        if !errors.is_empty() {
            out.write(", ");
            out.list(&MEMBERS, errors, &format!("> = {of}(this);"));
            out.end();
        } else {
            out.line(&format!("> = {of}(this);"));
        }
    }

    /// The type of a value, whose names are imported.
    fn ty(
        &self,
        out: &mut Writer,
        schema: &Value,
        direction: Direction,
        nullable: bool,
        place: &str,
    ) -> Result<String, Error> {
        let place = format!("{place} of hub `{}`", self.name);
        let expression = self.types.expression(schema, direction, nullable, &place)?;
        for name in &expression.names {
            out.import_type(TYPES, name);
        }
        Ok(expression.text)
    }

    /// The member; gives the type of its error.
    fn method(
        &self,
        out: &mut Writer,
        wire: &str,
        member: &str,
        method: &Method,
    ) -> Result<Option<String>, Error> {
        let names = parameters(&method.params);
        let mut params = self.params(out, wire, method, &names)?;
        let error = match &method.error {
            Some(schema) => {
                let place = format!("the error of `{wire}`");
                Some(self.ty(out, schema, Direction::Output, false, &place)?)
            }
            None => None,
        };
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
            let options = out.import_type(SUPPORT, "CallOptions");
            params.push(format!("options?: {options}"));
            arguments.extend([format!("[{uploads}]"), "options".to_owned()]);
        }
        let place = format!("the result of `{wire}`");
        let result = match &method.returns {
            Returns::Stream { schema } | Returns::Value { schema } => {
                self.ty(out, schema, Direction::Output, false, &place)?
            }
            Returns::Nothing => "void".to_owned(),
        };
        let (call, wrapper) = if streams {
            ("$stream", out.import_type(SUPPORT, "HubStream"))
        } else {
            ("$call", "Promise")
        };
        let mut docs = Docs::of_hub_method(&method.about, &names, error.as_deref());
        docs.see(&method.about);
        out.comment(&docs.lines());
        out.write(&key(member));
        out.list(&ARGUMENTS, &params, &format!(": {wrapper}<{result}> {{"));
        out.inside(|out| {
            out.write(&format!("return this.{call}"));
            out.list(&ARGUMENTS, &arguments, ";");
            out.end();
        });
        out.line("}");
        Ok(error)
    }

    fn params(
        &self,
        out: &mut Writer,
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
            let ty = self.ty(out, &param.schema, Direction::Input, nullable, &place)?;
            params.push(if param.upload {
                let items = out.import_type(SUPPORT, "Items");
                format!("{name}: {items}<{ty}>")
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
