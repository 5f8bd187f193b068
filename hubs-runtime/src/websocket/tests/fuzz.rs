//! Damaged frames, as `tests/fuzz` does it for messages.

use super::*;
use crate::websocket::{CloseCode, CloseReason, FrameHeader, Opcode, append_fragment};

#[allow(unreachable_pub)] // a test of its own there
#[path = "../../../tests/fuzz/mutate.rs"]
mod mutate;

/// Frames of each kind as `receiver` gets them.
fn seeds(receiver: Role) -> Vec<Vec<u8>> {
    let key = (receiver == Role::Server).then_some(KEY);
    let mut seeds = Vec::new();
    let mut add = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut frames = Vec::new();
        write(&mut frames);
        seeds.push(frames);
    };
    add(&|out| {
        append_frame(
            out,
            MessageKind::Text,
            "tab\t ünï \u{1F600}".as_bytes(),
            key,
        )
    });
    add(&|out| append_frame(out, MessageKind::Binary, &[0; 130], key));
    add(&|out| append_frame(out, MessageKind::Text, &[b'x'; 3_000], key));
    add(&|out| {
        append_fragment(out, Opcode::Text, false, "ä".as_bytes(), key);
        append_frame(out, Opcode::Ping, b"between", key);
        // A character is cut.
        append_fragment(out, Opcode::Continuation, false, b"\xf0\x9f", key);
        append_fragment(out, Opcode::Continuation, true, b"\x98\x80", key);
    });
    add(&|out| append_frame(out, Opcode::Pong, &[7; 125], key));
    add(&|out| append_close(out, Some(CloseReason::new(CloseCode::NORMAL, "büe")), key));
    add(&|out| append_close(out, None, key));
    add(&|out| {
        let header = FrameHeader::whole(MessageKind::Binary, usize::MAX >> 1, key);
        out.extend_from_slice(header.as_bytes());
    });
    let all = seeds.concat();
    seeds.push(all);
    seeds
}

fn check(role: Role) {
    mutate::run("WebSocket frames", 1_000, &seeds(role), |input, random| {
        let limit = *random.pick(&[&u64::MAX, &125, &0]);
        let decoder = || Decoder::new(role).max_frame_len(limit);
        let whole = decode(&mut decoder(), input, &[usize::MAX]);
        let reads = [1 + random.below(9), 1 + random.below(200)];
        let mut cut = decoder();
        let got = decode(&mut cut, input, &reads);
        assert_eq!(whole.fault, got.fault, "reads of {reads:?}");
        assert_eq!(
            properties::finished(whole.seen),
            properties::finished(got.seen),
            "reads of {reads:?}"
        );
        let closed = cut.is_closed();
        // A fault is final, and what follows a close is ignored.
        let more = decode(&mut cut, b"\x81\x80\x00\x00\x00\x00", &[usize::MAX]);
        if let Some(fault) = got.fault {
            assert_eq!(more, Transcript::faulty(Vec::new(), fault));
        } else if closed {
            assert_eq!(more, Transcript::default());
        }
        // Nobody looks at the text, so fewer things are wrong with it.
        let unchecked = decode(&mut decoder().check_text(false), input, &reads);
        assert!(got.fault.is_some() || unchecked.fault.is_none());
    });
}

#[test]
fn a_server_reads_or_refuses_frames() {
    check(Role::Server);
}

#[test]
fn a_client_reads_or_refuses_frames() {
    check(Role::Client);
}

/// Payloads are lent where they lie: what a decoder keeps is a control frame's payload and the end of a cut character.
#[test]
fn no_announced_length_is_believed() {
    mutate::run(
        "WebSocket frames",
        1_000,
        &seeds(Role::Server),
        |input, _| {
            let mut bytes = input.to_vec();
            let needed = allocation_counter::measure(|| {
                let mut decoder = Decoder::new(Role::Server);
                let mut rest = &mut bytes[..];
                while let Ok(Some(_)) = decoder.decode(&mut rest) {}
            });
            assert!(needed.bytes_max <= 256, "{} bytes", needed.bytes_max);
        },
    );
}
