//! The caller state, as the client keeps it: typed for its user, field by field on the wire.

use std::collections::{BTreeSet, HashMap};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{panics, wire};

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
    /// The server alone sets this field.
    #[error("field `{0}` of the caller state cannot be set: the server alone sets it")]
    ServerField(String),
    /// It has no form in JSON, or is no struct with named fields.
    #[error("the caller state has no form on the wire: {0}")]
    Encode(String),
}

/// Fields that both ends may change, and those that the server alone sets.
pub(super) struct StateBook {
    values: Fields,
    /// Fields as a state of the user's type has them, or why they make none.
    read: fn(&Fields) -> Result<Fields, String>,
    /// Fields that this end has changed and not sent yet.
    unsent: BTreeSet<String>,
    /// The number of the last text that carried a field.
    carried: HashMap<String, u64>,
    /// How many texts were sent on this connection.
    sent: u64,
    limit: usize,
    /// Fields that only the server sets.
    of_server: &'static [&'static str],
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
            read: read::<S>,
            unsent: BTreeSet::new(),
            carried: HashMap::new(),
            sent: 0,
            limit: wire::DEFAULT_STATE_LIMIT_BYTES,
            of_server: &[],
        };
        book.check(&book.values, &[])?;
        Ok(book)
    }

    /// From now on, these fields are set by the server alone.
    pub(super) fn leave_to_server(&mut self, fields: &'static [&'static str]) {
        self.of_server = fields;
    }

    fn is_of_server(&self, name: &str) -> bool {
        self.of_server.contains(&name)
    }

    /// The whole state.
    pub(super) fn get<S: DeserializeOwned>(&self) -> S {
        serde_json::from_value(Value::Object(self.values.clone()))
            .expect("every change was checked to leave a state of this type")
    }

    /// Changes the state by `update`; fields that it has changed are sent, and no others, however the server wrote them.
    pub(super) fn update<S, R>(&mut self, update: impl FnOnce(&mut S) -> R) -> Result<R, StateError>
    where
        S: Serialize + DeserializeOwned,
    {
        let mut state: S = self.get();
        let before = fields(&state)?;
        let result = update(&mut state);
        let mut changed = fields(&state)?;
        // A field that is skipped now is no longer what it was, and the server must be told so.
        let left_out = before.keys().filter(|name| !changed.contains_key(*name));
        let left_out: Vec<String> = left_out.cloned().collect();
        changed.extend(left_out.iter().map(|name| (name.clone(), Value::Null)));
        changed.retain(|name, value| before.get(name) != Some(value));
        if let Some(name) = changed.keys().find(|name| self.is_of_server(name)) {
            return Err(StateError::ServerField(name.clone()));
        }
        let mut next = self.values.clone();
        next.extend(changed.clone());
        self.check(&next, &left_out)?;
        self.values = next;
        self.unsent
            .extend(changed.into_iter().map(|(name, _)| name));
        Ok(result)
    }

    /// Refuses values that are too many or would not come back as they are; `left_out` of them stand for skipped fields.
    fn check(&self, values: &Fields, left_out: &[String]) -> Result<(), StateError> {
        let bytes = json(values).len();
        let limit = self.limit;
        if bytes > limit {
            return Err(StateError::TooLarge { bytes, limit });
        }
        match (self.read)(values) {
            Ok(_) => Ok(()),
            Err(reason) => Err(StateError::Encode(match left_out {
                [] => format!("its JSON is no such state: {reason}"),
                names => format!(
                    "its JSON is no such state: {reason}; null stands for what `skip_serializing_if` leaves out ({})",
                    names.join(", ")
                ),
            })),
        }
    }

    /// A new connection begins, which is told all that this end may set.
    pub(super) fn restart(&mut self) -> String {
        self.unsent.clear();
        self.carried.clear();
        self.sent = 0;
        let mut values = self.values.clone();
        values.retain(|name, _| !self.is_of_server(name));
        json(&values)
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
            if is_newer_here || self.values.get(&name) == Some(&value) {
                continue;
            }
            let before = self.values.insert(name.clone(), value);
            match (self.read)(&self.values) {
                // A field that this end does not have is not kept, but one that it only left out is.
                Ok(read) if before.is_some() || read.contains_key(&name) => {
                    changed.push(name);
                    continue;
                }
                Ok(_) => {}
                Err(reason) => {
                    tracing::warn!(
                        field = name,
                        reason,
                        "a field that the server set is not taken"
                    );
                }
            }
            match before {
                Some(before) => drop(self.values.insert(name, before)),
                None => drop(self.values.remove(&name)),
            }
        }
        changed
    }
}

/// What a state of type `S` makes of these fields.
fn read<S: Serialize + DeserializeOwned>(values: &Fields) -> Result<Fields, String> {
    let read = panics::contain(|| {
        let state: S = serde_json::from_value(Value::Object(values.clone()))
            .map_err(|error| error.to_string())?;
        fields(&state).map_err(|error| error.to_string())
    });
    read.unwrap_or_else(|| Err("reading it panicked".to_owned()))
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

    fn set<S: Serialize + DeserializeOwned>(book: &mut StateBook, to: S) -> Result<(), StateError> {
        book.update(|state| *state = to)
    }

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Placed {
        name: String,
        at: Place,
    }

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Place {
        x: u8,
    }

    #[test]
    fn what_this_end_did_not_change_is_not_sent_back() {
        let mut book = StateBook::new(&Placed::default()).unwrap();
        // A server of a later version has more in a field than this end reads.
        assert_eq!(book.merge(r#"{"at":{"x":1,"y":2}}"#, 0), ["at"]);
        book.update(|state: &mut Placed| state.name = "Bob".to_owned())
            .unwrap();
        assert_eq!(book.take().unwrap().json, r#"{"name":"Bob"}"#);
        assert_eq!(book.get::<Placed>().at, Place { x: 1 });
    }

    #[test]
    fn only_changed_fields_travel_and_newer_ones_stay() {
        let mut book = StateBook::new(&state("Ann", 0)).unwrap();
        assert_eq!(book.restart(), r#"{"name":"Ann","visits":0}"#);
        assert!(book.take().is_none());
        set(&mut book, state("Bob", 0)).unwrap();
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
        set(&mut book, state("Bob", 0)).unwrap();
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
    fn fields_of_the_server_are_taken_from_it_alone() {
        let mut book = StateBook::new(&state("Ann", 1)).unwrap();
        book.leave_to_server(&["visits"]);
        assert_eq!(book.restart(), r#"{"name":"Ann"}"#);
        let error = set(&mut book, state("Bob", 2)).unwrap_err();
        assert_eq!(error, StateError::ServerField("visits".to_owned()));
        assert_eq!(book.get::<State>(), state("Ann", 1));
        assert_eq!(book.merge(r#"{"visits":3}"#, 0), ["visits"]);
        set(&mut book, state("Bob", 3)).unwrap();
        assert_eq!(book.take().unwrap().json, r#"{"name":"Bob"}"#);
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Loose {
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<u8>,
        weight: f64,
    }

    fn loose(room: Option<&str>) -> Loose {
        Loose {
            room: room.map(str::to_owned),
            tags: Vec::new(),
            weight: 1.0,
        }
    }

    #[test]
    fn fields_that_are_left_out_are_told_and_taken() {
        let mut book = StateBook::new(&loose(None)).unwrap();
        assert_eq!(book.merge(r#"{"room":"attic","cellar":1}"#, 0), ["room"]);
        assert_eq!(book.get::<Loose>(), loose(Some("attic")));
        set(&mut book, loose(None)).unwrap();
        assert_eq!(book.take().unwrap().json, r#"{"room":null}"#);
        assert_eq!(book.get::<Loose>(), loose(None));
    }

    #[test]
    fn what_would_not_come_back_is_refused() {
        let with = |weight: f64, tags: &[u8]| Loose {
            weight,
            tags: tags.to_vec(),
            ..loose(None)
        };
        assert!(StateBook::new(&with(f64::NAN, &[])).is_err());
        let mut book = StateBook::new(&with(1.0, &[1])).unwrap();
        let error = set(&mut book, with(f64::INFINITY, &[1])).unwrap_err();
        assert!(error.to_string().contains("expected f64"), "{error}");
        // Null is no list.
        let error = set(&mut book, with(1.0, &[])).unwrap_err();
        assert!(error.to_string().contains("leaves out (tags)"), "{error}");
        assert_eq!(book.get::<Loose>(), with(1.0, &[1]));
        assert!(book.take().is_none());
    }

    #[test]
    fn a_state_beyond_the_limit_changes_nothing() {
        let mut book = StateBook::new(&state("Ann", 0)).unwrap();
        let error = set(&mut book, state(&"x".repeat(5_000), 0)).unwrap_err();
        assert!(matches!(error, StateError::TooLarge { limit: 4_096, .. }));
        assert_eq!(book.get::<State>(), state("Ann", 0));
        assert!(StateBook::new(&[1]).is_err());
    }
}
