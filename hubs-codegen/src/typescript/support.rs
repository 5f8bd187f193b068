//! The support files: what all generated hubs stand on, written beside them.
//!
//! They are an npm project, `hubs-codegen/support`, where they are compiled, linted and tested by themselves.

use super::wire_names;

/// The files by name, as they stand in the project; but for the wire's names, whose copy there is only to compile with.
const FILES: [(&str, &str); 4] = [
    ("hubs", include_str!("../../support/src/hubs.ts")),
    ("hubs-link", include_str!("../../support/src/hubs-link.ts")),
    (
        "hubs-state",
        include_str!("../../support/src/hubs-state.ts"),
    ),
    ("hubs-wire", include_str!("../../support/src/hubs-wire.ts")),
];

/// Names and texts of the files, their imports ending in `extension`.
pub(super) fn files(extension: &str) -> impl Iterator<Item = (&'static str, String)> {
    FILES
        .iter()
        .map(move |(name, text)| (*name, with_imports(text, extension)))
        .chain([(wire_names::FILE, wire_names::text())])
}

/// A file whose imports end as wanted; in the project they end in `.js`.
fn with_imports(text: &str, extension: &str) -> String {
    let line = |line: &str| match line.strip_suffix(".js\";") {
        Some(import) if import.contains(" from \"./") => format!("{import}{extension}\";\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}
