//! Whether a text is made of tokens that every edition reads alike.
//!
//! The compiler's lexer reports what it cannot read, and would do so once more for us: while somebody types, or for a word that is
//! a prefix in a later edition than the file's.

/// Literals may have these before their quotes or their `#`.
const PREFIXES: &[&str] = &["r", "b", "c", "br", "cr"];

/// Whether the lexer reads all of it without a word.
pub(super) fn is_plain(text: &str) -> bool {
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = match letter {
            '/' if rest.starts_with("//") => rest.find('\n').map_or("", |end| &rest[end..]),
            '/' if rest.starts_with("/*") => match block_comment(rest) {
                Some(after) => after,
                None => return false,
            },
            '"' => match quoted(&rest[1..], '"') {
                Some(after) => after,
                None => return false,
            },
            '\'' => match character_or_lifetime(rest) {
                Some(after) => after,
                None => return false,
            },
            '#' if rest.starts_with("##") || rest.starts_with("#\"") => return false,
            letter if letter.is_alphanumeric() || letter == '_' => match word(rest) {
                Some(after) => after,
                None => return false,
            },
            letter => &rest[letter.len_utf8()..],
        };
        rest = after;
    }
    true
}

fn block_comment(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut rest = text;
    loop {
        if let Some(after) = rest.strip_prefix("/*") {
            depth += 1;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = after;
            if depth == 0 {
                return Some(rest);
            }
        } else {
            let letter = rest.chars().next()?;
            rest = &rest[letter.len_utf8()..];
        }
    }
}

/// Behind the closing quote of a literal with escapes.
fn quoted(text: &str, quote: char) -> Option<&str> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return Some(&text[at + letter.len_utf8()..]);
        }
    }
    None
}

/// Behind `'a'`, `'\n'` or `'static`.
fn character_or_lifetime(text: &str) -> Option<&str> {
    let inside = &text[1..];
    let mut letters = inside.chars();
    let first = letters.next()?;
    if first == '\\' || letters.next() == Some('\'') {
        return quoted(inside, '\'');
    }
    let is_name = first.is_alphabetic() || first == '_';
    is_name.then_some(inside)
}

/// Behind a name or a number, and the literal that it begins.
fn word(text: &str) -> Option<&str> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    match after.chars().next() {
        Some('"') if PREFIXES.contains(&word) => match word {
            "b" | "c" => quoted(&after[1..], '"'),
            _ => raw(after),
        },
        Some('\'') if word == "b" => quoted(&after[1..], '\''),
        Some('#') if PREFIXES.contains(&word) && word != "b" && word != "c" => {
            let hashes = after.trim_start_matches('#');
            if hashes.starts_with('"') {
                raw(after)
            } else {
                // `r#type`
                (word == "r" && after.len() == hashes.len() + 1).then_some(hashes)
            }
        }
        Some('"' | '\'' | '#') => None,
        _ => Some(after),
    }
}

/// Behind `#"…"#`, with as many `#` as there are.
fn raw(text: &str) -> Option<&str> {
    let inside = text.trim_start_matches('#');
    let hashes = &text[..text.len() - inside.len()];
    let end = format!("\"{hashes}");
    let inside = inside.strip_prefix('"')?;
    let at = inside.find(&end)?;
    Some(&inside[at + end.len()..])
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn what_every_edition_reads_alike_is_plain() {
        for text in [
            "fn a() { let b = \"it's \\\" #\\\\\"; }",
            "// don't ##\n/* it's /* a#b */ \"## */ fn a<'a>(b: &'a str, c: char) { let d = ['a', '\\'', '\\u{7f}', 'é', '\"']; }",
            "r\"a\\\" br#\"b\"c\"# c\"d\" cr##\"e\"#f\"## b'\\'' b\"g\\\"\" r#type 'static 1_u32 0x1f",
            "#[doc = \"a\"] #![allow(b)]",
            "",
        ] {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn what_the_lexer_may_report_is_not() {
        for text in [
            "fn a(co#[hub(default = 1)] b: u32) {}",
            "k#ident",
            "z\"text\"",
            "a'b",
            "\"never ends",
            "/* /* */",
            "r#\"never ends\"",
            "stringify!(##)",
            "stringify!(#\"a\"#)",
            "'",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
