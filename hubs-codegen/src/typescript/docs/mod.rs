//! TSDoc comments from Rust's doc comments.

mod sections;

use crate::links::plain;
use hubs_contract::model::{About, Deprecated};
use sections::Sections;
use serde_json::Value;

/// Words about an item, ready to be written above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    /// Markdown.
    words: Vec<String>,
    /// Lines of block tags, as `@deprecated use that`.
    tags: Vec<String>,
}

impl Docs {
    /// From the doc comment of what takes no arguments.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            words: safe_lines(&Sections::of_item(text).words),
            tags: Vec::new(),
        }
    }

    /// From an item of the contract: its words and its deprecation.
    pub(crate) fn of(about: &About) -> Self {
        let mut docs = Self::new(&about.docs);
        docs.deprecate(about.deprecated.as_ref());
        docs
    }

    /// From a hub method whose parameters are named like this in TypeScript, and which fails with `error`.
    pub(crate) fn of_hub_method(about: &About, names: &[String], error: Option<&str>) -> Self {
        let sections = Sections::of_function(&about.docs);
        let mut docs = Self::of_call(&sections, names);
        match error {
            Some(error) => docs.block(&format!("@throws {{HubError<{error}>}}"), &sections.errors),
            None if sections.errors.is_empty() => {}
            None => docs.block("@throws {HubError}", &sections.errors),
        }
        docs.deprecate(about.deprecated.as_ref());
        docs
    }

    /// From a client method; what it throws is up to who writes the handler.
    pub(crate) fn of_client_method(about: &About, names: &[String]) -> Self {
        let sections = Sections::of_function(&about.docs);
        let mut docs = Self::of_call(&sections, names);
        if !sections.errors.is_empty() {
            docs.block("@throws", &sections.errors);
        }
        docs.deprecate(about.deprecated.as_ref());
        docs
    }

    fn of_call(sections: &Sections, names: &[String]) -> Self {
        let mut docs = Self {
            words: safe_lines(&sections.words),
            tags: Vec::new(),
        };
        let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
        for name in names {
            let mut arguments = sections.arguments.iter();
            if let Some((_, words)) = arguments.find(|(rust, _)| plain(rust) == plain(name)) {
                docs.block(&format!("@param {name} -"), words);
            }
        }
        if !sections.returns.is_empty() {
            docs.block("@returns", &sections.returns);
        }
        docs
    }

    /// From what schemars keeps of a field's or variant's words.
    pub(crate) fn of_schema(schema: &Value) -> Self {
        let text = schema.get("description").and_then(Value::as_str);
        let mut docs = Self::new(text.unwrap_or(""));
        docs.deprecate(Deprecated::of_schema(schema).as_ref());
        docs
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.tags.is_empty()
    }

    /// Adds where in Rust the item stands.
    pub(crate) fn see(&mut self, about: &About) {
        if !about.path.is_empty() {
            self.tag(&format!("@see Rust: `{}`", about.path));
        }
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

    /// Adds a block tag that is one text.
    pub(crate) fn tag(&mut self, tag: &str) {
        let mut lines = tag.trim_end().lines();
        if let Some(first) = lines.next() {
            self.tags.push(unclosed(first));
        }
        self.tags.extend(lines.map(safe));
    }

    /// Adds a block tag with the lines of a section.
    fn block(&mut self, tag: &str, lines: &[String]) {
        let mut lines = lines.iter();
        match lines.as_slice().first() {
            Some(first) if !begins_block(first) => {
                self.tags.push(unclosed(&format!("{tag} {first}")));
                lines.next();
            }
            _ => self.tags.push(unclosed(tag)),
        }
        self.tags.extend(lines.map(|line| safe(line)));
    }

    /// The lines of the comment; none if there is nothing to say.
    pub(crate) fn lines(&self) -> Vec<&str> {
        let between = !self.words.is_empty() && !self.tags.is_empty();
        let words = self.words.iter().map(String::as_str);
        let tags = self.tags.iter().map(String::as_str);
        words.chain(between.then_some("")).chain(tags).collect()
    }
}

/// Whether a line only is what it is at the start of a line: an item of a list, code.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks = ["* ", "- ", "+ ", ". ", "```", "~~~", "|", ">"];
    marks.iter().any(|mark| line.starts_with(mark))
}

/// A line that does not end the comment, nor the script of a page that the file may stand in.
fn unclosed(line: &str) -> String {
    let mut line = plain(line).replace("*/", "*\\/");
    while let Some(at) = line.to_ascii_lowercase().find("</script") {
        line.insert(at + 1, '\\');
    }
    line
}

/// A line that neither ends the comment nor begins a tag.
fn safe(line: &str) -> String {
    let line = unclosed(line);
    let start = line.len() - line.trim_start().len();
    if line[start..].starts_with('@') {
        format!("{}\\{}", &line[..start], &line[start..])
    } else {
        line
    }
}

fn safe_lines(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| safe(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typescript::writer::Writer;

    impl Docs {
        /// The comment as it is written.
        fn comment(&self, depth: usize) -> String {
            let mut out = Writer::default();
            match depth {
                0 => out.comment(&self.lines()),
                _ => out.indented(|out| out.comment(&self.lines())),
            }
            out.into_text()
        }
    }

    #[test]
    fn words_cannot_end_the_comment_or_begin_a_tag() {
        assert_eq!(Docs::new("a */ b").comment(1), "  /** a *\\/ b */\n");
        assert_eq!(
            Docs::new("For\n@everyone").comment(0),
            "/**\n * For\n * \\@everyone\n */\n"
        );
    }

    #[test]
    fn tags_follow_the_words() {
        let mut docs = Docs::new("Joins.\n");
        docs.tag("@param room - where to");
        docs.deprecate(Some(&Deprecated {
            since: Some("1.2".to_owned()),
            note: Some("use `enter`".to_owned()),
        }));
        let expected = "/**\n * Joins.\n *\n * @param room - where to\n * @deprecated since 1.2: use `enter`\n */\n";
        assert_eq!(docs.comment(0), expected);
    }

    /// A method with these docs, deprecated or not.
    fn method(docs: &str, deprecated: bool) -> About {
        About {
            docs: docs.to_owned(),
            deprecated: deprecated.then(Deprecated::default),
            ..About::default()
        }
    }

    #[test]
    fn rusts_sections_become_tags() {
        let about = method(
            "Joins.\n\n# Arguments\n* `room_name` - where\n  to */\n* `gone`: not there\n\n# Returns\nHow many.\n\n\
             # Errors\nIf it is full.\n\n# Examples\n```\njoin().await\n```\n",
            true,
        );
        let names = ["limit", "roomName"].map(str::to_owned);
        let expected = "/**\n * Joins.\n *\n * @param roomName - where\n *   to *\\/\n * @returns How many.\n\
                        \x20* @throws {HubError<Full>} If it is full.\n * @deprecated\n */\n";
        let docs = Docs::of_hub_method(&about, &names, Some("Full"));
        assert_eq!(docs.comment(0), expected);
        let docs = Docs::of_client_method(&about, &names);
        assert_eq!(docs.comment(0), expected.replace(" {HubError<Full>}", ""));
    }

    #[test]
    fn lists_in_sections_stay_lists() {
        let about = method("# Errors\n\n* If full.\n* If\n  @late.", false);
        let expected = "/**\n * @throws {HubError}\n * * If full.\n * * If\n *   \\@late.\n */\n";
        let docs = Docs::of_hub_method(&about, &[], None);
        assert_eq!(docs.comment(0), expected);
    }

    #[test]
    fn errors_are_named_where_they_have_a_type() {
        let about = method("", false);
        assert!(Docs::of_hub_method(&about, &[], None).is_empty());
        let docs = Docs::of_hub_method(&about, &[], Some("Full"));
        assert_eq!(docs.comment(0), "/** @throws {HubError<Full>} */\n");
    }

    #[test]
    fn what_is_no_function_has_words_alone() {
        let docs = Docs::new("A [`Room`].\n\n# Errors\nNone.");
        let expected = "/**\n * A `Room`.\n *\n * # Errors\n * None.\n */\n";
        assert_eq!(docs.comment(0), expected);
    }
}
