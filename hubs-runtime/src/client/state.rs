//! The caller state, as the client keeps it: typed for its user, field by field on the wire.

use std::collections::{BTreeSet, HashMap};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::wire;

type Fields = Map<String, Value>;

/// The caller state of hubs that keep none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct NoState {}

/// Why the caller state cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// It would be larger than allowed.
    #[error("the caller state would be {bytes} bytes of JSON, at most {limit} are allowed")]
    TooLarge {
        /// How large.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// It has no form in JSON, or is no struct with named fields.
    #[error("the caller state has no form on the wire: {0}")]
    Encode(String),
}

/// Fields that both ends may change.
pub(super) struct StateBook {
    values: Fields,
    /// Whether fields make a state of the user's type.
    fits: fn(&Fields) -> bool,
    /// Fields that this end has changed and not sent yet.
    unsent: BTreeSet<String>,
    /// The number of the last text that carried a field.
    carried: HashMap<String, u64>,
    /// How many texts were sent on this connection.
    sent: u64,
    limit: usize,
}

/// Changed fields on their way; put back if they could not be sent.
pub(super) struct TakenFields {
    pub(super) json: String,
    carried_before: Vec<(String, Option<u64>)>,
}

impl StateBook {
    pub(super) fn new<S: Serialize + DeserializeOwned>(first: &S) -> Result<Self, StateError> {
        let book = Self {
            values: fields(first)?,
            fits: |fields| serde_json::from_value::<S>(Value::Object(fields.clone())).is_ok(),
            unsent: BTreeSet::new(),
            carried: HashMap::new(),
            sent: 0,
            limit: wire::DEFAULT_STATE_LIMIT_BYTES,
        };
        book.check(&book.values)?;
        Ok(book)
    }

    /// The whole state.
    pub(super) fn get<S: DeserializeOwned>(&self) -> S {
        serde_json::from_value(Value::Object(self.values.clone()))
            .expect("every change was checked to leave a state of this type")
    }

    /// Takes `state` for what it is now; what differs is sent.
    pub(super) fn set<S: Serialize>(&mut self, state: &S) -> Result<(), StateError> {
        let next = fields(state)?;
        self.check(&next)?;
        for (name, value) in next {
            if self.values.get(&name) != Some(&value) {
                self.unsent.insert(name.clone());
                self.values.insert(name, value);
            }
        }
        Ok(())
    }

    fn check(&self, values: &Fields) -> Result<(), StateError> {
        let bytes = json(values).len();
        let limit = self.limit;
        if bytes > limit {
            return Err(StateError::TooLarge { bytes, limit });
        }
        Ok(())
    }

    /// A new connection begins, which is told the whole state.
    pub(super) fn restart(&mut self) -> String {
        self.unsent.clear();
        self.carried.clear();
        self.sent = 0;
        json(&self.values)
    }

    /// Takes the changed fields, to be sent now.
    pub(super) fn take(&mut self) -> Option<TakenFields> {
        if self.unsent.is_empty() {
            return None;
        }
        self.sent += 1;
        let names = std::mem::take(&mut self.unsent);
        let mut taken = Fields::new();
        let mut carried_before = Vec::new();
        for name in names {
            taken.insert(name.clone(), self.values[&name].clone());
            let before = self.carried.insert(name.clone(), self.sent);
            carried_before.push((name, before));
        }
        Some(TakenFields {
            json: json(&taken),
            carried_before,
        })
    }

    /// What was taken last has not been sent after all.
    pub(super) fn put_back(&mut self, taken: TakenFields) {
        self.sent -= 1;
        for (name, before) in taken.carried_before {
            match before {
                Some(number) => self.carried.insert(name.clone(), number),
                None => self.carried.remove(&name),
            };
            self.unsent.insert(name);
        }
    }

    /// Takes over what the server says and returns the fields that changed.
    ///
    /// `seen` is how many texts the server had read when it said so. A field that this end has set since then keeps its
    /// value, and so does one that would not be of its type.
    pub(super) fn merge(&mut self, text: &str, seen: u64) -> Vec<String> {
        let Ok(told) = serde_json::from_str::<Fields>(text) else {
            tracing::warn!("the server sent a caller state that is no JSON object");
            return Vec::new();
        };
        let mut changed = Vec::new();
        for (name, value) in told {
            let is_newer_here =
                self.unsent.contains(&name) || self.carried.get(&name).is_some_and(|at| *at > seen);
            let Some(known) = self.values.get(&name) else {
                continue;
            };
            if is_newer_here || *known == value {
                continue;
            }
            let before = self.values.insert(name.clone(), value);
            if (self.fits)(&self.values) {
                changed.push(name);
                continue;
            }
            tracing::warn!(
                field = name,
                "the server set a field to a value of another type"
            );
            if let Some(before) = before {
                self.values.insert(name, before);
            }
        }
        changed
    }
}

fn fields<S: Serialize>(state: &S) -> Result<Fields, StateError> {
    match serde_json::to_value(state) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(StateError::Encode(
            "it is no struct with named fields".to_owned(),
        )),
        Err(error) => Err(StateError::Encode(error.to_string())),
    }
}

fn json(fields: &Fields) -> String {
    serde_json::to_string(fields).expect("JSON values can be written")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct State {
        name: String,
        visits: u32,
    }

    fn state(name: &str, visits: u32) -> State {
        State {
            name: name.to_owned(),
            visits,
        }
    }

    #[test]
    fn only_changed_fields_travel_and_newer_ones_stay() {
        let mut book = StateBook::new(&state("Ann", 0)).unwrap();
        assert_eq!(book.restart(), r#"{"name":"Ann","visits":0}"#);
        assert!(book.take().is_none());
        book.set(&state("Bob", 0)).unwrap();
        let taken = book.take().unwrap();
        assert_eq!(taken.json, r#"{"name":"Bob"}"#);
        // The server had not read that yet.
        assert_eq!(book.merge(r#"{"name":"old","visits":2}"#, 0), ["visits"]);
        assert_eq!(book.get::<State>(), state("Bob", 2));
        assert_eq!(book.merge(r#"{"name":"new"}"#, 1), ["name"]);
    }

    #[test]
    fn what_could_not_be_sent_is_sent_later() {
        let mut book = StateBook::new(&state("Ann", 0)).unwrap();
        book.set(&state("Bob", 0)).unwrap();
        let taken = book.take().unwrap();
        book.put_back(taken);
        assert_eq!(book.merge(r#"{"name":"old"}"#, 5), [""; 0]);
        assert_eq!(book.take().unwrap().json, r#"{"name":"Bob"}"#);
        assert_eq!(book.sent, 1);
    }

    #[test]
    fn values_of_other_types_and_unknown_fields_are_not_taken() {
        let mut book = StateBook::new(&state("Ann", 1)).unwrap();
        let changed = book.merge(r#"{"visits":"many","other":1,"name":"Bob"}"#, 0);
        assert_eq!(changed, ["name"]);
        assert_eq!(book.get::<State>(), state("Bob", 1));
        assert_eq!(book.merge("[]", 0), [""; 0]);
    }

    #[test]
    fn a_state_beyond_the_limit_changes_nothing() {
        let mut book = StateBook::new(&state("Ann", 0)).unwrap();
        let error = book.set(&state(&"x".repeat(5_000), 0)).unwrap_err();
        assert!(matches!(error, StateError::TooLarge { limit: 4_096, .. }));
        assert_eq!(book.get::<State>(), state("Ann", 0));
        assert!(StateBook::new(&[1]).is_err());
    }
}
