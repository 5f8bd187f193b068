//! What damaged input asks for, whatever lengths it announces: no more than a small multiple of its own length.

use std::collections::BTreeMap;

use hubs_runtime::{
    Bytes,
    protocol::{
        self, Arguments, DecodeError, Message, Outcome, Payload, Protocol, parse_handshake_request,
    },
};
use serde_json::Value;

use crate::{messages, mutate};

/// Bytes at one time for each byte of input. The most greedy are small maps in one another, read into a `Value`: three bytes
/// each, and a node of eleven entries.
const OF_EACH_BYTE: u64 = 300;
/// For texts of errors, and what is needed once.
const ONCE: u64 = 4 * 1024;

/// What lies about its length, where a value of MessagePack may stand.
const LIARS: &[&[u8]] = &[
    b"\xdd\xff\xff\xff\xff",
    b"\xdd\x7f\xff\xff\xff\x01",
    b"\xdc\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdf\x00\xff\xff\xff\xa1a\x01",
    b"\xde\xff\xff",
    b"\xdb\xff\xff\xff\xffx",
    b"\xc6\xff\xff\xff\xffx",
    b"\xc9\xff\xff\xff\xff\x00",
    b"\xdd\x00\x00\x10\x00\xdd\x00\x00\x10\x00\xdd\x00\x00\x10\x00",
];

/// Reads a value into each of these types.
macro_rules! read_as {
    ($read:expr; $($type:ty),*) => {
        $(drop::<Result<$type, DecodeError>>($read);)*
    };
}

fn read_payload(payload: &Payload<'_>) {
    read_as!(payload.decode(); Value, Vec<u64>, Vec<(u8, String)>, BTreeMap<String, u8>, String, Bytes);
    drop(payload.to_owned());
}

fn read_arguments(mut arguments: Arguments<'_>) {
    while let Ok(Some(_)) = arguments.next::<Value>() {}
    macro_rules! first_as {
        ($($type:ty),*) => {
            $(drop(arguments.clone().next::<$type>());)*
        };
    }
    // Of the argument at which the values ended.
    first_as!(Vec<u64>, Vec<(u8, String)>, BTreeMap<String, u8>, String, Bytes);
    drop(arguments.to_owned());
}

/// Everything that a server does with a message before its method has it, and what the method has then.
fn read(protocol: Protocol, body: &[u8]) {
    match protocol::parse(protocol, body) {
        Ok(Message::Invocation(call)) => {
            drop(call.headers.to_owned());
            read_arguments(call.arguments);
        }
        Ok(Message::StreamItem(item)) => read_payload(&item.item),
        Ok(Message::Completion(completion)) => {
            if let Outcome::Result(result) = completion.outcome {
                read_payload(&result);
            }
        }
        _ => {}
    }
}

/// Fails if reading `input` needs more than it may.
fn measured(what: &str, input: &[u8], read: impl FnOnce()) {
    let needed = allocation_counter::measure(read).bytes_max;
    let most = OF_EACH_BYTE * input.len() as u64 + ONCE;
    assert!(needed <= most, "{what}: {needed} bytes for {}", input.len());
}

#[test]
fn json_messages_need_memory_for_what_is_there() {
    mutate::run(
        "JSON",
        1_000,
        &messages::bodies(Protocol::Json),
        |input, _| {
            measured("JSON", input, || read(Protocol::Json, input));
        },
    );
}

#[test]
fn messagepack_messages_need_memory_for_what_is_there() {
    let bodies = messages::bodies(Protocol::MessagePack);
    mutate::run("MessagePack", 1_000, &bodies, |input, random| {
        measured("MessagePack", input, || read(Protocol::MessagePack, input));
        let at = random.below(input.len() + 1);
        let lying = [&input[..at], random.pick(LIARS), &input[at..]].concat();
        measured("a liar", &lying, || read(Protocol::MessagePack, &lying));
    });
}

/// In every place of every message, not by chance.
#[test]
fn no_announced_length_is_believed_wherever_it_stands() {
    for body in messages::bodies(Protocol::MessagePack) {
        for at in 0..body.len() {
            for liar in LIARS {
                for end in [at, at + 1] {
                    let lying = [&body[..at], liar, &body[end..]].concat();
                    measured("a liar", &lying, || read(Protocol::MessagePack, &lying));
                }
            }
        }
    }
}

#[test]
fn handshakes_and_frames_need_memory_for_what_is_there() {
    let seeds = [
        br#"{"protocol":"json","version":1}"#.to_vec(),
        b"\xff\xff\xff\xff\x07".to_vec(),
        b"\xff\xff\xff\xff\x0f\x91".to_vec(),
    ];
    mutate::run("frames", 1_000, &seeds, |input, _| {
        measured("a handshake", input, || {
            drop(parse_handshake_request(input));
        });
        for protocol in [Protocol::Json, Protocol::MessagePack] {
            measured("a frame", input, || {
                drop(protocol.framing().next(input, usize::MAX));
                let mut kept = protocol::FrameBuffer::new();
                kept.keep(input);
            });
        }
    });
}
