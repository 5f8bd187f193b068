//! The command against real crates: what it writes, and what it says when it cannot.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A workspace in a folder of its own that builds into one shared target folder.
struct Workspace {
    folder: tempfile::TempDir,
}

const HUB: &str = r#"
use hubs_runtime::prelude::*;

/// Counts.
#[hub]
pub struct CountHub;

#[hub]
impl CountHub {
    /// One more.
    pub fn count(&self, from: u32) -> u32 {
        from + 1
    }

    /// Behind the other, as alphabets have it not.
    pub fn again(&self) {}
}
"#;

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"*/\"]\n",
        );
        // The versions that this repository has locked are there already.
        fs::copy(
            repository().join("Cargo.lock"),
            workspace.path("Cargo.lock"),
        )
        .unwrap();
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A package with the given source files; it depends on the runtime under the given name.
    fn package(&self, name: &str, runtime: &str, files: &[(&str, &str)]) {
        let path = repository().join("hubs-runtime");
        let dependency = match runtime {
            "" => String::new(),
            alias => format!("{alias} = {{ package = \"hubs-runtime\", path = {path:?} }}"),
        };
        self.write(
            &format!("{name}/Cargo.toml"),
            &format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n"),
        );
        for (path, text) in files {
            self.write(&format!("{name}/{path}"), text);
        }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_hubs-codegen"))
            .current_dir(self.folder.path())
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("extract"),
            )
            .env_remove("CARGO")
            .args(arguments)
            .output()
            .unwrap()
    }

    fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stdout));
        text(&output.stderr)
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_library_and_its_members_need_no_change_and_stale_clients_are_found() {
    let workspace = Workspace::new();
    workspace.package("counting", "hubs-runtime", &[("src/lib.rs", HUB)]);
    let other = HUB.replace("CountHub", "OtherHub");
    // The second crate depends on the first and on a runtime of another name.
    workspace.package(
        "shop-front",
        "hubs",
        &[("src/lib.rs", &other.replace("hubs_runtime", "hubs"))],
    );
    let manifest = fs::read_to_string(workspace.path("shop-front/Cargo.toml")).unwrap();
    workspace.write(
        "shop-front/Cargo.toml",
        &format!("{manifest}counting = {{ path = \"../counting\" }}\n"),
    );

    let contract = workspace.succeeds(&[
        "contract",
        "--package",
        "shop-front",
        "--out",
        "-",
        "--offline",
    ]);
    assert!(
        contract.contains("\"CountHub\"") && contract.contains("\"OtherHub\""),
        "{contract}"
    );
    assert!(
        contract.contains("shop_front::OtherHub::count"),
        "{contract}"
    );

    // Files are written, fresh, stale, and fresh again from the contract file alone.
    let client = [
        "ts",
        "-p",
        "counting",
        "--offline",
        "--out",
        "counting/client",
    ];
    workspace.succeeds(&client);
    let check = [&client[..], &["--check"]].concat();
    workspace.succeeds(&check);
    workspace.write(
        "counting/src/lib.rs",
        &HUB.replace("from: u32", "from: u32, by: u32"),
    );
    let stale = workspace.run(&check);
    assert_eq!(stale.status.code(), Some(4));
    assert!(
        text(&stale.stdout).contains("+  count(from: number, by: number): Promise<number> {"),
        "{}",
        text(&stale.stdout)
    );
    assert!(
        text(&stale.stderr)
            .contains("run `hubs-codegen ts -p counting --offline --out counting/client`"),
        "{}",
        text(&stale.stderr)
    );
    workspace.succeeds(&["contract", "-p", "counting", "--offline"]);
    workspace.succeeds(&[
        "ts",
        "--contract",
        "hubs.contract.json",
        "--out",
        "counting/client",
    ]);
    workspace.succeeds(&check);
}

#[test]
fn a_binary_says_where_its_hook_is_missing_and_gives_its_contract_with_it() {
    let workspace = Workspace::new();
    let main = |body: &str| {
        format!("{HUB}\nfn main() {{\n    {body}\n    println!(\"no database\");\n}}\n")
    };
    workspace.package("server", "hubs-runtime", &[("src/main.rs", &main(""))]);
    let contract = ["contract", "-p", "server", "--offline", "--out", "-"];
    let error = workspace.fails(&contract);
    assert!(
        error.contains("the binary `server` was asked for its contract but ended without it"),
        "{error}"
    );
    assert!(error.contains("hubs_runtime::export_hook!();"), "{error}");
    workspace.write("server/src/main.rs", &main("hubs_runtime::export_hook!();"));
    let contract = workspace.succeeds(&contract);
    let place = |text: &str| {
        let found = contract.find(text);
        found.unwrap_or_else(|| panic!("no {text} in {contract}"))
    };
    // In the order of the source.
    assert!(place("server::CountHub::count") < place("server::CountHub::again"));
}

#[test]
fn nothing_to_extract_is_an_error_that_says_why() {
    let workspace = Workspace::new();
    workspace.package("empty", "hubs-runtime", &[("src/lib.rs", "")]);
    workspace.package("plain", "", &[("src/lib.rs", "")]);
    let error = workspace.fails(&["contract", "-p", "empty", "--offline"]);
    assert!(
        error.contains("no hub is linked into this program"),
        "{error}"
    );
    assert!(!workspace.path("hubs.contract.json").exists());
    let error = workspace.fails(&["contract", "-p", "plain", "--offline"]);
    assert!(
        error.contains("package `plain` does not depend on `hubs-runtime`"),
        "{error}"
    );
    assert!(error.contains("--package empty"), "{error}");
    let error = workspace.fails(&["contract", "-p", "emtpy", "--offline"]);
    assert!(error.contains("did you mean `--package empty`?"), "{error}");
    workspace.write("empty/src/lib.rs", "this is not Rust");
    let error = workspace.fails(&["contract", "-p", "empty", "--offline"]);
    assert!(error.contains("package `empty` does not build"), "{error}");
}

#[test]
fn contract_files_of_other_versions_and_what_is_none_are_named() {
    let workspace = Workspace::new();
    let newer = r#"{"format": 99, "server": {"kind": "hubs", "version": "9.0.0"}}"#;
    workspace.write("newer.json", newer);
    let error = workspace.fails(&["ts", "--contract", "newer.json", "--out", "x"]);
    assert!(
        error.contains("made by hubs 9.0.0") && error.contains("update hubs-codegen"),
        "{error}"
    );
    let older = r#"{"format": 1, "runtime": "0.1.0", "hubs": {}}"#;
    workspace.write("older.json", older);
    let error = workspace.fails(&["ts", "--contract", "older.json", "--out", "x"]);
    assert!(
        error.contains("made by hubs 0.1.0")
            && error.contains("make the file anew with `hubs-codegen contract"),
        "{error}"
    );
    workspace.write("broken.json", "{");
    let error = workspace.fails(&["ts", "--contract", "broken.json", "--out", "x"]);
    assert!(
        error.contains("`broken.json`: this is no JSON: "),
        "{error}"
    );
    let error = workspace.fails(&["ts", "--contract", "missing.json", "--out", "x"]);
    assert!(error.contains("`missing.json` cannot be read"), "{error}");
}

/// The list of outputs beside a package, and the way out that a refusal names.
#[test]
fn outputs_of_a_package_share_one_extraction_and_bounded_integers_are_numbers() {
    let workspace = Workspace::new();
    let hub = r#"
use hubs_runtime::prelude::*;

#[hub_type]
pub struct Total {
    #[schemars(range(min = 0, max = 9007199254740991_u64))]
    pub sum: u64,
}

#[hub]
pub struct SumHub;

#[hub]
impl SumHub {
    pub fn sum(&self) -> Total {
        Total { sum: 1 }
    }
}
"#;
    workspace.package("sums", "hubs-runtime", &[("src/lib.rs", hub)]);
    // Has no hub, about which each extraction has a word.
    workspace.package("words", "hubs-runtime", &[("src/lib.rs", "")]);
    let manifest = fs::read_to_string(workspace.path("sums/Cargo.toml")).unwrap();
    workspace.write(
        "sums/Cargo.toml",
        &(manifest
            + "words = { path = \"../words\" }\n\
               [[package.metadata.hubs.output]]\nlanguage = \"ts\"\nout = \"web\"\n\
               [[package.metadata.hubs.output]]\nlanguage = \"contract\"\nout = \"hubs.contract.json\"\n"),
    );
    let output = workspace.run(&["generate", "--config", "sums/Cargo.toml", "--offline"]);
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(
        said.matches("but has no hub in its library").count(),
        1,
        "{said}"
    );
    let types = fs::read_to_string(workspace.path("sums/web/types.ts")).unwrap();
    assert!(types.contains("sum: number;"), "{types}");
    assert!(workspace.path("sums/hubs.contract.json").exists());
}
