//! The rooms of this crate, from the bottom up: an import runs down. ARCHITECTURE.md says what each is for.
#![allow(missing_docs)]

use std::{collections::BTreeSet, fs, path::Path};

/// Rooms on one line do not know each other.
const ROOMS: [&[&str]; 11] = [
    &["bytes", "panics", "text"],
    &["info", "protocol", "websocket"],
    &["error", "client"],
    &["connection"],
    &["options", "delivery"],
    &["call"],
    &["engine"],
    &["hub", "transport"],
    &["raw"],
    &["server"],
    &["testing"],
];

/// What macros and the generator's tables need: they look into every room, and rows of tables name them.
const BESIDE: [&str; 4] = ["__private", "contract", "wire", "export_hook"];

fn level(room: &str) -> Option<usize> {
    ROOMS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a file's `use crate::…` items name.
fn imports(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for item in text.split("use crate::").skip(1) {
        let item = item.split(';').next().expect("an item");
        let Some(list) = item.strip_prefix('{') else {
            rooms.insert(first_word(item));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    rooms.insert(first_word(list[start..at].trim()));
                    start = at + 1;
                }
                _ => {}
            }
        }
    }
    rooms.remove("");
    rooms
}

fn first_word(path: &str) -> String {
    let end = path.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    path[..end.unwrap_or(path.len())].to_owned()
}

fn check(path: &Path, room: &str, faults: &mut Vec<String>) {
    if path.is_dir() {
        if path.ends_with("tests") {
            return;
        }
        for entry in fs::read_dir(path).expect("a folder") {
            check(&entry.expect("an entry").path(), room, faults);
        }
        return;
    }
    let text = fs::read_to_string(path).expect("a file");
    let own = level(room).expect("a room");
    for import in imports(&text) {
        // Names without a room of their own are the crate's public ones, which only tests of the crate use.
        let up = level(&import).is_none_or(|other| other > own || (other == own && import != room));
        if up && !BESIDE.contains(&import.as_str()) {
            faults.push(format!("{} imports {import}", path.display()));
        }
    }
}

#[test]
fn no_import_runs_up() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(&src).expect("the sources") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if ["lib", "prelude"].contains(&name.as_str()) || BESIDE.contains(&name.as_str()) {
            continue;
        }
        assert!(
            level(&name).is_some(),
            "{name} has no place among the rooms"
        );
        check(&path, &name, &mut faults);
        seen.insert(name);
    }
    assert_eq!(seen.len(), ROOMS.concat().len(), "a room is gone: {seen:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
