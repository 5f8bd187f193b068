//! Behavior of the whole layer: bytes in, events out, in both roles and however the bytes are cut.

mod cases;
mod connection;
mod fuzz;
mod properties;
mod text_cases;

use super::{
    Decoder, Event, FrameFault, MaskKey, MessageKind, Role, append_close, append_frame,
    encoder::FrameHeader,
};

const KEY: MaskKey = MaskKey::new([0xa5, 0x00, 0x5a, 0xff]);

/// What a peer sent, put together again and owned, so that it can be compared whatever the chunks were.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Text(Vec<u8>),
    Binary(Vec<u8>),
    /// The beginning of a message that had not ended when the bytes did, or when the peer broke a rule.
    Unfinished(Vec<u8>),
    Ping(Vec<u8>),
    Pong(Vec<u8>),
    Close(Option<(u16, String)>),
}

fn text(payload: impl AsRef<[u8]>) -> Seen {
    Seen::Text(payload.as_ref().to_vec())
}

fn binary(payload: impl AsRef<[u8]>) -> Seen {
    Seen::Binary(payload.as_ref().to_vec())
}

fn ping(payload: impl AsRef<[u8]>) -> Seen {
    Seen::Ping(payload.as_ref().to_vec())
}

fn pong(payload: impl AsRef<[u8]>) -> Seen {
    Seen::Pong(payload.as_ref().to_vec())
}

fn close(code: u16, reason: &str) -> Seen {
    Seen::Close(Some((code, reason.to_owned())))
}

/// Everything a decoder says about some bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Transcript {
    seen: Vec<Seen>,
    fault: Option<FrameFault>,
}

impl Transcript {
    fn fine(seen: Vec<Seen>) -> Self {
        Self { seen, fault: None }
    }

    fn faulty(seen: Vec<Seen>, fault: FrameFault) -> Self {
        Self {
            seen,
            fault: Some(fault),
        }
    }
}

/// Decodes `bytes` as they arrive in reads of the given lengths, which are repeated until the end.
fn decode(decoder: &mut Decoder, bytes: &[u8], read_lens: &[usize]) -> Transcript {
    let mut transcript = Transcript::default();
    let mut message = Vec::new();
    let mut lens = read_lens.iter().copied().cycle();
    let mut rest = bytes;
    while !rest.is_empty() && transcript.fault.is_none() {
        let len = lens.next().unwrap_or(rest.len()).clamp(1, rest.len());
        let (read, later) = rest.split_at(len);
        rest = later;
        transcript.fault = decode_read(decoder, read, &mut message, &mut transcript.seen).err();
    }
    if !message.is_empty() {
        transcript.seen.push(Seen::Unfinished(message));
    }
    transcript
}

fn decode_read(
    decoder: &mut Decoder,
    read: &[u8],
    message: &mut Vec<u8>,
    seen: &mut Vec<Seen>,
) -> Result<(), FrameFault> {
    let mut buffer = read.to_vec();
    let mut input = buffer.as_mut_slice();
    while let Some(event) = decoder.decode(&mut input)? {
        match event {
            Event::Data {
                kind,
                payload,
                message_end,
            } => {
                assert!(
                    message_end || !payload.is_empty(),
                    "an event that says nothing"
                );
                message.extend_from_slice(payload);
                if message_end {
                    let whole = std::mem::take(message);
                    seen.push(match kind {
                        MessageKind::Text => Seen::Text(whole),
                        MessageKind::Binary => Seen::Binary(whole),
                    });
                }
            }
            Event::Ping(payload) => seen.push(ping(payload)),
            Event::Pong(payload) => seen.push(pong(payload)),
            Event::Close(reason) => seen.push(Seen::Close(
                reason.map(|reason| (reason.code.get(), reason.text.to_owned())),
            )),
        }
    }
    assert!(input.is_empty(), "bytes left without an event");
    Ok(())
}

/// A frame as it is put on the wire, right or wrong: the first byte and the payload.
#[derive(Clone, Debug)]
struct Raw {
    first: u8,
    payload: Vec<u8>,
}

/// The bit of the first byte that ends a message.
const FIN: u8 = 0x80;

fn raw(first: u8, payload: impl AsRef<[u8]>) -> Raw {
    Raw {
        first,
        payload: payload.as_ref().to_vec(),
    }
}

/// The bytes of `frames`, as `receiver` must get them: masked or not.
fn wire(frames: &[Raw], receiver: Role) -> Vec<u8> {
    let mask = (receiver == Role::Server).then_some(KEY);
    let mut out = Vec::new();
    for frame in frames {
        let start = out.len();
        append_frame(&mut out, MessageKind::Binary, &frame.payload, mask);
        out[start] = frame.first;
    }
    out
}

/// Decodes `frames` in both roles, in one read, byte by byte and in threes, and compares with what is expected.
fn check(name: &str, frames: &[Raw], expected: &Transcript) {
    for role in [Role::Server, Role::Client] {
        let bytes = wire(frames, role);
        for read_lens in [vec![bytes.len()], vec![1], vec![3], vec![7, 1, 130]] {
            let got = decode(&mut Decoder::new(role), &bytes, &read_lens);
            assert_eq!(got, *expected, "{name}, {role:?}, reads of {read_lens:?}");
        }
    }
}
