//! TSDoc comments.

use hubs_contract::model::{About, Deprecated};
use serde_json::Value;

/// Words about an item, ready to be written above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    lines: Vec<String>,
}

impl Docs {
    /// From a doc comment.
    pub(crate) fn new(text: &str) -> Self {
        let mut docs = Self::default();
        docs.add(text);
        docs
    }

    /// From an item of the contract: its words and its deprecation.
    pub(crate) fn of(about: &About) -> Self {
        let mut docs = Self::new(&about.docs);
        docs.deprecate(about.deprecated.as_ref());
        docs
    }

    /// From what schemars keeps of a field's or variant's words.
    pub(crate) fn of_schema(schema: &Value) -> Self {
        let text = schema.get("description").and_then(Value::as_str);
        let mut docs = Self::new(text.unwrap_or(""));
        if schema.get("deprecated") == Some(&Value::Bool(true)) {
            docs.tag("@deprecated");
        }
        docs
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds `@deprecated` with its note.
    pub(crate) fn deprecate(&mut self, deprecated: Option<&Deprecated>) {
        if let Some(deprecated) = deprecated {
            let since = deprecated
                .since
                .as_ref()
                .map(|since| format!("since {since}"));
            let words: Vec<String> = since.into_iter().chain(deprecated.note.clone()).collect();
            self.tag(&format!("@deprecated {}", words.join(": ")));
        }
    }

    /// Adds a block tag, as `@param room - …`, after the words.
    pub(crate) fn tag(&mut self, tag: &str) {
        if !self.lines.is_empty() && !self.lines.iter().any(|line| line.starts_with('@')) {
            self.lines.push(String::new());
        }
        self.add(tag.trim_end());
    }

    fn add(&mut self, text: &str) {
        // The one text that would end the comment.
        let safe = text.replace("*/", "*\\/");
        self.lines
            .extend(safe.lines().map(|line| line.trim_end().to_owned()));
    }

    /// The comment with its line break, at `indent` columns; empty if there is nothing to say.
    pub(crate) fn comment(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        match self.lines.as_slice() {
            [] => String::new(),
            [line] => format!("{pad}/** {line} */\n"),
            lines => {
                let mut text = format!("{pad}/**\n");
                for line in lines {
                    text += format!("{pad} * {line}").trim_end();
                    text += "\n";
                }
                text + &pad + " */\n"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_end_the_comment() {
        assert_eq!(Docs::new("a */ b").comment(2), "  /** a *\\/ b */\n");
    }

    #[test]
    fn tags_follow_the_words() {
        let mut docs = Docs::new("Joins.");
        docs.tag("@param room - where to");
        docs.deprecate(Some(&Deprecated {
            since: Some("1.2".to_owned()),
            note: Some("use `enter`".to_owned()),
        }));
        let expected = "/**\n * Joins.\n *\n * @param room - where to\n * @deprecated since 1.2: use `enter`\n */\n";
        assert_eq!(docs.comment(0), expected);
    }
}
