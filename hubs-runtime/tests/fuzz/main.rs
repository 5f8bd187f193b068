//! Whatever bytes come, nothing panics, nothing hangs, and how they are cut changes nothing. See [`mutate`].
#![allow(missing_docs, unreachable_pub)] // hubs are `pub`, and nobody reads docs of tests

mod memory;
mod messages;
mod mutate;
mod server;

use hubs_runtime::protocol::{
    FrameBuffer, FrameError, Framing, HandshakeError, Protocol, parse_handshake_request,
    write_handshake_response,
};

/// The bodies of all whole frames, and what ended them, with `chunks` kept as a connection keeps them.
fn frames<'a>(
    framing: Framing,
    max: usize,
    chunks: impl Iterator<Item = &'a [u8]>,
) -> (Vec<Vec<u8>>, Option<FrameError>) {
    let mut bodies = Vec::new();
    let mut buffer = FrameBuffer::new();
    for chunk in chunks {
        buffer.keep(chunk);
        let bytes = buffer.take();
        let mut handled = 0;
        loop {
            match framing.next(&bytes[handled..], max) {
                Ok(Some(frame)) => {
                    assert!(frame.length > 0 && frame.length <= max);
                    assert!(frame.body.end <= frame.length);
                    let body = handled + frame.body.start..handled + frame.body.end;
                    bodies.push(bytes[body].to_vec());
                    handled += frame.length;
                }
                Ok(None) => break,
                Err(error) => return (bodies, Some(error)),
            }
        }
        buffer.put_back(bytes, handled);
        // Of MessagePack, an unfinished length prefix may be longer than the limit.
        let limit = if framing == Framing::Json {
            max
        } else {
            max.max(5)
        };
        assert!(buffer.len() < limit, "what cannot become a message is kept");
    }
    (bodies, None)
}

#[test]
fn frames_are_the_same_however_they_are_cut() {
    let mut seeds = messages::framed(Protocol::Json);
    seeds.extend(messages::framed(Protocol::MessagePack));
    let all = seeds.concat();
    seeds.push(all);
    mutate::run("frames", 1_000, &seeds, |input, random| {
        let max = random.pick(&[&1, &20, &100, &32_768]);
        for framing in [Framing::Json, Framing::MessagePack] {
            let whole = frames(framing, *max, std::iter::once(input));
            let size = 1 + random.below(9);
            let cut = frames(framing, *max, input.chunks(size));
            assert_eq!(
                whole, cut,
                "{framing:?}, at most {max}, in pieces of {size}"
            );
        }
    });
}

#[test]
fn handshakes_are_read_or_refused() {
    let seeds: Vec<Vec<u8>> = [
        r#"{"protocol":"json","version":1}"#,
        r#"{"version":2,"extra":{"a":[1,null]},"protocol":"MessagePack"}"#,
        r#"{"protocol":"\u0078ml","version":-9223372036854775808}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    mutate::run("handshakes", 1_000, &seeds, |input, _| {
        let read = parse_handshake_request(input);
        if let Ok(request) = &read {
            assert_eq!(request.is_stateful(), request.version >= 2);
        }
        let answer = match read.and_then(|request| request.agree()) {
            Ok(_) => None,
            Err(error) => {
                assert!(!matches!(error, HandshakeError::Canceled), "{error:?}");
                Some(error.to_string())
            }
        };
        let mut written = Vec::new();
        write_handshake_response(&mut written, answer.as_deref());
        assert_eq!(written.iter().filter(|byte| **byte == 0x1e).count(), 1);
    });
}
