//! Caller-state fields that the server changed and the client has not been told.

/// Fields by wire name with their new JSON; a later change of a field replaces the earlier.
#[derive(Debug, Default)]
pub(crate) struct StateChanges {
    fields: Vec<(&'static str, String)>,
}

impl StateChanges {
    pub(crate) fn set(&mut self, name: &'static str, json: String) {
        match self.fields.iter_mut().find(|(field, _)| *field == name) {
            Some(field) => field.1 = json,
            None => self.fields.push((name, json)),
        }
    }

    /// Puts back what [`Self::take_json`] gave, unless a field has changed again since.
    pub(crate) fn put_back(&mut self, changes: &PendingChanges) {
        for (name, json) in &changes.0 {
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
        (!self.fields.is_empty()).then(|| PendingChanges(std::mem::take(&mut self.fields)))
    }
}

/// Changes on their way into a message.
#[derive(Debug)]
pub(crate) struct PendingChanges(Vec<(&'static str, String)>);

impl PendingChanges {
    /// One JSON object.
    pub(crate) fn to_json(&self) -> String {
        object(self.0.iter().map(|(name, json)| (*name, json.as_str())))
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
