//! The names and limits of our additions to the wire, for TypeScript: [`hubs_contract::wire`] in other words, so that no
//! client has them from a second hand.

use hubs_contract::wire;

use super::writer::Writer;

/// The name under which the support files import them.
pub(super) const FILE: &str = "hubs-wire-names";

/// Prints constants under the names that they have in [`wire`].
macro_rules! constants {
    ($($docs:literal $name:ident,)*) => {
        [$((stringify!($name), serde_json::json!(wire::$name), $docs)),*]
    };
}

/// The text of the file.
pub(super) fn text() -> String {
    let mut out = Writer::default();
    out.line("// Names and limits of what hubs add to SignalR's wire, as the server has them.");
    out.gap();
    for (name, value, docs) in constants![
        "What the targets of ours start with; no user's name does." PREFIX,
        "The first invocation on a connection: the whole caller state." HELLO,
        "Changed state fields without a call." STATE,
        "Tells the server of a call that could not be handled." NACK,
        "Header with changed state fields." STATE_HEADER,
        "Header that says how many state texts the server had read." SEEN_HEADER,
        "Header with a typed error." ERROR_HEADER,
        "Header with the kind of an error." ERROR_KIND_HEADER,
        "What it says." ERROR_KINDS,
        "Header with the id of an error in the server's log." ERROR_ID_HEADER,
        "Query parameter that announces all this." QUERY,
        "Its value." QUERY_VERSION,
        "Largest caller state in bytes of JSON; the server has the same limit unless it is configured." DEFAULT_STATE_LIMIT_BYTES,
    ] {
        out.comment(&[docs]);
        let literal = if value.is_array() { " as const" } else { "" };
        out.line(&format!("export const {name} = {value}{literal};"));
    }
    out.into_text()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn every_constant_of_the_wire_is_printed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(root.join("../hubs-contract/src/wire.rs")).unwrap();
        let constants: Vec<&str> = source
            .lines()
            .filter_map(|line| line.strip_prefix("pub const ")?.split(':').next())
            .collect();
        assert!(constants.len() >= 10, "{constants:?}");
        for name in constants {
            assert!(
                text().contains(&format!("export const {name} = ")),
                "`{name}` is not printed"
            );
        }
    }

    /// The npm project needs the file to compile. `UPDATE_GOLDEN=1` writes it anew.
    #[test]
    fn the_support_project_has_the_names_of_the_contract() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("support/src/{FILE}.ts"));
        let head = "// From hubs-contract/src/wire.rs: `UPDATE_GOLDEN=1 cargo test -p hubs-codegen` writes it anew.\n";
        let expected = head.to_owned() + &text();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &expected).unwrap();
        }
        assert_eq!(fs::read_to_string(path).unwrap_or_default(), expected);
    }
}
