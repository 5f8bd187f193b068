//! `generate`: all outputs of a `hubs.toml` in one run.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

const TWO: &str = r#"
contract = "all.json"

[[output]]
language = "ts"
out = "web/hubs"

[[output]]
language = "rust"
out = "client/hubs"
"#;

/// A folder with a contract and this `hubs.toml`.
fn project(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    fs::copy(golden, folder.path().join("all.json")).unwrap();
    fs::write(folder.path().join("hubs.toml"), config).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hubs-codegen"));
    command.current_dir(folder).arg("generate").args(arguments);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn all_outputs_are_written_and_checked() {
    let folder = project(TWO);
    let code = |arguments: &[&str]| run(folder.path(), arguments).status.code();
    assert_eq!(code(&["--check"]), Some(4));
    let output = run(folder.path(), &[]);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("web/hubs: ") && said.contains("client/hubs: "),
        "{said}"
    );
    assert!(folder.path().join("web/hubs/types.ts").exists());
    assert!(folder.path().join("client/hubs/types.rs").exists());
    assert_eq!(code(&["--check"]), Some(0));

    fs::write(folder.path().join("client/hubs/types.rs"), "").unwrap();
    let output = run(folder.path(), &["--check"]);
    assert_eq!(output.status.code(), Some(4));
    let (diff, said) = (text(&output.stdout), text(&output.stderr));
    assert!(
        diff.contains("client/hubs/types.rs") && !diff.contains("web/hubs"),
        "{diff}"
    );
    assert!(said.contains("help: run `hubs-codegen generate`"), "{said}");
}

#[test]
fn the_file_is_found_from_a_folder_below_and_by_name() {
    let folder = project(TWO);
    let below = folder.path().join("web/src");
    fs::create_dir_all(&below).unwrap();
    assert!(run(&below, &[]).status.success());
    assert!(folder.path().join("web/hubs/types.ts").exists());
    fs::rename(
        folder.path().join("hubs.toml"),
        folder.path().join("other.toml"),
    )
    .unwrap();
    let output = run(&below, &[]);
    let said = text(&output.stderr);
    assert!(said.contains("there is no `hubs.toml` in"), "{said}");
    assert!(said.contains("--config"), "{said}");
    let output = run(&below, &["--config", "../../other.toml", "--check"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn nothing_is_written_if_one_output_is_refused_and_all_refusals_are_told() {
    let config = TWO.to_owned()
        + "types-from = \"crate::here\"\n[[output]]\nlanguage = \"ts\"\ncontract = \"bad.json\"\nout = \"bad\"\n\
           [[output]]\nlanguage = \"rust\"\ncontract = \"bad.json\"\nout = \"worse\"\n";
    let folder = project(&config);
    let golden = fs::read_to_string(folder.path().join("all.json")).unwrap();
    let dotnet = golden.replacen("\"kind\": \"hubs\"", "\"kind\": \"dotnet\"", 1);
    fs::write(folder.path().join("bad.json"), dotnet).unwrap();
    let output = run(folder.path(), &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    for place in [
        "`bad`: the contract is of a .NET",
        "`worse`: the contract is of a .NET",
    ] {
        assert!(said.contains(place), "{said}");
    }
    assert!(!folder.path().join("web").exists());
}
