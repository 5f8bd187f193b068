//! `types.ts`: named types, what handlers must offer, caller states.

use hubs_contract::model::{Client, Contract, State};

use super::{
    docs::Docs,
    names::{members, parameters},
    types::{Direction, TypePrinter, key},
    writer::Writer,
};
use crate::error::Error;

/// The text of `types.ts`.
pub(super) fn file(contract: &Contract, types: &TypePrinter) -> Result<String, Error> {
    let mut out = Writer::default();
    for (name, client) in &contract.clients {
        out.gap();
        out.comment(&Docs::of(&client.about).lines());
        out.write(&format!("export interface {name} {{"));
        out.inside(|out| handlers(out, name, client, types))?;
        out.line("}");
    }
    for (name, state) in &contract.states {
        out.gap();
        out.comment(&Docs::of(&state.about).lines());
        out.write(&format!("export interface {name} {{"));
        out.inside(|out| fields(out, name, state, types))?;
        out.line("}");
    }
    types.declare(&mut out);
    if out.is_empty() {
        out.line("export {};");
    }
    // Everything that it names is its own.
    Ok(out.file("", ""))
}

/// What a client's handlers implement, whole.
fn handlers(
    out: &mut Writer,
    name: &str,
    client: &Client,
    types: &TypePrinter,
) -> Result<(), Error> {
    let named = client.methods.iter();
    let members = members(
        &format!("client contract `{name}`"),
        "client",
        named.map(|(wire, method)| (wire, &method.client_name)),
    )?;
    for (wire, method) in &client.methods {
        let names = parameters(&method.params);
        let mut params = Vec::new();
        for (param, param_name) in method.params.iter().zip(&names) {
            let place = format!(
                "parameter `{}` of client method `{name}.{wire}`",
                param.name
            );
            let ty = types.expression(&param.schema, Direction::Output, false, &place)?;
            params.push(format!("{param_name}: {}", ty.text));
        }
        let answer = match &method.result {
            // Nobody waits, so whatever a handler happens to return is fine, a promise too.
            None => "unknown".to_owned(),
            Some(result) => {
                let answer = match &result.schema {
                    Some(schema) => {
                        let place = format!("the answer of client method `{name}.{wire}`");
                        types
                            .expression(schema, Direction::Input, false, &place)?
                            .text
                    }
                    None => "void".to_owned(),
                };
                format!("{answer} | Promise<{answer}>")
            }
        };
        let member = members[wire.as_str()];
        let mut docs = Docs::of_client_method(&method.about, &names);
        docs.see(&method.about);
        out.comment(&docs.lines());
        let params = params.join(", ");
        out.line(&format!("{}: ({params}) => {answer};", key(member)));
    }
    Ok(())
}

/// The fields of a caller state. Their types are those that the server writes: what it writes, it also reads, but for fields
/// that it alone sets, which are `readonly`.
fn fields(out: &mut Writer, name: &str, state: &State, types: &TypePrinter) -> Result<(), Error> {
    for field in &state.fields {
        let mut docs = Docs::new(&field.docs);
        docs.deprecate(field.deprecated.as_ref());
        let place = format!("field `{}` of caller state `{name}`", field.name);
        let ty = types.expression(&field.output, Direction::Output, false, &place)?;
        out.comment(&docs.lines());
        let readonly = field.input.as_ref().map_or("readonly ", |_| "");
        out.line(&format!("{readonly}{}: {};", key(&field.name), ty.text));
    }
    Ok(())
}
