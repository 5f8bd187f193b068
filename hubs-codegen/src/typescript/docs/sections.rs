//! The sections that Rust's guidelines name, taken out of a doc comment.

use crate::links::Links;

/// A doc comment by sections, its links to Rust's items turned into words. Lines are as they stood.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// All that is in no section of its own, with other headings.
    pub(super) words: Vec<String>,
    /// What the list under "Arguments" says, by name as in Rust.
    pub(super) arguments: Vec<(String, Vec<String>)>,
    pub(super) returns: Vec<String>,
    pub(super) errors: Vec<String>,
}

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
    fn titled(title: &str) -> Self {
        match title.to_ascii_lowercase().as_str() {
            "arguments" | "parameters" => Self::Arguments,
            "returns" => Self::Returns,
            "errors" => Self::Errors,
            "example" | "examples" => Self::Examples,
            _ => Self::Words,
        }
    }
}

impl Sections {
    /// Of a function, which alone has arguments, results and errors.
    pub(super) fn of_function(text: &str) -> Self {
        Self::split(text, Section::titled)
    }

    /// Of something else: all but examples is words.
    pub(super) fn of_item(text: &str) -> Self {
        Self::split(text, |title| match Section::titled(title) {
            Section::Examples => Section::Examples,
            _ => Section::Words,
        })
    }

    fn split(text: &str, titled: impl Fn(&str) -> Section) -> Self {
        let links = Links::of(text);
        let mut sections = Self::default();
        let (mut section, mut level, mut fence) = (Section::Words, 0, None);
        for line in text.lines().map(str::trim_end) {
            let heading = fence.is_none().then(|| heading(line)).flatten();
            if let Some((heading_level, title)) = heading {
                let titled = titled(title);
                // What stands below another heading belongs to it, but for sections among each other.
                let is_below = heading_level > level
                    && (section == Section::Examples || titled == Section::Words);
                if section == Section::Words || !is_below {
                    (section, level) = (titled, heading_level);
                }
                if section == titled && section != Section::Words {
                    continue;
                }
            }
            let is_code = fence.is_some();
            fence = match (fence, fence_of(line)) {
                (None, begun) => begun,
                (Some(open), Some(closing)) if open == closing => None,
                (open, _) => open,
            };
            let line = if is_code || fence.is_some() {
                Some(line.to_owned())
            } else {
                // Taking a section out leaves the empty lines before and after it.
                let words = links.words(line);
                words.filter(|line| !line.is_empty() || !sections.ends_empty(section))
            };
            if let Some(line) = line {
                sections.add(section, line);
            }
        }
        sections.trim();
        sections
    }

    fn add(&mut self, section: Section, line: String) {
        match (section, item(&line)) {
            (Section::Arguments, Some((name, words))) => {
                let argument = (name.to_owned(), vec![words.to_owned()]);
                self.arguments.push(argument);
            }
            _ => {
                if let Some(lines) = self.lines(section) {
                    lines.push(line);
                }
            }
        }
    }

    fn ends_empty(&mut self, section: Section) -> bool {
        let lines = self.lines(section);
        lines.is_some_and(|lines| lines.last().is_some_and(String::is_empty))
    }

    /// Where a section's next line goes, unless it begins an argument; nowhere if it is left out.
    fn lines(&mut self, section: Section) -> Option<&mut Vec<String>> {
        Some(match section {
            Section::Words => &mut self.words,
            Section::Arguments => match self.arguments.last_mut() {
                Some((_, words)) => words,
                // Words before the list are about all of it.
                None => &mut self.words,
            },
            Section::Returns => &mut self.returns,
            Section::Errors => &mut self.errors,
            Section::Examples => return None,
        })
    }

    /// Drops empty lines around sections.
    fn trim(&mut self) {
        let arguments = self.arguments.iter_mut().map(|(_, words)| words);
        let sections = [&mut self.words, &mut self.returns, &mut self.errors];
        for lines in arguments.chain(sections) {
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            let empty = lines.iter().take_while(|line| line.is_empty()).count();
            lines.drain(..empty);
        }
    }
}

/// Level and title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    let title = title.strip_prefix(' ')?;
    (level > 0).then(|| (level, title.trim_end_matches('#').trim()))
}

/// What a fence around code is made of, if the line is one.
fn fence_of(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    ["```", "~~~"]
        .into_iter()
        .find(|fence| line.starts_with(fence))
}

/// Name and words of an item of the list of arguments, as of `` * `room` - where to ``.
fn item(line: &str) -> Option<(&str, &str)> {
    // Lists within an item stand further to the right.
    let line = line.strip_prefix(' ').unwrap_or(line);
    let item = line.strip_prefix(['*', '-', '+'])?.strip_prefix(' ')?;
    let item = item.trim_start().trim_start_matches('`');
    let end = item.find(|c: char| !c.is_alphanumeric() && c != '_');
    let (name, words) = item.split_at(end.unwrap_or(item.len()));
    let separates = |c: char| c.is_whitespace() || "`:-–—".contains(c);
    Some((name, words.trim_start_matches(separates)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_section_has_its_lines() {
        let sections = Sections::of_function(
            "Joins.\n\n# Arguments\n\nBoth count.\n\n* `room` - where\n  to:\n  * here\n\n- `limit`: how many\n\
             # Returns\n\nHow many.\n\n## Order\nNone.\n## Errors\n\n* If full.\n* If late.\n\n# Cost\nLittle.\n\n",
        );
        assert_eq!(
            sections.words,
            ["Joins.", "", "Both count.", "", "# Cost", "Little."]
        );
        let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
        let arguments: [(String, Vec<String>); 2] = [
            ("room".to_owned(), lines(&["where", "  to:", "  * here"])),
            ("limit".to_owned(), lines(&["how many"])),
        ];
        assert_eq!(sections.arguments, arguments);
        assert_eq!(sections.returns, ["How many.", "", "## Order", "None."]);
        assert_eq!(sections.errors, ["* If full.", "* If late."]);
    }

    #[test]
    fn examples_are_left_out_with_all_below_them() {
        let text = "Joins.\n\n# Examples\n```\n# Returns\n# let x = 1;\n```\n## Errors\nAs above.\n# Errors #\nIf full.";
        let sections = Sections::of_function(text);
        assert_eq!(sections.words, ["Joins."]);
        assert_eq!(sections.errors, ["If full."]);
        assert!(sections.returns.is_empty());
        assert_eq!(
            Sections::of_item(text).words,
            ["Joins.", "", "# Errors #", "If full."]
        );
    }

    #[test]
    fn code_stays_as_it_is() {
        let text = "~~~text\n```\n# Errors\n[`Room`]\n\n\n~~~\n#Errors\n[`Room`]";
        let words = [
            "~~~text", "```", "# Errors", "[`Room`]", "", "", "~~~", "#Errors", "`Room`",
        ];
        assert_eq!(Sections::of_function(text).words, words);
    }
}
