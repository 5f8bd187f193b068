//! What scripts read of the command: its exit codes.

use std::{fs, path::Path, process::Command};

use hubs_contract::model::Contract;

fn stress() -> Contract {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    Contract::from_json(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Exit code and standard output of the command in `folder`.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hubs-codegen"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

#[test]
fn a_diff_ends_with_4_only_if_clients_must_update() {
    let folder = tempfile::tempdir().unwrap();
    let mut smaller = stress();
    let hub = smaller.hubs.get_mut("BigHub").unwrap();
    hub.methods.shift_remove_index(0).unwrap();
    fs::write(folder.path().join("all.json"), stress().to_json()).unwrap();
    fs::write(folder.path().join("less.json"), smaller.to_json()).unwrap();
    let diff = |old, new| run(folder.path(), &["diff", old, new]);
    assert_eq!(
        diff("all.json", "all.json"),
        (Some(0), "no change\n".to_owned())
    );
    let (code, text) = diff("less.json", "all.json");
    assert!(
        code == Some(0) && text.contains("servers must update: "),
        "{text}"
    );
    let (code, text) = diff("all.json", "less.json");
    assert!(
        code == Some(4) && text.contains("clients must update: "),
        "{text}"
    );
    assert_eq!(diff("all.json", "none.json").0, Some(1));
}

#[test]
fn a_check_ends_with_4_only_if_files_are_stale() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("all.json"), stress().to_json()).unwrap();
    let ts = |more: &[&str]| {
        let arguments = ["ts", "--contract", "all.json", "--out", "hubs"];
        run(folder.path(), &[&arguments, more].concat())
    };
    assert_eq!(ts(&["--check"]).0, Some(4));
    assert_eq!(ts(&[]).0, Some(0));
    assert_eq!(ts(&["--check"]), (Some(0), String::new()));
    fs::remove_file(folder.path().join("hubs/types.ts")).unwrap();
    let (code, diff) = ts(&["--check"]);
    assert!(code == Some(4) && diff.contains("types.ts"), "{diff}");
}

#[test]
fn texts_and_bigints_of_wide_integers_are_not_offered_and_it_says_why() {
    let said = |value: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_hubs-codegen"))
            .args(["ts", "--out", "hubs", "--int64", value])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    for value in ["string", "bigint"] {
        let text = said(value);
        let why = format!("error: --int64: `{value}` is not offered: integers travel as numbers, ");
        assert!(text.starts_with(&why), "{text}");
        assert!(
            text.contains("`@msgpack/msgpack` 2, has rounded those beyond 2^53 - 1"),
            "{text}"
        );
        let way_out =
            "\nhelp: give a field whose every digit counts the type `hubs_runtime::Text<u64>`";
        assert!(text.contains(way_out), "{text}");
    }
    let text = said("bignum");
    assert!(text.contains("[possible values: error, number]"), "{text}");
}
