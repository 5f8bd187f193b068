//! What generated source is written into. It alone knows how long a line may be, how blocks are indented, how comments
//! look and where imports stand, so a printer says what is there and not how it is laid out.

use std::collections::{BTreeMap, BTreeSet};

/// Longest line of code, unless a name is longer by itself.
const CODE: usize = 118;

/// Longest line of a type or an object literal, which are read member by member.
const DATA: usize = 100;

/// Columns of one level.
const INDENT: usize = 2;

/// The file with what all hubs stand on.
pub(super) const SUPPORT: &str = "./hubs";

/// The file with the named types of the contract.
pub(super) const TYPES: &str = "./types";

pub(super) use crate::output::head;

/// How a list is written, on one line or with a line for each item.
pub(super) struct List {
    open: &'static str,
    close: &'static str,
    /// Between items, and after the last one if each has its line.
    separator: &'static str,
    /// Inside the brackets if there is one line.
    space: &'static str,
    width: usize,
}

/// Parameters of a method, or arguments of a call.
pub(super) const ARGUMENTS: List = List {
    open: "(",
    close: ")",
    separator: ",",
    space: "",
    width: CODE,
};

/// Members of an object literal.
pub(super) const LITERAL: List = List {
    open: "{",
    close: "}",
    separator: ",",
    space: " ",
    width: DATA,
};

/// Members of a type that is an argument of another.
pub(super) const MEMBERS: List = List {
    separator: ";",
    width: CODE,
    ..LITERAL
};

/// Names that are imported.
const IMPORTED: List = List {
    width: CODE,
    ..LITERAL
};

/// One file, while it is written.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    depth: usize,
    /// By the file that they come from: names, and whether each is a type.
    imports: BTreeMap<&'static str, BTreeSet<Import>>,
}

/// What is imported, in the order of import statements: by name, however it is cased.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Import {
    folded: String,
    name: String,
    is_type: bool,
}

impl Writer {
    /// Continues the line, or begins one.
    pub(super) fn write(&mut self, text: &str) {
        if self.at_line_start() && !text.is_empty() {
            self.text += &" ".repeat(self.depth * INDENT);
        }
        self.text += text;
    }

    /// Ends the line. Nothing that is written by a program has spaces there.
    pub(super) fn end(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// Writes to the end of the line.
    pub(super) fn line(&mut self, text: &str) {
        self.write(text);
        self.end();
    }

    /// An empty line between what was written and what follows.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Ends the line, whose last character opens a block, and writes the block.
    pub(super) fn inside<T>(&mut self, block: impl FnOnce(&mut Self) -> T) -> T {
        self.end();
        self.indented(block)
    }

    /// Writes with one level more: what is on the line already stays where it is.
    pub(super) fn indented<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        self.depth += 1;
        let value = write(self);
        self.depth -= 1;
        value
    }

    /// A doc comment; none if there is nothing to say.
    pub(super) fn comment<S: AsRef<str>>(&mut self, lines: &[S]) {
        match lines {
            [] => {}
            [line] => self.line(&format!("/** {} */", line.as_ref())),
            lines => {
                self.line("/**");
                for line in lines {
                    self.line(format!(" * {}", line.as_ref()).trim_end());
                }
                self.line(" */");
            }
        }
    }

    /// A list and what follows it on its last line: in one line if that is not too long.
    pub(super) fn list<S: AsRef<str>>(&mut self, list: &List, items: &[S], after: &str) {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        let line = match items.as_slice() {
            [] => format!("{}{}", list.open, list.close),
            items => {
                let items = items.join(&format!("{} ", list.separator));
                format!("{0}{1}{items}{1}{2}", list.open, list.space, list.close)
            }
        };
        if items.is_empty() || self.column() + line.len() + after.len() <= list.width {
            self.write(&line);
        } else {
            self.write(list.open);
            self.inside(|out| {
                for item in items {
                    out.write(item);
                    out.line(list.separator);
                }
            });
            self.write(list.close);
        }
        self.write(after);
    }

    /// Whether a type of this length can be on the line, with `after` columns behind it.
    pub(super) fn has_room_for_type(&self, length: usize, after: usize) -> bool {
        self.column() + length + after <= DATA
    }

    /// A name that must be imported, to be written.
    pub(super) fn import<'n>(&mut self, from: &'static str, name: &'n str) -> &'n str {
        self.record(from, name, false)
    }

    /// The name of a type that must be imported, to be written.
    pub(super) fn import_type<'n>(&mut self, from: &'static str, name: &'n str) -> &'n str {
        self.record(from, name, true)
    }

    fn record<'n>(&mut self, from: &'static str, name: &'n str, is_type: bool) -> &'n str {
        self.imports.entry(from).or_default().insert(Import {
            folded: name.to_lowercase(),
            name: name.to_owned(),
            is_type,
        });
        name
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The whole file: head, `start` below it, imports from paths that end in `extension`, and what was written.
    pub(super) fn file(self, start: &str, extension: &str) -> String {
        let mut top = Self::default();
        for (from, names) in self.imports {
            let only_types = names.iter().all(|import| import.is_type);
            let names: Vec<String> = names
                .into_iter()
                .map(|import| match import.is_type && !only_types {
                    true => format!("type {}", import.name),
                    false => import.name,
                })
                .collect();
            top.write(if only_types {
                "import type "
            } else {
                "import "
            });
            top.list(&IMPORTED, &names, &format!(" from \"{from}{extension}\";"));
            top.end();
        }
        format!("{}{start}{}\n{}", head(), top.text, self.text)
    }

    /// What was written, without head and imports.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn at_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    /// Columns before what is written next.
    fn column(&self) -> usize {
        if self.at_line_start() {
            return self.depth * INDENT;
        }
        self.text.len() - self.text.rfind('\n').map_or(0, |end| end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Writer)) -> String {
        let mut out = Writer::default();
        write(&mut out);
        out.into_text()
    }

    #[test]
    fn blocks_are_indented_and_lines_end_without_spaces() {
        let text = written(|out| {
            out.write("interface A {");
            out.inside(|out| {
                out.comment(&["One.", "", "Two."]);
                out.write("kind: ");
                out.inside(|out| out.line("| 1;"));
            });
            out.line("}");
            out.gap();
            out.line("end");
        });
        let expected = "interface A {\n  /**\n   * One.\n   *\n   * Two.\n   */\n  kind:\n    | 1;\n}\n\nend\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_list_is_on_one_line_up_to_the_longest() {
        for (more, expected) in [(0, "  call(a, "), (1, "  call(\n    a,\n    ")] {
            let long = "b".repeat(CODE - "  call(a, );".len() + more);
            let text = written(|out| {
                out.indented(|out| {
                    out.write("call");
                    out.list(&ARGUMENTS, &["a", &long], ";");
                });
            });
            assert!(text.starts_with(expected), "{text}");
            let last = text.lines().last().unwrap();
            assert_eq!(last.len(), if more == 0 { CODE } else { "  );".len() });
        }
        assert_eq!(written(|out| out.list::<&str>(&LITERAL, &[], ",")), "{},");
    }

    #[test]
    fn what_is_used_is_imported_once_and_by_name() {
        let mut out = Writer::default();
        let name = out.import_type(TYPES, "Shape").to_owned();
        out.line(&name);
        for name in ["outcomesOf", "connectHub"] {
            out.import(SUPPORT, name);
        }
        for name in ["ConnectOptions", "Outcomes", "Outcomes"] {
            out.import_type(SUPPORT, name);
        }
        let expected = head()
            + "import { connectHub, type ConnectOptions, type Outcomes, outcomesOf } from \"./hubs.js\";\n\
               import type { Shape } from \"./types.js\";\n\nShape\n";
        assert_eq!(out.file("", ".js"), expected);
    }
}
