//! `--url`: the contract of a server that runs.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::Command,
    thread,
};

/// A server that gives every request this answer; its address.
fn server(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            // A request without a body ends with an empty line.
            lines
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty())
                .for_each(drop);
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    format!("http://{address}/hubs.contract.json")
}

fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// Whether it succeeded, and standard error.
fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hubs-codegen"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), error)
}

fn contract() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_client_is_written_of_what_a_server_tells() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let url = server(http("200 OK", &contract()));
    assert!(run(folder, &["ts", "--url", &url, "--out", "asked"]).0);
    fs::write(folder.join("stress.json"), contract()).unwrap();
    let read = ["ts", "--contract", "stress.json", "--out", "read"];
    assert!(run(folder, &read).0);
    let file = |name: &str| fs::read_to_string(folder.join(name).join("big-hub.ts")).unwrap();
    assert_eq!(file("asked"), file("read"));

    let outputs =
        format!("url = \"{url}\"\n[[output]]\nlanguage = \"contract\"\nout = \"told.json\"\n");
    fs::write(folder.join("hubs.toml"), outputs).unwrap();
    let (done, error) = run(folder, &["generate"]);
    assert!(done, "{error}");
    assert_eq!(
        fs::read_to_string(folder.join("told.json")).unwrap(),
        contract()
    );
    let (done, error) = run(folder, &["generate", "--watch"]);
    assert!(!done && error.contains("cannot be watched"), "{error}");
}

#[test]
fn what_tells_no_contract_is_named_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |url: &str| {
        let (done, error) = run(folder.path(), &["ts", "--url", url, "--out", "hubs"]);
        assert!(!done && !folder.path().join("hubs").exists());
        error
    };
    let url = server(http("404 Not Found", "no\x1b[31m such page"));
    let error = refused(&url);
    let answer = r"cannot be read: the answer is 404 Not Found: no\u{1b}[31m such page";
    assert!(error.contains(answer), "{error}");
    assert!(
        error.contains(r#"`hubs.router().route("/hubs.contract.json", hubs.contract())`"#),
        "{error}"
    );
    let url = server(http("200 OK", "<html>"));
    let error = refused(&url);
    assert!(
        error.contains(&format!("`{url}`")) && error.contains("line 1"),
        "{error}"
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = refused(&url);
    assert!(error.contains("Connection refused"), "{error}");
    let (done, error) = run(
        folder.path(),
        &["ts", "--url", "x", "--watch", "--out", "hubs"],
    );
    assert!(!done && error.contains("cannot be used with"), "{error}");
}
