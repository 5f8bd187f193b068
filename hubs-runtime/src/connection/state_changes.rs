//! Caller-state fields that the server changed and the client has not been told.

/// Fields by wire name with their new JSON; a later change of a field replaces the earlier.
#[derive(Debug, Default)]
pub(crate) struct StateChanges {
    fields: Vec<(&'static str, String)>,
    /// How many texts with fields the client has sent since its hello. The client learns it with every change and so
    /// knows whether the change is older than what it has set itself.
    seen: u32,
}

impl StateChanges {
    pub(crate) fn set(&mut self, name: &'static str, json: String) {
        match self.fields.iter_mut().find(|(field, _)| *field == name) {
            Some(field) => field.1 = json,
            None => self.fields.push((name, json)),
        }
    }

    /// Notes that a text of the client has been read. Of the fields that it has set, older changes are void.
    pub(crate) fn read(&mut self, names: &[&str]) {
        self.seen += 1;
        self.fields.retain(|(field, _)| !names.contains(field));
    }

    /// Puts back what [`Self::take_json`] gave, unless a field has changed again since.
    pub(crate) fn put_back(&mut self, changes: &PendingChanges) {
        for (name, json) in &changes.fields {
            if !self.fields.iter().any(|(field, _)| field == name) {
                self.fields.push((name, json.clone()));
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Takes all changes, to be sent with a message.
    pub(crate) fn take(&mut self) -> Option<PendingChanges> {
        (!self.fields.is_empty()).then(|| PendingChanges {
            fields: std::mem::take(&mut self.fields),
            seen: self.seen,
        })
    }
}

/// Changes on their way into a message.
#[derive(Debug)]
pub(crate) struct PendingChanges {
    fields: Vec<(&'static str, String)>,
    /// How many texts of the client had been read.
    pub(crate) seen: u32,
}

impl PendingChanges {
    /// One JSON object.
    pub(crate) fn to_json(&self) -> String {
        object(
            self.fields
                .iter()
                .map(|(name, json)| (*name, json.as_str())),
        )
    }
}

/// A JSON object of fields whose values are JSON already.
pub(crate) fn object<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let mut text = String::from("{");
    for (name, json) in fields {
        if text.len() > 1 {
            text.push(',');
        }
        // Wire names are printable ASCII; quotes and backslashes still need their escape.
        text.push_str(&serde_json::Value::from(name).to_string());
        text.push(':');
        text.push_str(json);
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_field_counts() {
        let mut changes = StateChanges::default();
        changes.set("room", "\"a\"".to_owned());
        changes.set("age", "1".to_owned());
        changes.set("room", "\"b\"".to_owned());
        let taken = changes.take().expect("there are changes");
        assert_eq!(taken.to_json(), r#"{"room":"b","age":1}"#);
        assert!(changes.take().is_none());
    }

    #[test]
    fn what_the_client_sets_voids_older_changes() {
        let mut changes = StateChanges::default();
        changes.set("room", "\"a\"".to_owned());
        changes.set("age", "1".to_owned());
        changes.read(&["room"]);
        let taken = changes.take().expect("there is a change");
        assert_eq!(
            (taken.to_json(), taken.seen),
            (r#"{"age":1}"#.to_owned(), 1)
        );
    }

    #[test]
    fn what_was_not_sent_comes_back_unless_it_changed_again() {
        let mut changes = StateChanges::default();
        changes.set("room", "\"a\"".to_owned());
        changes.set("age", "1".to_owned());
        let taken = changes.take().expect("there are changes");
        changes.set("age", "2".to_owned());
        changes.put_back(&taken);
        let again = changes.take().expect("there are changes");
        assert_eq!(again.to_json(), r#"{"age":2,"room":"a"}"#);
    }
}
