//! Whether a text has the shape of a contract: JSON, of this format, with the fields that it knows.

use hubs_contract::model::{Contract, FORMAT};
use serde_json::Value;
use serde_path_to_error::Segment;

use super::{
    Fault,
    place::{Place, Step, printable},
};
use crate::error::Error;

/// How a contract comes to be.
const MAKE: &str = "make it with `hubs-codegen contract --package … --out hubs.contract.json`";

pub(super) fn json(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let words = error.to_string();
        let words = words.strip_suffix(&format!(" at line {line} column {column}"));
        let words = words.map_or_else(|| error.to_string(), str::to_owned);
        let words = printable(&words);
        Error::new(format!(
            "this is no JSON: {words} (line {line}, column {column})"
        ))
        .help(MAKE)
    })
}

/// Refuses what is no contract, and what another version wrote.
pub(super) fn format(value: &Value) -> Result<(), Error> {
    let Some(format) = value.get("format") else {
        return Err(Error::new("this is no hubs contract: it has no `format`").help(MAKE));
    };
    let Some(found) = format.as_u64() else {
        return Err(Error::new("this is no hubs contract: its `format` is no number").help(MAKE));
    };
    if found == u64::from(FORMAT) {
        return Ok(());
    }
    // In format 1 the version stood under another name.
    let version = value["server"]["version"]
        .as_str()
        .or(value["runtime"].as_str());
    let writer = match version {
        Some(version) => format!("made by hubs {}", printable(version)),
        None => "made by another version of hubs".to_owned(),
    };
    let help = if found > u64::from(FORMAT) {
        "update hubs-codegen to the version of hubs-runtime"
    } else {
        "update hubs-runtime to the version of hubs-codegen, then make the file anew with \
         `hubs-codegen contract --package … --out …`"
    };
    Err(Error::new(format!(
        "the contract was {writer}, this hubs-codegen is {}: it reads format {FORMAT}, not {found}",
        env!("CARGO_PKG_VERSION")
    ))
    .help(help))
}

/// The contract, as far as it is one, and what is wrong with its shape. Unknown fields are told and overlooked, so that the rest
/// is read.
pub(super) fn contract(mut value: Value) -> (Option<Contract>, Vec<Fault>) {
    let mut faults = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, Contract>(&value) {
            Ok(contract) => return (Some(contract), faults),
            Err(error) => error,
        };
        let place = Place::of(error.path().iter().filter_map(step));
        let words = error.inner().to_string();
        let Some(field) = unknown_field(&words) else {
            faults.push(Fault::new(&place, words, MAKE));
            return (None, faults);
        };
        let holder = holder(place, field);
        let place = holder.key(field);
        let help = "remove it, or use the version of hubs-codegen that knows it";
        faults.push(Fault::new(&place, words.clone(), help));
        let removed = at(&mut value, &holder).and_then(|object| object.remove(field));
        if removed.is_none() {
            return (None, faults);
        }
    }
}

fn step(segment: &Segment) -> Option<Step> {
    match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}

/// The name of the field that serde did not know.
fn unknown_field(words: &str) -> Option<&str> {
    let rest = words.strip_prefix("unknown field `")?;
    let end = rest
        .rfind("`, expected ")
        .or_else(|| rest.rfind("`, there are no fields"))?;
    // Names of known fields have no backticks, so the last of these words that a name could hold is not meant.
    let first = rest.find("`, expected ").unwrap_or(end);
    Some(&rest[..first])
}

/// What has the field: some readers say the path of it, some that of the field.
fn holder(place: Place, field: &str) -> Place {
    match place.steps() {
        [before @ .., Step::Key(last)] if last == field => Place::of(before.to_vec()),
        _ => place,
    }
}

fn at<'v>(value: &'v mut Value, place: &Place) -> Option<&'v mut serde_json::Map<String, Value>> {
    let mut value = value;
    for step in place.steps() {
        value = match step {
            Step::Key(key) => value.get_mut(key)?,
            Step::Index(index) => value.get_mut(*index)?,
        };
    }
    value.as_object_mut()
}
