//! The support files: what all generated hubs stand on, written beside them.
//!
//! They are an npm project, `hubs-codegen/support`, where they are compiled, linted and tested by themselves.

use super::wire_names;

/// Reads files of the project, by name.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../support/src/", $name, ".ts")))),*]
    };
}

/// The files by name, as they stand in the project; but for the wire's names, whose copy there is only to compile with.
const FILES: &[(&str, &str)] = embedded![
    "hubs",
    "hubs-bytes",
    "hubs-calls",
    "hubs-connection",
    "hubs-diagnosis",
    "hubs-doctor",
    "hubs-refresh",
    "hubs-errors",
    "hubs-events",
    "hubs-handlers",
    "hubs-hello",
    "hubs-http",
    "hubs-integers",
    "hubs-life",
    "hubs-link",
    "hubs-options",
    "hubs-page",
    "hubs-state",
    "hubs-streams",
    "hubs-uploads",
    "hubs-waiting",
    "hubs-wire",
];

/// Hooks for React; only for those who have React, without which it does not compile.
const REACT: &[(&str, &str)] = embedded!["hubs-react"];

/// Names and texts of the files, their imports ending in `extension`.
pub(super) fn files(extension: &str, react: bool) -> impl Iterator<Item = (&'static str, String)> {
    let hooks = if react { REACT } else { &[] };
    FILES
        .iter()
        .chain(hooks)
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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_file_of_the_project_is_written_beside_the_clients() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("support/src");
        let there: BTreeSet<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let written = |react| -> BTreeSet<String> {
            let names = files("", react).map(|(name, _)| format!("{name}.ts"));
            names.collect()
        };
        assert_eq!(written(true), there);
        let hooks = &written(true) - &written(false);
        assert_eq!(hooks, BTreeSet::from(["hubs-react.ts".to_owned()]));
    }
}
