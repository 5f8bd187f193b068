//! What must hold for any sequence of frames and any bytes.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::websocket::{CloseCode, CloseReason, Opcode, encoder::append_fragment};

/// A message and how it is sent.
#[derive(Clone, Debug)]
struct Message {
    payload: Payload,
    /// Where it is cut into frames.
    cuts: Vec<prop::sample::Index>,
    /// Sent after the first frame, if there is more than one, else before the message.
    control: Option<Seen>,
}

#[derive(Clone, Debug)]
enum Payload {
    Text(String),
    Binary(Vec<u8>),
}

impl Payload {
    fn kind(&self) -> MessageKind {
        match self {
            Self::Text(_) => MessageKind::Text,
            Self::Binary(_) => MessageKind::Binary,
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    fn seen(&self) -> Seen {
        match self {
            Self::Text(text) => Seen::Text(text.clone().into_bytes()),
            Self::Binary(bytes) => Seen::Binary(bytes.clone()),
        }
    }
}

fn payload() -> impl Strategy<Value = Payload> {
    prop_oneof![
        8 => any::<String>().prop_map(Payload::Text),
        8 => "[a-zä€😀]{0,200}".prop_map(Payload::Text),
        8 => vec(any::<u8>(), 0..300).prop_map(Payload::Binary),
        // Where a length begins to take eight bytes; made cheaply, since so many bytes are slow to invent.
        1 => (65_530..65_545usize, any::<u8>()).prop_map(|(len, byte)| {
            Payload::Binary((0..len).map(|i| byte.wrapping_add(i as u8)).collect())
        }),
    ]
}

fn control() -> impl Strategy<Value = Seen> {
    let payload = || vec(any::<u8>(), 0..=125);
    prop_oneof![
        payload().prop_map(Seen::Ping),
        payload().prop_map(Seen::Pong)
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let cuts = vec(any::<prop::sample::Index>(), 0..4);
    (payload(), cuts, prop::option::of(control())).prop_map(|(payload, cuts, control)| Message {
        payload,
        cuts,
        control,
    })
}

/// The lengths of reads.
fn reads() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        Just(vec![usize::MAX]),
        vec(1..=4usize, 1..20),
        vec(1..=300usize, 1..20),
        vec(1..=9_000usize, 1..20),
    ]
}

fn keys() -> impl Strategy<Value = Vec<MaskKey>> {
    vec(any::<[u8; 4]>().prop_map(MaskKey::new), 1..8)
}

/// Writes messages for a receiver and notes what it must see.
struct Sender<'k> {
    keys: Option<std::iter::Cycle<std::slice::Iter<'k, MaskKey>>>,
    out: Vec<u8>,
    expected: Vec<Seen>,
}

impl<'k> Sender<'k> {
    fn new(receiver: Role, keys: &'k [MaskKey]) -> Self {
        Self {
            keys: (receiver == Role::Server).then(|| keys.iter().cycle()),
            out: Vec::new(),
            expected: Vec::new(),
        }
    }

    fn key(&mut self) -> Option<MaskKey> {
        self.keys.as_mut()?.next().copied()
    }

    fn control(&mut self, control: &Seen) {
        let key = self.key();
        match control {
            Seen::Ping(payload) => append_frame(&mut self.out, Opcode::Ping, payload, key),
            Seen::Pong(payload) => append_frame(&mut self.out, Opcode::Pong, payload, key),
            other => panic!("not a control frame: {other:?}"),
        }
        self.expected.push(control.clone());
    }

    fn message(&mut self, message: &Message) {
        let bytes = message.payload.bytes();
        let mut cuts: Vec<usize> = message
            .cuts
            .iter()
            .map(|cut| cut.index(bytes.len() + 1))
            .collect();
        cuts.sort_unstable();
        let mut control = message.control.as_ref();
        if cuts.is_empty()
            && let Some(control) = control.take()
        {
            self.control(control);
        }
        let mut opcode = message.payload.kind().into();
        let mut from = 0;
        for cut in cuts {
            let key = self.key();
            append_fragment(&mut self.out, opcode, false, &bytes[from..cut], key);
            opcode = Opcode::Continuation;
            from = cut;
            if let Some(control) = control.take() {
                self.control(control);
            }
        }
        let key = self.key();
        append_fragment(&mut self.out, opcode, true, &bytes[from..], key);
        self.expected.push(message.payload.seen());
    }

    fn close(&mut self, code: CloseCode, reason: &str) {
        let key = self.key();
        append_close(&mut self.out, Some(CloseReason::new(code, reason)), key);
        self.expected.push(close(code.get(), reason));
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read(
        messages in vec(message(), 0..6),
        keys in keys(),
        reads in reads(),
        reason in "[a-z ä]{0,60}",
    ) {
        for role in [Role::Server, Role::Client] {
            let mut sender = Sender::new(role, &keys);
            for message in &messages {
                sender.message(message);
            }
            sender.close(CloseCode::NORMAL, &reason);
            let mut decoder = Decoder::new(role);
            let got = decode(&mut decoder, &sender.out, &reads);
            prop_assert_eq!(got, Transcript::fine(sender.expected));
            prop_assert!(decoder.is_closed());
        }
    }

    #[test]
    fn chunking_does_not_change_the_outcome(
        bytes in nearly_frames(),
        reads in reads(),
    ) {
        for role in [Role::Server, Role::Client] {
            let whole = decode(&mut Decoder::new(role), &bytes, &[usize::MAX]);
            let cut = decode(&mut Decoder::new(role), &bytes, &reads);
            prop_assert_eq!(&whole.fault, &cut.fault);
            // How much of a message is told before a fault in it depends on the reads; whole messages do not.
            prop_assert_eq!(finished(whole.seen), finished(cut.seen));
        }
    }
}

pub(super) fn finished(mut seen: Vec<Seen>) -> Vec<Seen> {
    seen.retain(|seen| !matches!(seen, Seen::Unfinished(_)));
    seen
}

/// Bytes that often begin like frames, so that random ones get past the first header.
fn nearly_frames() -> impl Strategy<Value = Vec<u8>> {
    let frame = (
        prop_oneof![
            4 => prop::sample::select(vec![0x00, 0x80, 0x01, 0x81, 0x02, 0x82, 0x88, 0x89, 0x8a]),
            1 => any::<u8>(),
        ],
        prop_oneof![4 => 0..=9u8, 1 => any::<u8>()],
        any::<bool>(),
        vec(any::<u8>(), 0..14),
    );
    let frames = vec(frame, 0..8).prop_map(|frames| {
        let mut out = Vec::new();
        for (first, second, masked, rest) in frames {
            out.push(first);
            out.push(if masked { second | 0x80 } else { second });
            out.extend(rest);
        }
        out
    });
    let whole_frames = (
        vec((any::<u8>(), vec(any::<u8>(), 0..9)), 0..6),
        any::<bool>(),
    )
        .prop_map(|(frames, masked)| {
            let frames: Vec<Raw> = frames
                .into_iter()
                .map(|(first, payload)| raw(first & 0x8b, payload))
                .collect();
            wire(&frames, if masked { Role::Server } else { Role::Client })
        });
    prop_oneof![frames, whole_frames, vec(any::<u8>(), 0..200)]
}
