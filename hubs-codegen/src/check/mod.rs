//! Whether a text is a contract that clients can be made of. It may come from others, so nothing in it is believed: all faults
//! are told at once, each with its place in the file and the way out.

mod names;
mod place;
mod schemas;
mod shape;

use std::fmt::Write as _;

use hubs_contract::model::Contract;

use crate::error::Error;
use place::{Place, position, printable};

/// Where the text of a contract comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file that a person can look into, by the name that errors give it.
    File(String),
    /// A program that was built and run for it.
    Build,
}

/// One thing that must be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    place: Place,
    what: String,
    help: String,
}

impl Fault {
    fn new(place: &Place, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            what: what.into(),
            help: help.into(),
        }
    }
}

/// Reads a contract and checks all of it.
///
/// # Errors
/// Every fault that it has; those in a file with line and column.
pub fn read(text: &str, origin: &Origin) -> Result<Contract, Error> {
    let value = shape::json(text).map_err(|error| at_origin(error, origin))?;
    shape::format(&value).map_err(|error| at_origin(error, origin))?;
    let (contract, mut faults) = shape::contract(value);
    if let Some(contract) = &contract {
        faults.extend(names::faults(contract));
        faults.extend(schemas::faults(contract));
    }
    if !faults.is_empty() {
        return Err(told(&faults, origin, Some(text)));
    }
    // Not from the value, whose methods are in no order of their own.
    Contract::from_json(text).map_err(|error| at_origin(Error::new(error.to_string()), origin))
}

/// Refuses a contract that points nowhere or has schemas that are none: printers write such texts as code.
///
/// # Errors
/// Every fault of its schemas and references.
pub(crate) fn schemas(contract: &Contract) -> Result<(), Error> {
    match schemas::faults(contract) {
        faults if faults.is_empty() => Ok(()),
        faults => Err(told(&faults, &Origin::Build, None)),
    }
}

fn at_origin(error: Error, origin: &Origin) -> Error {
    match origin {
        Origin::File(name) => error.within(&format!("`{}`", printable(name))),
        Origin::Build => error,
    }
}

/// All faults in one error, in the order of the file.
fn told(faults: &[Fault], origin: &Origin, text: Option<&str>) -> Error {
    let file = matches!(origin, Origin::File(_)).then_some(text).flatten();
    let mut found: Vec<(Option<(usize, usize)>, &Fault)> = faults
        .iter()
        .map(|fault| (file.and_then(|text| position(text, &fault.place)), fault))
        .collect();
    found.sort_by_key(|(position, _)| *position);
    let count = match found.len() {
        1 => "a fault".to_owned(),
        count => format!("{count} faults"),
    };
    let mut message = match origin {
        Origin::File(name) => format!("`{}` has {count}", printable(name)),
        Origin::Build => format!("the contract has {count}"),
    };
    for (position, fault) in found {
        let position = position.map(|(line, column)| format!(" (line {line}, column {column})"));
        let position = position.unwrap_or_default();
        let (what, help) = (printable(&fault.what), printable(&fault.help));
        // Writing to a text cannot fail.
        let _ = write!(
            message,
            "\n\n{}{position}: {what}\nhelp: {help}",
            fault.place
        );
    }
    Error::new(message)
}
