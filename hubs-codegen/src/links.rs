//! Links to items of the server lead nowhere in a client: they become the words that they show. Links to the web stay.

use std::collections::BTreeSet;

/// A line of words without characters that end lines elsewhere, or that show text in another order than it has, which is an
/// error in Rust's comments.
pub(crate) fn plain(line: &str) -> String {
    let letter = |letter: char| match letter {
        '\t' => '\t',
        letter if letter.is_control() => ' ',
        letter if is_unseen(letter) => '\u{fffd}',
        letter => letter,
    };
    line.chars().map(letter).collect()
}

/// Whether a character separates lines or turns the direction of text.
pub(crate) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The links that a whole doc comment defines: `[label]: target` on a line of its own.
pub(crate) struct Links<'t> {
    web: BTreeSet<&'t str>,
    rust: BTreeSet<&'t str>,
}

impl<'t> Links<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        let defined = text.lines().filter_map(definition);
        let (web, rust): (Vec<_>, Vec<_>) = defined.partition(|(_, target)| is_web(target));
        let labels = |links: Vec<(&'t str, &'t str)>| links.into_iter().map(|(label, _)| label);
        Self {
            web: labels(web).collect(),
            rust: labels(rust).collect(),
        }
    }

    /// The line as words; none if it only defines where a link of Rust leads.
    pub(crate) fn words(&self, line: &str) -> Option<String> {
        match definition(line) {
            Some((_, target)) => is_web(target).then(|| line.to_owned()),
            None => Some(self.without_links(line)),
        }
    }

    fn without_links(&self, line: &str) -> String {
        let mut text = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(start) = rest.find(['[', '`', '\\']) {
            text.push_str(&rest[..start]);
            rest = &rest[start..];
            let length = match rest.as_bytes()[0] {
                b'`' => code_span(rest),
                b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                _ => match self.link(rest) {
                    Some((words, length)) => {
                        text += &words;
                        rest = &rest[length..];
                        continue;
                    }
                    None => 1,
                },
            };
            text.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        text + rest
    }

    /// The words and the length of the link that `text` begins with, `[` first; a link to the web is its own words.
    fn link(&self, text: &str) -> Option<(String, usize)> {
        let (label, length) = enclosed(text, '[', ']')?;
        let after = &text[length..];
        if let Some((target, more)) = enclosed(after, '(', ')') {
            let whole = length + more;
            let words = if is_web(target) {
                text[..whole].to_owned()
            } else {
                shown(label)
            };
            return Some((words, whole));
        }
        // `[label][reference]`, `[label][]` or `[label]`.
        let (reference, whole) = match enclosed(after, '[', ']') {
            Some(("", more)) => (label, length + more),
            Some((reference, more)) => (reference, length + more),
            None => (label, length),
        };
        if self.web.contains(reference) {
            Some((text[..whole].to_owned(), whole))
        } else if self.rust.contains(reference) || is_path(reference) {
            Some((shown(label), whole))
        } else {
            None
        }
    }
}

/// Label and target of a line that defines a link.
fn definition(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (label, length) = enclosed(line, '[', ']')?;
    let target = line[length..].strip_prefix(':')?.trim();
    (!target.is_empty()).then_some((label, target))
}

fn is_web(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// What stands between the bracket that `text` begins with and the one that closes it, and the length of all.
fn enclosed(text: &str, open: char, close: char) -> Option<(&str, usize)> {
    let mut depth = 0_usize;
    for (index, letter) in text.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            // Also at the start, if no bracket opens.
            return (index > 0).then(|| (&text[1..index], index + 1));
        }
    }
    None
}

/// The length of the code that `text` begins with, or of its backticks if none close it.
fn code_span(text: &str) -> usize {
    let ticks = |text: &str| text.len() - text.trim_start_matches('`').len();
    let opening = ticks(text);
    let mut at = opening;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let closing = ticks(&text[at..]);
        at += closing;
        if closing == opening {
            return at;
        }
    }
    opening
}

/// Whether a reference names an item of Rust. A bare word in brackets may be just that.
fn is_path(reference: &str) -> bool {
    let code = reference
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix('`'));
    if let Some(code) = code {
        return !code.is_empty() && !code.contains('`');
    }
    let letter = |c: char| c.is_alphanumeric() || "_:!()<>@".contains(c);
    let marked = |c: char| c.is_uppercase() || ":!(@".contains(c);
    reference.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && reference.chars().all(letter)
        && reference.contains(marked)
}

/// A label without what tells rustdoc the kind of the item, as in `struct@Room`.
fn shown(label: &str) -> String {
    let is_kind = |kind: &str| kind.chars().all(|c| c.is_ascii_lowercase());
    match label.trim_start_matches('`').split_once('@') {
        Some((kind, _)) if is_kind(kind) => label.replacen(&format!("{kind}@"), "", 1),
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> String {
        Links::of("").words(line).unwrap()
    }

    #[test]
    fn links_to_items_are_words() {
        for (rust, expected) in [
            ("See [`Room`].", "See `Room`."),
            ("See [`Room::new`]!", "See `Room::new`!"),
            (
                "A [`Vec<[u8]>`] of [`Result<T, E>`].",
                "A `Vec<[u8]>` of `Result<T, E>`.",
            ),
            (
                "[Room], [crate::Room] or [join()]",
                "Room, crate::Room or join()",
            ),
            ("See [struct@Room] or [`fn@join`].", "See Room or `join`."),
            ("See [the room](Room::new)!", "See the room!"),
            ("See [`new`](Room::new()).", "See `new`."),
            ("See [the cost](#cost).", "See the cost."),
            (
                "See [the room][Room] and [`it`][`Room::it`].",
                "See the room and `it`.",
            ),
            ("See [Room][].", "See Room."),
            ("Räume: [`Räume`] ☃", "Räume: `Räume` ☃"),
        ] {
            assert_eq!(words(rust), expected);
        }
    }

    #[test]
    fn what_is_no_link_to_an_item_stays() {
        for line in [
            "See [it](https://example.org/a_(b)).",
            "Write [us](mailto:us@example.org).",
            "The list [a, b], an [optional] word, [x][0], [1] and [",
            "- [x] done, [ ] not",
            "Code: `names[Index]`, ``a ` [`Room`] b``.",
            r"Escaped: \[Room]",
            "An open ` before [1]",
            "[`a`, `b`] or [``]",
            "] and [] and [](",
        ] {
            assert_eq!(words(line), line);
        }
    }

    #[test]
    fn definitions_say_where_a_link_leads() {
        let text = "[Spec] and [the spec][Spec], [a room][r], [r]\n\n[Spec]: https://example.org\n[r]: crate::Room";
        let links = Links::of(text);
        let lines: Vec<Option<String>> = text.lines().map(|line| links.words(line)).collect();
        assert_eq!(
            lines,
            [
                Some("[Spec] and [the spec][Spec], a room, r".to_owned()),
                Some(String::new()),
                Some("[Spec]: https://example.org".to_owned()),
                None,
            ]
        );
    }
}
