//! Text that is or is not UTF-8: the well-known hard cases, whole, in fragments of every length and in every chunking.

use super::*;

/// Sequences at the edges of what Unicode 15, section 3.9 (table 3-7) and RFC 3629 allow.
const VALID: &[&[u8]] = &[
    b"",
    b"Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!",
    b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
    b"\x00",
    b"\x7f",
    b"\xc2\x80",
    b"\xdf\xbf",
    b"\xe0\xa0\x80",
    b"\xed\x9f\xbf",
    b"\xee\x80\x80",
    b"\xef\xbf\xbd",
    b"\xef\xbf\xbe",
    b"\xef\xbf\xbf",
    b"\xf0\x90\x80\x80",
    b"\xf0\x9f\x98\x80\xf0\x9f\x98\x81",
    b"\xf4\x8f\xbf\xbf",
    b"\xef\xbb\xbfwith a byte order mark",
];

const INVALID: &[(&str, &[u8])] = &[
    ("lone continuation", b"\x80"),
    ("last lone continuation", b"\xbf"),
    ("continuations", b"text \x80\xbf\x80\xbf text"),
    ("overlong, one byte in two", b"\xc0\xaf"),
    ("overlong, one byte in two, highest", b"\xc1\xbf"),
    ("overlong, in three", b"\xe0\x80\xaf"),
    ("overlong, in three, highest", b"\xe0\x9f\xbf"),
    ("overlong, in four", b"\xf0\x80\x80\xaf"),
    ("overlong, in four, highest", b"\xf0\x8f\xbf\xbf"),
    ("overlong, in five", b"\xf8\x80\x80\x80\xaf"),
    ("overlong, in six", b"\xfc\x80\x80\x80\x80\xaf"),
    ("overlong zero", b"\xc0\x80"),
    ("lowest surrogate", b"\xed\xa0\x80"),
    ("highest surrogate", b"\xed\xbf\xbf"),
    ("surrogate pair", b"\xed\xa0\x80\xed\xb0\x80"),
    (
        "within text",
        b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
    ),
    ("beyond the last character", b"\xf4\x90\x80\x80"),
    ("far beyond", b"\xf7\xbf\xbf\xbf"),
    ("five bytes", b"\xf8\x88\x80\x80\x80"),
    ("six bytes", b"\xfd\xbf\xbf\xbf\xbf\xbf"),
    ("impossible fe", b"\xfe"),
    ("impossible ff", b"ok\xff"),
    ("unfinished two", b"\xce"),
    ("unfinished three", b"\xe1\xbd"),
    ("unfinished four", b"\xf0\x9f\x98"),
    ("unfinished, then text", b"\xe1\xbdtext"),
    (
        "unfinished, then another character",
        b"\xf0\x9f\x98\xce\xba",
    ),
];

/// `payload` as a text message in fragments of up to `len` bytes.
fn in_fragments(payload: &[u8], len: usize) -> Vec<Raw> {
    let mut frames: Vec<Raw> = payload.chunks(len).map(|part| raw(0, part)).collect();
    if frames.is_empty() {
        frames.push(raw(0, ""));
    }
    frames[0].first |= 1;
    if let Some(last) = frames.last_mut() {
        last.first |= FIN;
    }
    frames
}

#[test]
fn valid_text() {
    for payload in VALID {
        for len in 1..=payload.len().max(1) {
            let frames = in_fragments(payload, len);
            check("valid", &frames, &Transcript::fine(vec![text(payload)]));
        }
    }
}

#[test]
fn invalid_text() {
    for (name, payload) in INVALID {
        for len in 1..=payload.len() {
            for role in [Role::Server, Role::Client] {
                let bytes = wire(&in_fragments(payload, len), role);
                for read_len in 1..=bytes.len() {
                    let got = decode(&mut Decoder::new(role), &bytes, &[read_len]);
                    assert_eq!(
                        got.fault,
                        Some(FrameFault::TextNotUtf8),
                        "{name}, fragments of {len}, reads of {read_len}"
                    );
                    assert!(!got.seen.iter().any(|seen| matches!(seen, Seen::Text(_))));
                }
            }
        }
    }
    assert_eq!(FrameFault::TextNotUtf8.close_code().get(), 1007);
}

#[test]
fn a_fault_is_found_before_the_frame_ends() {
    // The third byte cannot follow the first two; the claimed rest of the frame never comes.
    let header = FrameHeader::whole(MessageKind::Text, 1_000, None);
    let bytes = [header.as_bytes(), b"ok\xf4\x90"].concat();
    let got = decode(&mut Decoder::new(Role::Client), &bytes, &[1]);
    let expected = vec![Seen::Unfinished(b"ok\xf4".to_vec())];
    assert_eq!(got, Transcript::faulty(expected, FrameFault::TextNotUtf8));
}

#[test]
fn control_frames_do_not_disturb_a_character() {
    let frames = [
        raw(1, b"\xf0\x9f"),
        raw(FIN | 9, b"\xff"),
        raw(FIN, b"\x98\x80"),
    ];
    let expected = vec![ping(b"\xff"), text("😀")];
    check(
        "ping within a character",
        &frames,
        &Transcript::fine(expected),
    );
}

#[test]
fn binary_messages_and_unchecked_text_may_hold_anything() {
    for (name, payload) in INVALID {
        let expected = Transcript::fine(vec![binary(payload)]);
        check(name, &[raw(FIN | 2, payload)], &expected);
        for role in [Role::Server, Role::Client] {
            let bytes = wire(&in_fragments(payload, 2), role);
            let mut decoder = Decoder::new(role).check_text(false);
            let got = decode(&mut decoder, &bytes, &[1]);
            assert_eq!(got, Transcript::fine(vec![text(payload)]), "{name}");
        }
    }
}
