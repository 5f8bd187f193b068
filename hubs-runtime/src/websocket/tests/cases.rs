//! The situations that conformance suites try: framing, pings, reserved bits and opcodes, fragments, closing.
//!
//! A fault must be found in every chunking, after everything before it has been told.

use super::*;

const LENGTHS: [usize; 9] = [0, 1, 125, 126, 127, 128, 65_535, 65_536, 70_000];

fn fine(name: &str, frames: &[Raw], seen: Vec<Seen>) {
    check(name, frames, &Transcript::fine(seen));
}

fn faulty(name: &str, frames: &[Raw], seen: Vec<Seen>, fault: FrameFault) {
    check(name, frames, &Transcript::faulty(seen, fault));
    assert_eq!(fault.close_code().get(), 1002, "{name}");
}

#[test]
fn messages_of_every_kind_of_length() {
    for len in LENGTHS {
        let payload = vec![b'*'; len];
        fine("text", &[raw(FIN | 1, &payload)], vec![text(&payload)]);
        let payload = vec![0xfe; len];
        fine("binary", &[raw(FIN | 2, &payload)], vec![binary(&payload)]);
    }
}

#[test]
fn lengths_need_not_be_minimal() {
    let two_bytes = b"\x82\x7e\x00\x02ab";
    let eight_bytes = b"\x82\x7f\x00\x00\x00\x00\x00\x00\x00\x02ab";
    for bytes in [&two_bytes[..], eight_bytes] {
        for len in [bytes.len(), 1] {
            let got = decode(&mut Decoder::new(Role::Client), bytes, &[len]);
            assert_eq!(got, Transcript::fine(vec![binary("ab")]));
        }
    }
}

#[test]
fn a_length_of_64_bits_is_refused() {
    let mut bytes = b"\x82\x7f".to_vec();
    bytes.extend_from_slice(&(1_u64 << 63).to_be_bytes());
    for len in [bytes.len(), 1] {
        let got = decode(&mut Decoder::new(Role::Client), &bytes, &[len]);
        let fault = FrameFault::LengthOverflow(1 << 63);
        assert_eq!(got, Transcript::faulty(vec![], fault));
    }
}

#[test]
fn pings_and_pongs() {
    let most = [0xff; 125];
    fine("empty ping", &[raw(FIN | 9, "")], vec![ping("")]);
    fine("ping", &[raw(FIN | 9, "Hello")], vec![ping("Hello")]);
    fine(
        "binary ping",
        &[raw(FIN | 9, [0, 0xff, 0xfe])],
        vec![ping([0, 0xff, 0xfe])],
    );
    fine("longest ping", &[raw(FIN | 9, most)], vec![ping(most)]);
    fine("unasked pong", &[raw(FIN | 10, "")], vec![pong("")]);
    fine(
        "pong, then ping",
        &[raw(FIN | 10, "unasked"), raw(FIN | 9, "asked")],
        vec![pong("unasked"), ping("asked")],
    );
    let ten: Vec<String> = (0..10).map(|i| format!("ping {i}")).collect();
    let frames: Vec<Raw> = ten.iter().map(|payload| raw(FIN | 9, payload)).collect();
    fine("ten pings", &frames, ten.iter().map(ping).collect());
}

#[test]
fn long_control_frames() {
    for opcode in [8, 9, 10] {
        for len in [126, 70_000] {
            let frame = raw(FIN | opcode, vec![0xff; len]);
            faulty("long", &[frame], vec![], FrameFault::LongControl);
        }
    }
}

#[test]
fn reserved_bits() {
    for bits in 1..=7 {
        for opcode in [0, 1, 2, 8, 9, 10] {
            let frame = raw(FIN | bits << 4 | opcode, "x");
            faulty(
                "alone",
                std::slice::from_ref(&frame),
                vec![],
                FrameFault::ReservedBits,
            );
            faulty(
                "after a message",
                &[raw(FIN | 1, "fine"), frame, raw(FIN | 9, "never seen")],
                vec![text("fine")],
                FrameFault::ReservedBits,
            );
        }
    }
}

#[test]
fn reserved_opcodes() {
    for opcode in (3..=7).chain(11..=15) {
        for payload in ["", "some payload"] {
            faulty(
                "opcode",
                &[
                    raw(FIN | 1, "fine"),
                    raw(FIN | opcode, payload),
                    raw(FIN | 9, ""),
                ],
                vec![text("fine")],
                FrameFault::ReservedOpcode(opcode),
            );
        }
    }
}

#[test]
fn wrong_masking() {
    let cases = [
        (Role::Server, Role::Client, FrameFault::Unmasked),
        (Role::Client, Role::Server, FrameFault::Masked),
    ];
    for (role, other, fault) in cases {
        let bytes = wire(&[raw(FIN | 1, "Hello")], other);
        for len in [bytes.len(), 1] {
            let got = decode(&mut Decoder::new(role), &bytes, &[len]);
            assert_eq!(got, Transcript::faulty(vec![], fault));
        }
        assert_eq!(fault.close_code().get(), 1002);
    }
}

#[test]
fn fragmented_control_frames() {
    for opcode in [8, 9, 10] {
        faulty(
            "in two parts",
            &[raw(opcode, "frag"), raw(FIN, "ment")],
            vec![],
            FrameFault::FragmentedControl,
        );
    }
}

#[test]
fn fragments() {
    fine(
        "two parts",
        &[raw(1, "frag"), raw(FIN, "ment")],
        vec![text("fragment")],
    );
    fine(
        "empty parts",
        &[raw(1, ""), raw(0, ""), raw(FIN, "")],
        vec![text("")],
    );
    fine(
        "one full part between empty ones",
        &[raw(2, ""), raw(0, "middle"), raw(FIN, "")],
        vec![binary("middle")],
    );
    fine(
        "a ping between",
        &[raw(1, "frag"), raw(FIN | 9, "ping"), raw(FIN, "ment")],
        vec![ping("ping"), text("fragment")],
    );
    fine(
        "pings and pongs between, then a second message",
        &[
            raw(1, "1"),
            raw(0, "2"),
            raw(FIN | 9, "first"),
            raw(0, "3"),
            raw(FIN | 10, ""),
            raw(0, "4"),
            raw(FIN | 9, "second"),
            raw(FIN, "5"),
            raw(FIN | 2, "next"),
        ],
        vec![
            ping("first"),
            pong(""),
            ping("second"),
            text("12345"),
            binary("next"),
        ],
    );
    fine(
        "no end",
        &[raw(2, "frag"), raw(0, "men")],
        vec![Seen::Unfinished(b"fragmen".to_vec())],
    );
}

#[test]
fn continuations_of_nothing() {
    for first in [0, FIN] {
        for payload in ["", "lost"] {
            faulty(
                "at the start",
                &[raw(first, payload), raw(FIN | 1, "never seen")],
                vec![],
                FrameFault::UnexpectedContinuation,
            );
            faulty(
                "after a whole message",
                &[raw(1, "who"), raw(FIN, "le"), raw(first, payload)],
                vec![text("whole")],
                FrameFault::UnexpectedContinuation,
            );
        }
    }
}

#[test]
fn messages_within_messages() {
    for first in [1, 2, FIN | 1, FIN | 2] {
        faulty(
            "second message",
            &[raw(1, "unfinished"), raw(FIN | 9, ""), raw(first, "second")],
            vec![ping(""), Seen::Unfinished(b"unfinished".to_vec())],
            FrameFault::ExpectedContinuation,
        );
    }
}

/// The payload of a close frame.
fn close_payload(code: u16, reason: impl AsRef<[u8]>) -> Vec<u8> {
    [&code.to_be_bytes(), reason.as_ref()].concat()
}

#[test]
fn closing() {
    fine("empty", &[raw(FIN | 8, "")], vec![Seen::Close(None)]);
    fine(
        "code",
        &[raw(FIN | 8, close_payload(1000, ""))],
        vec![close(1000, "")],
    );
    fine(
        "code and reason",
        &[raw(FIN | 8, close_payload(1001, "löl"))],
        vec![close(1001, "löl")],
    );
    let longest = "*".repeat(123);
    fine(
        "longest reason",
        &[raw(FIN | 8, close_payload(1000, &longest))],
        vec![close(1000, &longest)],
    );
    fine(
        "after a message",
        &[raw(FIN | 1, "last"), raw(FIN | 8, "")],
        vec![text("last"), Seen::Close(None)],
    );
}

#[test]
fn whatever_follows_a_close_is_ignored() {
    for after in [
        raw(FIN | 8, ""),
        raw(FIN | 9, "ping"),
        raw(FIN | 1, "text"),
        raw(0x7f, "nonsense"),
    ] {
        fine(
            "after close",
            &[
                raw(FIN | 8, close_payload(1000, "")),
                after,
                raw(FIN | 1, "more"),
            ],
            vec![close(1000, "")],
        );
    }
    fine(
        "close within a message",
        &[raw(2, "frag"), raw(FIN | 8, ""), raw(FIN, "ment")],
        vec![Seen::Close(None), Seen::Unfinished(b"frag".to_vec())],
    );
}

#[test]
fn close_codes() {
    for code in [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999,
    ] {
        fine(
            "valid",
            &[raw(FIN | 8, close_payload(code, "why"))],
            vec![close(code, "why")],
        );
    }
    for code in [
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
    ] {
        for reason in ["", "why"] {
            faulty(
                "invalid",
                &[raw(FIN | 8, close_payload(code, reason))],
                vec![],
                FrameFault::CloseCode(code),
            );
        }
    }
}

#[test]
fn broken_close_payloads() {
    faulty(
        "one byte",
        &[raw(FIN | 8, "a")],
        vec![],
        FrameFault::ShortClose,
    );
    let not_text = raw(FIN | 8, close_payload(1000, b"\xce\xba\xed\xa0\x80"));
    let fault = FrameFault::ReasonNotUtf8;
    check("reason", &[not_text], &Transcript::faulty(vec![], fault));
    assert_eq!(fault.close_code().get(), 1007);
}
