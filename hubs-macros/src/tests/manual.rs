//! The manual names every argument of our attributes, at its place, in an example that is read as such, and no other.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use syn::{Attribute, Meta, parse::Parser};

use crate::{
    attr::{Args, SPECS, Spec, is_named},
    errors::Errors,
};

/// Every macro with its page.
const PAGES: [(&str, &str); 9] = [
    ("hub", include_str!("../manual/hub.md")),
    (
        "client_contract",
        include_str!("../manual/client_contract.md"),
    ),
    ("client", include_str!("../manual/client.md")),
    ("caller_state", include_str!("../manual/caller_state.md")),
    ("hub_type", include_str!("../manual/hub_type.md")),
    ("HubError", include_str!("../manual/hub_error.md")),
    ("authorize", include_str!("../manual/authorize.md")),
    ("on_connected", include_str!("../manual/on_connected.md")),
    (
        "on_disconnected",
        include_str!("../manual/on_disconnected.md"),
    ),
];

/// How a table of arguments begins.
const HEAD: [&str; 4] = ["argument", "what it does", "default", "example"];

/// A table of a page, under its heading.
struct Table {
    attribute: &'static str,
    heading: &'static str,
    rows: Vec<Vec<&'static str>>,
}

impl Table {
    fn is_of(&self, spec: &Spec) -> bool {
        // It has no page of its own, being no macro.
        let page = match spec.attribute {
            "state" => "caller_state",
            attribute => attribute,
        };
        self.attribute == page && self.heading == format!("On {}", spec.place)
    }
}

/// The cells of one line of a table.
fn cells(line: &'static str) -> Option<Vec<&'static str>> {
    let line = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(line.split('|').map(str::trim).collect())
}

fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for (attribute, page) in PAGES {
        let mut heading = "";
        let mut in_table = false;
        for line in page.lines() {
            if let Some(text) = line.strip_prefix("# ") {
                heading = text;
            }
            let cells = cells(line);
            match cells {
                Some(cells) if in_table => tables.last_mut().expect("begun").rows.push(cells),
                Some(cells) => tables.push(Table {
                    attribute,
                    heading,
                    rows: vec![cells],
                }),
                None => {}
            }
            in_table = line.starts_with('|');
        }
    }
    tables
}

/// Tables of arguments, as one can tell by their first line.
fn lists() -> Vec<Table> {
    let is_list = |table: &Table| table.rows[0][0] == HEAD[0];
    tables().into_iter().filter(is_list).collect()
}

/// What stands between backticks, if all of a cell does.
fn code(cell: &'static str) -> Option<&'static str> {
    cell.strip_prefix('`')?.strip_suffix('`')
}

#[test]
fn every_argument_is_in_the_manual_and_no_other() {
    // `SPECS` holds them all.
    let specs = include_str!("../attr.rs")
        .matches(": Spec = Spec {")
        .count();
    assert_eq!(specs, SPECS.len());
    let lists = lists();
    for spec in SPECS {
        let found: Vec<_> = lists.iter().filter(|list| list.is_of(spec)).collect();
        let what = format!("`#[{}]` on {}", spec.attribute, spec.place);
        let [list] = found.as_slice() else {
            panic!("{what} has {} lists in the manual, not one", found.len());
        };
        assert_eq!(list.rows[0], HEAD, "{what}");
        // The second row is the line below the head.
        let documented: BTreeSet<_> = list.rows[2..].iter().map(|row| code(row[0])).collect();
        let read: BTreeSet<_> = spec.keys.iter().map(|(key, _)| Some(*key)).collect();
        assert_eq!(documented, read, "{what}: documented, and read");
        assert_eq!(list.rows.len() - 2, spec.keys.len(), "{what}: given twice");
    }
    for list in &lists {
        assert!(
            SPECS.iter().any(|spec| list.is_of(spec)),
            "{}: \"{}\" lists arguments of a place that has none",
            list.attribute,
            list.heading
        );
    }
}

#[test]
fn every_example_of_an_argument_is_read() {
    for list in lists() {
        let spec = SPECS.into_iter().find(|spec| list.is_of(spec)).unwrap();
        for row in &list.rows[2..] {
            let [key, what, default, example] = row.as_slice() else {
                panic!("{row:?} has not four cells");
            };
            assert!(!what.is_empty() && !default.is_empty(), "{key}");
            let key = code(key).unwrap();
            let example = code(example).unwrap_or_else(|| panic!("{example} is no code"));
            let attrs = Attribute::parse_outer.parse_str(example).unwrap();
            let [attr] = attrs.as_slice() else {
                panic!("{example} is not one attribute");
            };
            assert!(is_named(attr, spec.attribute), "{example}");
            let tokens = match &attr.meta {
                Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let mut errors = Errors::default();
            let args = Args::read(spec, tokens, &mut errors);
            assert!(errors.is_empty(), "{example}: {}", errors.into_tokens());
            assert!(args.flag(key), "{example} does not show `{key}`");
            assert!(args.others_than(key).is_empty(), "{example} shows more");
        }
    }
}

#[test]
fn every_page_says_what_is_refused() {
    let headings = tables()
        .into_iter()
        .fold(BTreeMap::<_, Vec<_>>::new(), |mut all, table| {
            all.entry(table.attribute).or_default().push(table.heading);
            all
        });
    for (name, _) in PAGES {
        assert!(headings[name].contains(&"Refused"), "{name}");
    }
}

#[test]
fn every_macro_has_its_page() {
    let source = include_str!("../lib.rs");
    let mut macros = 0;
    let mut above = "";
    for line in source.lines() {
        if line.starts_with("#[proc_macro_") {
            macros += 1;
            assert!(
                above.starts_with(r#"#[doc = include_str!("manual/"#),
                "no page above {line}"
            );
        }
        above = line;
    }
    assert_eq!(macros, PAGES.len());
}
