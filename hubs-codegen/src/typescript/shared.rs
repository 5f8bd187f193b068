//! `types.ts`: named types, what handlers must offer, caller states.

use hubs_contract::model::{Client, Contract, State};

use super::{
    docs::Docs,
    head,
    names::{members, parameters},
    types::{Direction, TypePrinter, key},
};
use crate::error::Error;

/// The text of `types.ts`.
pub(super) fn file(contract: &Contract, types: &TypePrinter) -> Result<String, Error> {
    let mut parts = Vec::new();
    for (name, client) in &contract.clients {
        parts.push(handlers(name, client, types)?);
    }
    for (name, state) in &contract.states {
        parts.push(fields(name, state, types)?);
    }
    parts.extend(types.declarations());
    if parts.is_empty() {
        parts.push("export {};\n".to_owned());
    }
    Ok(format!("{}\n{}", head(), parts.join("\n")))
}

/// The interface that a client's handlers implement, whole.
fn handlers(name: &str, client: &Client, types: &TypePrinter) -> Result<String, Error> {
    let mut text = Docs::of(&client.about).comment(0);
    text += &format!("export interface {name} {{\n");
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
        let docs = Docs::of_client_method(&method.about, &names);
        text += &docs.comment(2);
        text += &format!("  {}: ({}) => {answer};\n", key(member), params.join(", "));
    }
    Ok(text + "}\n")
}

/// The interface of a caller state. Its types are those that the server writes: what it writes, it also reads.
fn fields(name: &str, state: &State, types: &TypePrinter) -> Result<String, Error> {
    let mut text = Docs::of(&state.about).comment(0);
    text += &format!("export interface {name} {{\n");
    for field in &state.fields {
        let mut docs = Docs::new(&field.docs);
        docs.deprecate(field.deprecated.as_ref());
        let place = format!("field `{}` of caller state `{name}`", field.name);
        let ty = types.expression(&field.output, Direction::Output, false, &place)?;
        text += &docs.comment(2);
        text += &format!("  {}: {};\n", key(&field.name), ty.text);
    }
    Ok(text + "}\n")
}
