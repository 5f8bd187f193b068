//! The wire against what servers of .NET were recorded to write, and against what they were sent by hand.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;

use super::wire::{self, About, Action, Command, Envelope, Form};
use crate::{connection::ConnectionId, protocol::Protocol};

fn records(file: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/redis/vectors");
    let text = fs::read_to_string(folder.join(file)).expect("the vectors are there");
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("lines of JSON")
}

fn recorded() -> Vec<Value> {
    let files = [
        "targets.jsonl",
        "group-commands.jsonl",
        "client-results.jsonl",
        "variants.jsonl",
        "arguments.jsonl",
        "session-publishes.jsonl",
    ];
    let all = files.into_iter().flat_map(records);
    // Of a text of 70,000 letters the hash alone was kept.
    all.filter(|record| record.get("payload_base64").is_some())
        .collect()
}

fn bytes(text: &Value) -> Vec<u8> {
    STANDARD
        .decode(text.as_str().expect("a text"))
        .expect("base64")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name}: {value}"))
}

/// The framed messages of a record, in the order of its payload.
fn inner(record: &Value) -> Vec<(Protocol, Bytes)> {
    let messages = record["payload_decoded"]["messages"].as_object();
    let names = messages.expect("an invocation").keys();
    names
        .map(|name| match name.as_str() {
            "json" => (
                Protocol::Json,
                Bytes::from(text(&record["inner"], "json").to_owned()),
            ),
            _ => (
                Protocol::MessagePack,
                Bytes::from(bytes(&record["inner"]["messagepack_base64"])),
            ),
        })
        .collect()
}

fn check_invocation(record: &Value, payload: &[u8]) {
    let decoded = &record["payload_decoded"];
    let mut inner = inner(record);
    let envelope = Envelope::read(payload).expect("readable");
    for (protocol, message) in &inner {
        assert_eq!(envelope.encodings.get(own(*protocol)), Some(&**message));
        wire::check_invocations(*protocol, message).expect("fit for clients");
    }
    let excluded: Vec<&str> = decoded["excluded"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|id| id.as_str().expect("a text"))
        .collect();
    assert_eq!(envelope.excluded, excluded);
    let about = match decoded.get("invocation_id") {
        Some(_) => About::Question {
            id: text(decoded, "invocation_id"),
            answers: text(decoded, "return_channel"),
        },
        None => About::Nothing,
    };
    assert_eq!(envelope.about, about);
    let excluded: Vec<ConnectionId> = excluded.into_iter().map(ConnectionId::from).collect();
    // serde_json sorts the names of an object; some nodes were told to write MessagePack first.
    if written(&excluded, &inner, &about) != payload {
        inner.reverse();
    }
    assert_eq!(written(&excluded, &inner, &about), payload);
}

fn own(protocol: Protocol) -> Form {
    Form {
        protocol,
        generated: false,
    }
}

fn written(excluded: &[ConnectionId], inner: &[(Protocol, Bytes)], about: &About<'_>) -> Vec<u8> {
    let encodings: Vec<_> = inner
        .iter()
        .map(|(protocol, message)| (own(*protocol), std::slice::from_ref(message)))
        .collect();
    wire::envelope(excluded, &encodings, about)
}

fn check_command(record: &Value, payload: &[u8]) {
    let decoded = &record["payload_decoded"];
    let command = Command {
        id: decoded["id"].as_i64().expect("a number") as i32,
        server: text(decoded, "server"),
        action: match decoded["action"].as_u64() {
            Some(1) => Action::Add,
            Some(2) => Action::Remove,
            other => panic!("{other:?}"),
        },
        group: text(decoded, "group"),
        connection: text(decoded, "connection_id"),
    };
    assert_eq!(Command::read(payload).expect("readable"), command);
    assert_eq!(command.write(), payload);
}

fn check_answer(record: &Value, payload: &[u8]) {
    let (protocol, framed) = wire::read_answer(payload).expect("readable");
    assert_eq!(
        protocol.name(),
        text(&record["payload_decoded"], "protocol")
    );
    assert_eq!(wire::answer(protocol, framed), payload);
    let again = wire::with_completion(protocol.into(), framed, |completion| {
        let mut again = Vec::new();
        completion.forward(protocol, &mut again);
        again
    });
    let again = again.expect("one Completion");
    let completion = record["inner"].to_string();
    // A client that answers without a value is answered for with null.
    let has_value = completion.contains("result") || completion.contains("error");
    match protocol {
        Protocol::Json if has_value => assert_eq!(again, framed),
        Protocol::Json => assert!(again.ends_with(b"\"result\":null}\x1e")),
        Protocol::MessagePack if framed.last() == Some(&2) => assert!(again.ends_with(b"\x03\xc0")),
        Protocol::MessagePack => assert_eq!(again, framed),
    }
}

#[test]
fn what_dotnet_wrote_is_read_and_written_alike() {
    let mut seen = [0; 4];
    for record in recorded() {
        let payload = bytes(&record["payload_base64"]);
        let kind = match text(&record, "kind") {
            "invocation" => {
                check_invocation(&record, &payload);
                0
            }
            "group command" => {
                check_command(&record, &payload);
                1
            }
            "ack" => {
                let id = wire::read_ack(&payload).expect("readable");
                assert_eq!(record["payload_decoded"]["id"], id);
                assert_eq!(wire::ack(id), payload);
                2
            }
            "completion" => {
                check_answer(&record, &payload);
                3
            }
            other => panic!("{other}"),
        };
        seen[kind] += 1;
    }
    assert_eq!(seen.iter().sum::<usize>(), 278);
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}

/// Whether a hand-made payload can be read on the channel that it was sent to.
fn is_readable(channel: &str, payload: &[u8]) -> bool {
    match channel {
        channel if channel.contains(":internal:groups") => Command::read(payload).is_ok(),
        channel if channel.contains(":internal:ack") => wire::read_ack(payload).is_ok(),
        channel if channel.contains(":internal:return") => wire::read_answer(payload)
            .and_then(|(protocol, framed)| wire::with_completion(protocol.into(), framed, |_| ()))
            .is_ok(),
        _ => Envelope::read(payload).is_ok(),
    }
}

#[test]
fn bad_payloads_are_refused_and_good_ones_are_not() {
    let (mut refused, mut taken) = (0, 0);
    for record in records("garbage.jsonl")
        .iter()
        .chain(&records("foreign.jsonl"))
    {
        for published in record["published"].as_array().into_iter().flatten() {
            let payload = bytes(&published["payload_base64"]);
            match is_readable(text(published, "channel"), &payload) {
                true => taken += 1,
                false => refused += 1,
            }
        }
    }
    assert!(
        refused > 60 && taken > 60,
        "{refused} refused, {taken} taken"
    );
}

#[test]
fn lengths_that_lie_are_not_believed() {
    for payload in [
        b"\xdd\xff\xff\xff\xff".as_slice(),
        b"\x92\xdd\xff\xff\xff\xff",
        b"\x92\x90\xdf\xff\xff\xff\xff",
        b"\x92\x90\x81\xa4json\xc6\xff\xff\xff\xff",
        b"\x92\x91\xdb\xff\xff\xff\xff",
    ] {
        Envelope::read(payload).expect_err("nothing follows");
    }
}

#[test]
fn what_dotnet_takes_is_taken() {
    // Wide headers, nil among the excluded, an unknown protocol, one protocol twice, bytes after the end.
    let payload = b"\xdd\x00\x00\x00\x02\xdc\x00\x02\xc0\xa1x\xdf\x00\x00\x00\x03\xd9\x04json\xc6\x00\x00\x00\x01a\
        \xa3xml\xc4\x01b\xa4json\xc4\x01crest";
    let envelope = Envelope::read(payload).expect("readable");
    assert_eq!(envelope.excluded, ["x"]);
    assert_eq!(
        envelope.encodings.get(own(Protocol::Json)),
        Some(b"a".as_slice())
    );
    assert_eq!(envelope.encodings.get(own(Protocol::MessagePack)), None);
    assert_eq!(envelope.about, About::Nothing);
    let command = b"\x97\xd2\x00\x00\x00\x03\xc0\xcc\x01\xc0\xa1c\x01\x02";
    let command = Command::read(command).expect("readable");
    assert_eq!((command.id, command.server, command.group), (3, "", ""));
    Command::read(b"\x95\xcf\x00\x00\x00\x01\x00\x00\x00\x00\xa1s\x01\xa1g\xa1c")
        .expect_err("too large an id");
    Command::read(b"\x95\x01\xa1s\xcd\x01\x00\xa1g\xa1c").expect_err("too large an action");
    Command::read(b"\x95\x01\xa1s\x01\xa1g\xc0").expect_err("no connection");
}

#[test]
fn only_whole_invocations_reach_clients() {
    let fit = |bytes: &[u8]| wire::check_invocations(Protocol::Json, bytes).is_ok();
    assert!(fit(b"{\"type\":1,\"target\":\"a\",\"arguments\":[]}\x1e"));
    assert!(fit(b""));
    assert!(!fit(b"{\"type\":1,\"target\":\"a\",\"arguments\":[]}"));
    assert!(!fit(b"{\"type\":7}\x1e"));
    assert!(!fit(b"hello\x1e"));
    let fit = |bytes: &[u8]| wire::check_invocations(Protocol::MessagePack, bytes).is_ok();
    assert!(fit(b"\x08\x96\x01\x80\xc0\xa1a\x90\x90"));
    assert!(!fit(b"\x09\x96\x01\x80\xc0\xa1a\x90\x90"));
    assert!(!fit(b"\x02\x91\x06"));
}
