//! Names in TypeScript: of classes, members and parameters.

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::{
    model::{Contract, Param},
    names::reserved_member,
};

use super::types::{TypePrinter, is_identifier};
use crate::error::Error;

/// Names that generated files take from the language and from the support file, or declare themselves.
const OWN: [&str; 18] = [
    "CallOptions",
    "ConnectOptions",
    "HubDescription",
    "HubProxy",
    "HubStream",
    "Items",
    "NoHandlers",
    "NoState",
    "Outcomes",
    "Promise",
    "Uint8Array",
    "callerState",
    "connectHub",
    "description",
    "exactIntegers",
    "outcomesOf",
    "streamItems",
    "uploadItems",
];

/// Words that name types of the language or begin one, so that no type can be called by them; [`RESERVED`] cannot either.
const LANGUAGE_TYPES: [&str; 16] = [
    "any",
    "as",
    "bigint",
    "boolean",
    "infer",
    "intrinsic",
    "keyof",
    "never",
    "number",
    "object",
    "readonly",
    "string",
    "symbol",
    "undefined",
    "unique",
    "unknown",
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
            None if is_identifier(name) && !is_word_of_language(name) => Ok(()),
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

/// Whether a hub's file has something else by this name.
pub(super) fn is_own(name: &str) -> bool {
    OWN.contains(&name)
}

/// Whether TypeScript declares nothing by this name.
pub(crate) fn is_word_of_language(name: &str) -> bool {
    LANGUAGE_TYPES.contains(&name) || RESERVED.contains(&name)
}

/// The generated members of methods, from their wire and client names; `owner` and `way` are for error texts.
///
/// # Errors
/// If a name cannot be a member, or two methods would have the same.
pub(super) fn members<'c>(
    owner: &str,
    way: &str,
    methods: impl Iterator<Item = (&'c String, &'c Option<String>)>,
) -> Result<BTreeMap<&'c str, &'c str>, Error> {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    let mut members = BTreeMap::new();
    for (wire, client_name) in methods {
        let member = client_name.as_deref().unwrap_or(wire);
        let help = format!("name the generated member with `#[{way}(client_name = \"…\")]`");
        if let Some(reason) = reserved_member(member) {
            return Err(Error::new(format!(
                "method `{wire}` of {owner} cannot be the member `{member}`: {reason}"
            ))
            .help(help));
        }
        if let Some(other) = taken.insert(member, wire) {
            return Err(Error::new(format!(
                "methods `{other}` and `{wire}` of {owner} would be the same member `{member}`"
            ))
            .help(help));
        }
        members.insert(wire.as_str(), member);
    }
    Ok(members)
}

/// The names of parameters: as declared, but for words that TypeScript or the generated method needs itself.
pub(super) fn parameters(params: &[Param]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |param: &Param| {
        let mut name = param.name.clone();
        while RESERVED.contains(&name.as_str())
            || !is_identifier(&name)
            || !taken.insert(name.clone())
        {
            if !is_identifier(&name) {
                name = format!(
                    "_{}",
                    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
                );
            } else {
                name.push('_');
            }
        }
        name
    };
    params.iter().map(name).collect()
}

/// Words that cannot be a parameter's name in a module, and `options`, which the last parameter is called.
const RESERVED: [&str; 49] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "options",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];
