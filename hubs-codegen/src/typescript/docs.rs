//! TSDoc comments from Rust's doc comments.

use hubs_contract::model::{About, Deprecated};
use serde_json::Value;

/// Words about an item, ready to be written above it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Docs {
    /// Markdown.
    words: Vec<String>,
    /// Lines of block tags, as `@deprecated use that`.
    tags: Vec<String>,
    /// What the section "Arguments" says, by name as in Rust.
    arguments: Vec<(String, String)>,
    /// What the section "Returns" says.
    returns: String,
    /// What the section "Errors" says.
    errors: String,
}

/// Where lines of a doc comment go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Words,
    Arguments,
    Returns,
    Errors,
    /// Rust code, which says nothing to readers of TypeScript.
    Examples,
}

impl Section {
    /// The section that a line begins, if it is one of the headings that Rust's guidelines name.
    fn of_heading(line: &str) -> Option<Self> {
        let title = line.strip_prefix('#')?.trim_start_matches('#').trim();
        Some(match title.to_ascii_lowercase().as_str() {
            "arguments" | "parameters" => Self::Arguments,
            "returns" => Self::Returns,
            "errors" => Self::Errors,
            "example" | "examples" => Self::Examples,
            _ => Self::Words,
        })
    }
}

impl Docs {
    /// From a doc comment.
    pub(crate) fn new(text: &str) -> Self {
        let mut docs = Self::default();
        let (mut section, mut fenced) = (Section::Words, false);
        for line in text.lines() {
            let line = line.trim_end();
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if !fenced && let Some(begun) = Section::of_heading(line) {
                section = begun;
                if section != Section::Words {
                    continue;
                }
            }
            let line = if fenced {
                line.to_owned()
            } else {
                without_links(line)
            };
            match section {
                Section::Words => docs.words.push(safe(&line)),
                Section::Arguments => docs.argument(&line),
                Section::Returns => append(&mut docs.returns, &line),
                Section::Errors => append(&mut docs.errors, &line),
                Section::Examples => {}
            }
        }
        while docs.words.last().is_some_and(String::is_empty) {
            docs.words.pop();
        }
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
        self.words.is_empty() && self.tags.is_empty()
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

    /// Adds what is said of a function's parameters, which are named as in TypeScript, and of its result.
    pub(crate) fn signature(&mut self, params: &[String]) {
        let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
        for param in params {
            let words = self
                .arguments
                .iter()
                .find(|(name, _)| plain(name) == plain(param));
            if let Some((_, words)) = words {
                let tag = format!("@param {param} - {words}");
                self.tag(&tag);
            }
        }
        if !self.returns.is_empty() {
            self.tag(&format!("@returns {}", self.returns.clone()));
        }
    }

    /// Adds when a hub method fails, and the type of its error.
    pub(crate) fn throws(&mut self, error: Option<&str>) {
        let ty = match error {
            Some(error) => format!("{{HubError<{error}>}}"),
            None => "{HubError}".to_owned(),
        };
        if error.is_some() || !self.errors.is_empty() {
            self.tag(&format!("@throws {ty} {}", self.errors.clone()));
        }
    }

    /// Adds a block tag.
    pub(crate) fn tag(&mut self, tag: &str) {
        let mut lines = tag.trim_end().lines();
        if let Some(first) = lines.next() {
            self.tags.push(first.replace("*/", "*\\/"));
        }
        self.tags.extend(lines.map(safe));
    }

    fn argument(&mut self, line: &str) {
        let item = line.trim_start().strip_prefix(['*', '-']);
        match (item, self.arguments.last_mut()) {
            (Some(item), _) => {
                let item = item.trim_start().trim_start_matches('`');
                let end = item.find(|c: char| !c.is_alphanumeric() && c != '_');
                let (name, words) = item.split_at(end.unwrap_or(item.len()));
                let words =
                    words.trim_start_matches(|c: char| c.is_whitespace() || "`:-–—".contains(c));
                self.arguments.push((name.to_owned(), words.to_owned()));
            }
            (None, Some((_, words))) => append(words, line),
            (None, None) => {}
        }
    }

    /// The comment with its line break, at `indent` columns; empty if there is nothing to say.
    pub(crate) fn comment(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let between = !self.words.is_empty() && !self.tags.is_empty();
        let gap = String::new();
        let lines: Vec<&String> = self
            .words
            .iter()
            .chain(between.then_some(&gap))
            .chain(&self.tags)
            .collect();
        match lines.as_slice() {
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

/// Joins lines to a paragraph.
fn append(text: &mut String, line: &str) {
    let line = line.trim();
    if !text.is_empty() && !line.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}

/// A line that neither ends the comment nor begins a tag.
fn safe(line: &str) -> String {
    let line = line.replace("*/", "*\\/");
    let start = line.len() - line.trim_start().len();
    if line[start..].starts_with('@') {
        format!("{}\\{}", &line[..start], &line[start..])
    } else {
        line
    }
}

/// Rust's links lead nowhere in TypeScript: ``[`Room`]``, `[Room]`, `[the room](Room::new)` are `` `Room` ``, `Room`,
/// `the room`. Links to somewhere on the web stay.
fn without_links(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find('[') {
        let Some(length) = rest[start..].find(']') else {
            break;
        };
        let (label, after) = (
            &rest[start + 1..start + length],
            &rest[start + length + 1..],
        );
        let target = after
            .strip_prefix('(')
            .and_then(|target| target.split_once(')'));
        text.push_str(&rest[..start]);
        rest = match target {
            Some((target, _)) if target.contains("://") || target.starts_with('#') => {
                text.push('[');
                text.push_str(label);
                text.push(']');
                after
            }
            Some((_, after)) => {
                text.push_str(label);
                after
            }
            None if is_path(label) => {
                text.push_str(label);
                after
            }
            None => {
                text.push('[');
                text.push_str(label);
                text.push(']');
                after
            }
        };
    }
    text + rest
}

/// Whether the words between brackets name an item of Rust.
fn is_path(label: &str) -> bool {
    let path = label.trim_matches('`');
    let letter = |c: char| c.is_alphanumeric() || "_:!()<>".contains(c);
    !path.is_empty()
        && path.chars().all(letter)
        && path.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_end_the_comment_or_begin_a_tag() {
        assert_eq!(Docs::new("a */ b").comment(2), "  /** a *\\/ b */\n");
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

    #[test]
    fn rusts_sections_become_tags() {
        let text = "Joins.\n\n# Arguments\n* `room_name` - where\n  to\n* `gone`: not there\n\n# Returns\nHow many.\n\n\
                    # Errors\nIf it is full.\n\n# Examples\n```\n# let x = 1;\njoin().await\n```\n";
        let mut docs = Docs::new(text);
        docs.signature(&["roomName".to_owned(), "limit".to_owned()]);
        docs.throws(Some("Full"));
        let expected = "/**\n * Joins.\n *\n * @param roomName - where to\n * @returns How many.\n * @throws {HubError<Full>} If it is full.\n */\n";
        assert_eq!(docs.comment(0), expected);
    }

    #[test]
    fn other_headings_and_code_stay() {
        let text = "Joins.\n\n# Cost\nLittle.\n\n```text\n# Errors\n[`x`]\n```";
        let expected = "/**\n * Joins.\n *\n * # Cost\n * Little.\n *\n * ```text\n * # Errors\n * [`x`]\n * ```\n */\n";
        assert_eq!(Docs::new(text).comment(0), expected);
    }

    #[test]
    fn links_of_rust_are_words() {
        for (rust, expected) in [
            ("See [`Room::new`].", "See `Room::new`."),
            ("See [Room] or [x][0].", "See Room or x[0]."),
            ("See [the room](Room::new)!", "See the room!"),
            (
                "See [it](https://example.org).",
                "See [it](https://example.org).",
            ),
            ("The list [a, b] and [1", "The list [a, b] and [1"),
        ] {
            assert_eq!(without_links(rust), expected);
        }
    }
}
