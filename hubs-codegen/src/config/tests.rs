//! Files with faults, and the whole texts that say so.

use super::*;

/// The outputs of a `hubs.toml` in the folder `web`.
fn outputs(text: &str) -> Vec<Output> {
    parse(text, Path::new("web/hubs.toml")).unwrap()
}

fn refused_in(path: &str, text: &str) -> String {
    parse(text, Path::new(path)).unwrap_err().to_string()
}

fn refused(text: &str) -> String {
    refused_in("hubs.toml", text)
}

#[test]
fn every_setting_is_read_and_paths_are_meant_from_the_file() {
    let outputs = outputs(
        r#"
package = "chat"
features = ["a", "b"]

[[output]]
language = "ts"
out = "src/hubs"
import-ext = "js"
int64 = "number"
react = true

[[output]]
language = "rust"
out = "../client/src/hubs"
contract = "other.json"
types-from = "chat_types"

[[output]]
language = "contract"
out = "hubs.contract.json"
package = "clock"
via = "hook"
bin = "serve"
no-default-features = true
"#,
    );
    let [ts, rust, contract] = outputs.as_slice() else {
        panic!("{outputs:?}");
    };
    assert_eq!(ts.out, Path::new("web/src/hubs"));
    assert!(matches!(&ts.kind, OutputKind::Ts(options)
        if options.import_ext == ImportExt::Js && options.int64 == Int64::Number && options.react));
    let Source::Package(package) = &ts.source else {
        panic!("{ts:?}");
    };
    assert_eq!(package.package.as_deref(), Some("chat"));
    assert_eq!(package.features, ["a", "b"]);
    assert_eq!(rust.source, Source::File("web/other.json".into()));
    assert!(matches!(&rust.kind, OutputKind::Rust(options)
        if options.types_from.as_deref() == Some("chat_types")));
    let Source::Package(package) = &contract.source else {
        panic!("{contract:?}");
    };
    // Its own package, so nothing of the one at the top.
    assert_eq!(package.package.as_deref(), Some("clock"));
    assert_eq!(
        (package.via, package.bin.as_deref()),
        (Via::Hook, Some("serve"))
    );
    assert!(package.features.is_empty() && package.no_default_features);
}

#[test]
fn all_faults_are_told_at_once_each_with_its_place() {
    let text = r#"pakage = "chat"
int64 = "number"

[[output]]
langauge = "ts"
out = "a"

[[output]]
language = "tss"
out = 3

[[output]]
language = "rust"
out = ""
types-from = "no path"
int64 = "number"

[[output]]
language = "ts"
int64 = "bignum"
import-ext = "jsx"
"#;
    assert_eq!(
        refused(text),
        "`hubs.toml` has 12 faults

pakage (line 1, column 1): there is no such key
help: did you mean `package`?

int64 (line 2, column 1): this key means nothing here
help: it is a setting of each output; remove it here

output[0] (line 4, column 1): `language` is missing
help: write `language = \"…\"` with `ts`, `rust` or `contract`

output[0].langauge (line 5, column 1): there is no such key
help: did you mean `language`?

output[1].language (line 9, column 12): `tss` is none of its values
help: did you mean `ts`?

output[1].out (line 10, column 7): expected a text, found a number
help: write it in quotes, as `out = \"…\"`

output[2].out (line 14, column 7): this text is empty
help: write something between the quotes, or remove `out`

output[2].types-from (line 15, column 14): `no path` is no path of a Rust module
help: write it as in `use`, for example `chat_types` or `crate::types`

output[2].int64 (line 16, column 1): this key means nothing here
help: it is a setting of outputs of the language `ts`; remove it here

output[3] (line 18, column 1): `out` is missing
help: write `out = \"…\"` with the folder for the files, or the contract's file

output[3].int64 (line 20, column 9): `bignum` is none of its values
help: write `error` or `number`

output[3].import-ext (line 21, column 14): `jsx` is none of its values
help: did you mean `js`?"
    );
}

#[test]
fn texts_and_bigints_of_wide_integers_are_not_offered_and_it_says_why() {
    for name in ["string", "bigint"] {
        let output = format!("[[output]]\nlanguage = \"ts\"\nout = \"a\"\nint64 = \"{name}\"\n");
        let said = refused(&output);
        let expected = format!("output[0].int64 (line 4, column 9): `{name}` is not offered: ");
        assert!(said.contains(&expected), "{said}");
        assert!(said.contains("rounded those beyond 2^53 - 1"), "{said}");
        assert!(said.contains(
            "\nhelp: give a field whose every digit counts the type `hubs_runtime::Text<u64>`"
        ));
    }
}

#[test]
fn what_lists_no_output_is_refused() {
    assert_eq!(
        refused("package = \"chat\"\n"),
        "`hubs.toml` has a fault\n\n\
         the file (line 1, column 1): `output` is missing\n\
         help: write `[[output]]` with `language` and `out` below it"
    );
    assert_eq!(
        refused("output = \"web\"\n"),
        "`hubs.toml` has a fault\n\n\
         output (line 1, column 10): expected a list of tables, found a text\n\
         help: write `[[output]]` above the settings of each output"
    );
    assert_eq!(
        refused("output = []\n"),
        "`hubs.toml` has a fault\n\n\
         output (line 1, column 10): this list is empty\n\
         help: write `[[output]]` above the settings of each output"
    );
    assert_eq!(
        refused("[[output]\n"),
        "`hubs.toml` is no TOML (line 1, column 10): unclosed array table, expected `]`"
    );
}

#[test]
fn outputs_that_would_spoil_each_other_are_refused() {
    let text = r#"
[[output]]
language = "ts"
out = "web"
contract = "all.json"

[[output]]
language = "rust"
out = "./src/../web"
contract = "all.json"
features = ["a"]

[[output]]
language = "contract"
out = "all.json"
"#;
    assert_eq!(
        refused(text),
        "`hubs.toml` has 3 faults

output[1].out (line 9, column 7): `output[0]` is written there, too
help: give each output a place of its own

output[1].contract (line 10, column 12): a contract file and `features` exclude each other
help: keep either `contract` or `features`

output[2].out (line 15, column 7): `output[0]` is made of this file
help: let both be made of the same package"
    );
}

#[test]
fn a_manifest_is_a_second_home() {
    let text = "[package]\nname = \"chat\"\n[[package.metadata.hubs.output]]\nlanguage = \"ts\"\nout = \"web\"\n";
    let outputs = parse(text, Path::new("chat/Cargo.toml")).unwrap();
    assert_eq!(outputs[0].out, Path::new("chat/web"));
    assert_eq!(
        refused_in("Cargo.toml", "[package]\nname = \"chat\"\n"),
        "`Cargo.toml` has no table `[package.metadata.hubs]`\n\
         help: write one, or a `hubs.toml` beside it"
    );
    assert_eq!(
        refused_in("Cargo.toml", "[package.metadata.hubs]\nout = \"web\"\n"),
        "`Cargo.toml` has 2 faults\n\n\
         package.metadata.hubs (line 1, column 1): `output` is missing\n\
         help: write `[[package.metadata.hubs.output]]` with `language` and `out` below it\n\n\
         package.metadata.hubs.out (line 2, column 1): this key means nothing here\n\
         help: it is a setting of each output; remove it here"
    );
}

#[test]
fn the_nearest_file_is_found_and_two_in_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(folder.path().join("hubs.toml"), "").unwrap();
    std::fs::write(folder.path().join("a/Cargo.toml"), "[package]\n").unwrap();
    assert_eq!(
        Config::find(&below).unwrap(),
        folder.path().join("hubs.toml")
    );
    let manifest = folder.path().join("Cargo.toml");
    std::fs::write(manifest, "[package.metadata.hubs]\n").unwrap();
    let error = Config::find(&below).unwrap_err().to_string();
    assert!(error.contains("has both a `hubs.toml` and"), "{error}");
}
