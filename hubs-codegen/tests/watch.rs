//! `--watch`: files follow their source, and stay as they are while it is broken.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use hubs_contract::model::Contract;

/// Longer than any build of a test's crate takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A watching command, which ends with its test.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hubs-codegen"))
            .current_dir(folder)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("extract"),
            )
            .env_remove("CARGO")
            .args(arguments)
            .arg("--watch")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = read(child.stderr.take().unwrap());
        Self { child, lines }
    }

    /// Everything that it says until it waits for the next change.
    fn said(&self) -> String {
        let mut said = String::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("it does not wait after: {said}"));
            if line.starts_with("waiting for the next change") {
                return said;
            }
            said += &line;
            said.push('\n');
        }
    }

    /// The last that it said when `holds` is true; cargo may write a lock file, which is a change too.
    fn until(&self, holds: impl Fn(&str) -> bool) -> String {
        loop {
            let said = self.said();
            if holds(&said) {
                return said;
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn read(stderr: ChildStderr) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

#[test]
fn files_follow_a_contract_and_stay_while_it_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let (file, client) = (
        folder.path().join("all.json"),
        folder.path().join("hubs/big-hub.ts"),
    );
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    let whole = fs::read_to_string(golden).unwrap();
    fs::write(&file, &whole).unwrap();
    let arguments = ["ts", "--contract", "all.json", "--out", "hubs"];
    let watching = Watching::start(folder.path(), &arguments);
    watching.said();
    let first = fs::read_to_string(&client).unwrap();

    fs::write(&file, &whole[..100]).unwrap();
    let said = watching.said();
    let expected = "error: `all.json`: this is no JSON: EOF";
    assert!(said.contains(expected), "{said}");
    assert!(said.contains("the files stay as they were"), "{said}");
    assert_eq!(fs::read_to_string(&client).unwrap(), first);

    let mut less = Contract::from_json(&whole).unwrap();
    let hub = less.hubs.get_mut("BigHub").unwrap();
    let (gone, _) = hub.methods.shift_remove_index(0).unwrap();
    let call = format!("$call(\"{gone}\"");
    assert!(first.contains(&call), "{gone}");
    // As editors save: another file takes its place.
    fs::write(folder.path().join("new.json"), less.to_json()).unwrap();
    fs::rename(folder.path().join("new.json"), &file).unwrap();
    watching.said();
    assert!(!fs::read_to_string(&client).unwrap().contains(&call));
}

#[test]
fn files_follow_the_list_of_outputs_and_stay_while_it_is_broken() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    let whole = fs::read_to_string(golden).unwrap();
    fs::write(path("all.json"), &whole).unwrap();
    let output = |language: &str, out: &str| {
        format!("[[output]]\ncontract = \"all.json\"\nlanguage = \"{language}\"\nout = \"{out}\"\n")
    };
    fs::write(path("hubs.toml"), "[[output]\n").unwrap();
    let watching = Watching::start(folder.path(), &["generate"]);
    let said = watching.said();
    assert!(said.contains("`hubs.toml` is no TOML (line 1"), "{said}");

    fs::write(path("hubs.toml"), output("ts", "web")).unwrap();
    watching.until(|_| path("web/types.ts").exists());

    let two = output("ts", "web") + &output("rust", "client");
    fs::write(path("hubs.toml"), two).unwrap();
    watching.until(|_| path("client/types.rs").exists());

    fs::write(path("all.json"), &whole[..100]).unwrap();
    watching.until(|said| said.contains("the files stay as they were"));
    assert!(path("web/types.ts").exists() && path("client/types.rs").exists());
}

#[test]
fn files_follow_the_hubs_of_a_package_and_what_it_is_linked_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let runtime = repository.join("hubs-runtime");
    let write = |name: &str, text: &str| {
        fs::create_dir_all(path(name).parent().unwrap()).unwrap();
        fs::write(path(name), text).unwrap();
    };
    let manifest = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\n"
        )
    };
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"*/\"]\n";
    write("Cargo.toml", workspace);
    fs::copy(repository.join("Cargo.lock"), path("Cargo.lock")).unwrap();
    let on_runtime = format!("hubs-runtime = {{ path = {runtime:?} }}");
    write("words/Cargo.toml", &manifest("words", &on_runtime));
    let word = |field: &str| {
        format!(
            "use hubs_runtime::prelude::*;\n#[hub_type]\npub struct Word {{ pub {field}: String }}\n"
        )
    };
    write("words/src/lib.rs", &word("text"));
    let depends = format!("{on_runtime}\nwords = {{ path = \"../words\" }}");
    write("speech/Cargo.toml", &manifest("speech", &depends));
    let hub = |result: &str| {
        format!(
            "use hubs_runtime::prelude::*;\n#[hub]\npub struct SpeechHub;\n#[hub]\nimpl SpeechHub {{\n    \
             pub fn say(&self, word: words::Word) -> {result} {{ word }}\n}}\n"
        )
    };
    write("speech/src/lib.rs", &hub("words::Word"));

    let arguments = ["ts", "-p", "speech", "--offline", "--out", "words/client"];
    let watching = Watching::start(folder.path(), &arguments);
    let types = || fs::read_to_string(path("words/client/types.ts")).unwrap_or_default();
    watching.until(|_| types().contains("text: string"));

    write("words/src/lib.rs", &word("letters"));
    watching.until(|_| types().contains("letters: string"));

    write("speech/src/lib.rs", &hub("u32"));
    watching.until(|said| said.contains("mismatched types") && said.contains("files stay"));
    assert!(types().contains("letters: string"), "{}", types());
}
