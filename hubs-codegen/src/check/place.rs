//! Places in a JSON text: as a path for people, and as line and column.

use std::fmt;

use serde::de::IgnoredAny;

/// One step into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The way from the whole to a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place(Vec<Step>);

impl Place {
    pub(super) fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(steps.into_iter().collect())
    }

    pub(super) fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }
}

/// As `hubs.ChatHub.methods.send.params[0].schema`; keys that are no plain words are quoted.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the file");
        }
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if is_plain(key) && index > 0 => write!(f, ".{key}")?,
                Step::Key(key) if is_plain(key) => f.write_str(key)?,
                Step::Key(key) => write!(f, "[\"{}\"]", key.escape_debug())?,
            }
        }
        Ok(())
    }
}

fn is_plain(key: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
    !key.is_empty() && key.chars().all(letter)
}

/// Text of the file in an error: what moves a terminal's cursor or turns its direction is escaped.
pub(super) fn printable(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\'' | '\\' => letter.to_string(),
        other => other.escape_debug().to_string(),
    };
    text.chars().map(letter).collect()
}

/// Line and column, from 1, of what stands at the place: of the key, if it has one. A text that is no JSON has none.
pub(super) fn position(text: &str, place: &Place) -> Option<(usize, usize)> {
    let at = Scanner { text, at: 0 }.find(place.steps())?;
    let before = &text[..at];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    Some((line, column))
}

/// Reads over a JSON text.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn find(&mut self, steps: &[Step]) -> Option<usize> {
        self.space();
        let Some((step, rest)) = steps.split_first() else {
            return Some(self.at);
        };
        let close = match (self.next()?, step) {
            (b'{', Step::Key(_)) => b'}',
            (b'[', Step::Index(_)) => b']',
            _ => return None,
        };
        let mut index = 0;
        loop {
            self.space();
            if self.peek()? == close {
                return None;
            }
            let start = self.at;
            let is_here = match step {
                Step::Key(key) => {
                    let name: String = self.value()?;
                    self.space();
                    self.next()?;
                    name == *key
                }
                Step::Index(wanted) => index == *wanted,
            };
            if is_here {
                return match rest {
                    [] => Some(start),
                    rest => self.find(rest),
                };
            }
            self.value::<IgnoredAny>()?;
            self.space();
            if self.peek()? == b',' {
                self.at += 1;
            }
            index += 1;
        }
    }

    /// The value that begins here.
    fn value<T: for<'a> serde::Deserialize<'a>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_and_written() {
        let text = "{\n  \"a\": [1, {\"b c\": {\"x\": \"}\", \"ü\": 1, \"y\": 2}}]\n}";
        let place = Place::default().key("a").index(1).key("b c").key("y");
        assert_eq!(place.to_string(), "a[1][\"b c\"].y");
        assert_eq!(position(text, &place), Some((2, 39)));
        assert_eq!(position(text, &Place::default().key("a")), Some((2, 3)));
        assert_eq!(position(text, &Place::default()), Some((1, 1)));
        assert_eq!(position(text, &Place::default().key("z")), None);
        assert_eq!(
            Place::default().key("\u{1b}[2J").to_string(),
            "[\"\\u{1b}[2J\"]"
        );
    }
}
