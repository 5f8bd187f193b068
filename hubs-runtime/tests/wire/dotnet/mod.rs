//! What .NET's client said to .NET's server, said to ours: it must answer as that server did, but for what
//! `differences.rs` tells.

mod differences;
mod forms;
mod listen;
mod player;
mod script;

use futures_util::StreamExt;

use crate::recorded;

/// Most of their time these conversations wait.
const AT_ONCE: usize = 12;

/// The recordings whose names end so, without the ending of their files.
fn recordings(ending: &str) -> Vec<String> {
    let files = std::fs::read_dir(recorded::folder()).expect("the folder of the transcripts");
    let names = files.map(|file| file.expect("a file").file_name().into_string());
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.ok()?.strip_suffix(".jsonl")?.to_owned()))
        .filter(|name| name.ends_with(ending))
        .collect();
    names.sort();
    names
}

/// In these the order of what is said depends on tens of milliseconds, which a busy machine may take. They may be
/// played once more, and again.
const TIMED: [&str; 4] = [
    "invoke-two-at-once",
    "stateful-acks",
    "stateful-resend",
    "stream-cancel",
];

async fn play(name: String) -> Vec<String> {
    let is_timed = TIMED.iter().any(|timed| name.starts_with(timed));
    let mut faults = Vec::new();
    for _ in 0..if is_timed { 3 } else { 1 } {
        faults = player::play(&name).await;
        if faults.is_empty() {
            break;
        }
    }
    faults
}

async fn replay(ending: &str) {
    let names = recordings(ending);
    assert!(!names.is_empty());
    let faults: Vec<String> = futures_util::stream::iter(names)
        .map(play)
        .buffer_unordered(AT_ONCE)
        .flat_map(futures_util::stream::iter)
        .collect()
        .await;
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[tokio::test]
async fn over_web_sockets_in_json() {
    replay(".json.ws").await;
}

#[tokio::test]
async fn over_web_sockets_in_messagepack() {
    replay(".messagepack.ws").await;
}

#[tokio::test]
async fn over_server_sent_events() {
    replay(".sse").await;
}

#[tokio::test]
async fn over_long_polling() {
    replay(".lp").await;
}

/// Every recording is one of those, and what `differences.rs` names is there.
#[test]
fn every_recording_is_played() {
    let names = recordings("");
    let played = [".json.ws", ".messagepack.ws", ".sse", ".lp"].map(recordings);
    assert_eq!(played.concat().len(), names.len());
    for (name, ..) in differences::all() {
        assert!(names.iter().any(|there| there == name), "{name}");
    }
}
