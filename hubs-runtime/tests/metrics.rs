//! docs/metrics.md names every metric of the source, and no other.
#![allow(missing_docs)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The text of every source file, without those of tests.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, texts);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// The texts between quotes that have the form of a metric's name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|part| {
        let name = |letter: char| letter.is_ascii_lowercase() || "._".contains(letter);
        (part.starts_with("hubs.server.") || part.starts_with("signalr.server."))
            && part.chars().all(name)
    })
}

/// What stands first in the parentheses of a macro: the name itself, or the constant that has it.
fn first_argument<'a>(text: &'a str, rest: &'a str) -> &'a str {
    let rest = rest.trim_start();
    if let Some(name) = rest.strip_prefix('"') {
        return name.split('"').next().expect("a name");
    }
    let constant = rest.split([',', ')']).next().expect("a constant").trim();
    let defined = text.split_once(&format!("const {constant}: &str = \""));
    let (_, value) = defined.unwrap_or_else(|| panic!("{constant} is no constant of its file"));
    value.split('"').next().expect("a name")
}

#[test]
fn the_page_has_every_metric_with_its_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    sources(&root.join("src"), &mut texts);
    let page = fs::read_to_string(root.join("../docs/metrics.md")).expect("the page");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            line.split('|')
                .map(|cell| cell.trim().trim_matches('`'))
                .collect()
        })
        .collect();
    let kinds: BTreeMap<&str, &str> = rows.iter().map(|row| (row[1], row[2])).collect();
    assert_eq!(kinds.len(), rows.len(), "each has one row");

    let named: BTreeSet<&str> = texts.iter().flat_map(|text| names(text)).collect();
    assert_eq!(kinds.keys().copied().collect::<BTreeSet<_>>(), named);

    let mut counted = 0;
    for text in &texts {
        for kind in ["counter", "gauge", "histogram"] {
            for rest in text.split(&format!("metrics::{kind}!(")).skip(1) {
                let name = first_argument(text, rest);
                assert_eq!(kinds.get(name), Some(&kind), "{name}");
                counted += 1;
            }
        }
    }
    assert!(
        counted > 15,
        "{counted}: are metrics counted in another way now?"
    );
}
