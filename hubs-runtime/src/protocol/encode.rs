//! Writing messages: each appends itself, framed, to a buffer.
//!
//! Nothing is written for optional fields that are absent, because clients refuse `null` there, and nothing follows a
//! separator. If a value cannot be encoded the buffer is as it was before.

use serde::Serialize;

use super::{
    Ack, CancelInvocation, Close, Completion, EncodeError, Encoding, Invocation, Payload, Ping,
    Protocol, Sequence, StreamItem, json, messagepack,
};
use crate::panics;

/// Encodes users' values: a `Serialize` that panics is an error like any other.
pub(crate) fn encode_contained(
    encode: impl FnOnce() -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    panics::contain(encode).unwrap_or_else(|| Err(EncodeError::panicked()))
}

impl<A: Serialize> Invocation<'_, A> {
    /// Appends the call to `buffer`.
    ///
    /// # Errors
    /// [`EncodeError`] if an argument has no form on the wire.
    pub fn encode(
        &self,
        encoding: impl Into<Encoding>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let encoding = encoding.into();
        let write = match encoding.protocol {
            Protocol::Json => json::write_invocation,
            Protocol::MessagePack => messagepack::write_invocation,
        };
        write(self, encoding.conventions, buffer)
    }
}

impl<T: Serialize> StreamItem<'_, T> {
    /// Appends the item to `buffer`.
    ///
    /// # Errors
    /// [`EncodeError`] if the item has no form on the wire.
    pub fn encode(
        &self,
        encoding: impl Into<Encoding>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let encoding = encoding.into();
        let write = match encoding.protocol {
            Protocol::Json => json::write_stream_item,
            Protocol::MessagePack => messagepack::write_stream_item,
        };
        write(self, encoding.conventions, buffer)
    }
}

impl<T: Serialize> Completion<'_, T> {
    /// Appends the end of the call or stream to `buffer`.
    ///
    /// # Errors
    /// [`EncodeError`] if the result has no form on the wire; an error and an end without a value always have one.
    pub fn encode(
        &self,
        encoding: impl Into<Encoding>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let encoding = encoding.into();
        let write = match encoding.protocol {
            Protocol::Json => json::write_completion,
            Protocol::MessagePack => messagepack::write_completion,
        };
        write(self, encoding.conventions, buffer)
    }
}

impl Completion<'_, Payload<'_>> {
    /// Appends the end of a call as it was read, with its result as it stands; what has no value gets `null`.
    ///
    /// For answers that go on to another server: those of .NET take none without a result.
    pub(crate) fn forward(&self, protocol: Protocol, buffer: &mut Vec<u8>) {
        match protocol {
            Protocol::Json => json::forward_completion(self, buffer),
            Protocol::MessagePack => messagepack::forward_completion(self, buffer),
        }
    }
}

impl CancelInvocation<'_> {
    /// Appends the message to `buffer`.
    pub fn encode(&self, protocol: Protocol, buffer: &mut Vec<u8>) {
        match protocol {
            Protocol::Json => json::write_cancel(self, buffer),
            Protocol::MessagePack => messagepack::write_cancel(self, buffer),
        }
    }
}

impl Ping {
    /// Appends the message to `buffer`.
    pub fn encode(self, protocol: Protocol, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(match protocol {
            Protocol::Json => json::PING,
            Protocol::MessagePack => messagepack::PING,
        });
    }
}

impl Close<'_> {
    /// Appends the message to `buffer`.
    pub fn encode(&self, protocol: Protocol, buffer: &mut Vec<u8>) {
        match protocol {
            Protocol::Json => json::write_close(self, buffer),
            Protocol::MessagePack => messagepack::write_close(self, buffer),
        }
    }
}

impl Ack {
    /// Appends the message to `buffer`.
    pub fn encode(self, protocol: Protocol, buffer: &mut Vec<u8>) {
        match protocol {
            Protocol::Json => json::write_ack(self, buffer),
            Protocol::MessagePack => messagepack::write_ack(self, buffer),
        }
    }
}

impl Sequence {
    /// Appends the message to `buffer`.
    pub fn encode(self, protocol: Protocol, buffer: &mut Vec<u8>) {
        match protocol {
            Protocol::Json => json::write_sequence(self, buffer),
            Protocol::MessagePack => messagepack::write_sequence(self, buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Headers, Message, parse};

    fn check(write: impl Fn(Protocol, &mut Vec<u8>), json: &str, messagepack: &[u8]) {
        let mut buffer = Vec::new();
        write(Protocol::Json, &mut buffer);
        assert_eq!(String::from_utf8(buffer).unwrap(), format!("{json}\x1e"));
        let mut buffer = Vec::new();
        write(Protocol::MessagePack, &mut buffer);
        assert_eq!(buffer, messagepack, "{json}");
    }

    #[test]
    fn messages_are_written_as_servers_write_them() {
        check(
            |protocol, buffer| {
                Invocation::call("xyz", "method", (42,))
                    .encode(protocol, buffer)
                    .unwrap();
            },
            r#"{"type":1,"invocationId":"xyz","target":"method","arguments":[42]}"#,
            b"\x11\x96\x01\x80\xa3xyz\xa6method\x91\x2a\x90",
        );
        check(
            |protocol, buffer| {
                let none: [(); 0] = [];
                Invocation::stream("x", "m", none)
                    .with_streams(&["1"])
                    .encode(protocol, buffer)
                    .unwrap();
            },
            r#"{"type":4,"invocationId":"x","target":"m","arguments":[],"streamIds":["1"]}"#,
            b"\x0b\x96\x04\x80\xa1x\xa1m\x90\x91\xa1\x31",
        );
        check(
            |protocol, buffer| StreamItem::new("1", 7).encode(protocol, buffer).unwrap(),
            r#"{"type":2,"invocationId":"1","item":7}"#,
            b"\x06\x94\x02\x80\xa1\x31\x07",
        );
        check(
            |protocol, buffer| {
                Completion::result("xyz", ())
                    .encode(protocol, buffer)
                    .unwrap();
            },
            r#"{"type":3,"invocationId":"xyz","result":null}"#,
            b"\x09\x95\x03\x80\xa3xyz\x03\xc0",
        );
        check(
            |protocol, buffer| Completion::void("xyz").encode(protocol, buffer).unwrap(),
            r#"{"type":3,"invocationId":"xyz"}"#,
            b"\x08\x94\x03\x80\xa3xyz\x02",
        );
        check(
            |protocol, buffer| {
                Completion::error("0", "no \"é\" <x>")
                    .with_headers(Headers::new(&[("h", "v")]))
                    .encode(protocol, buffer)
                    .unwrap();
            },
            r#"{"type":3,"headers":{"h":"v"},"invocationId":"0","error":"no \"é\" <x>"}"#,
            b"\x16\x95\x03\x81\xa1h\xa1v\xa1\x30\x01\xabno \"\xc3\xa9\" <x>",
        );
        check(
            |protocol, buffer| CancelInvocation::new("xyz").encode(protocol, buffer),
            r#"{"type":5,"invocationId":"xyz"}"#,
            b"\x07\x93\x05\x80\xa3xyz",
        );
        check(
            |protocol, buffer| Ping.encode(protocol, buffer),
            r#"{"type":6}"#,
            b"\x02\x91\x06",
        );
        check(
            |protocol, buffer| Close::new(Some("e"), true).encode(protocol, buffer),
            r#"{"type":7,"error":"e","allowReconnect":true}"#,
            b"\x05\x93\x07\xa1e\xc3",
        );
        check(
            |protocol, buffer| Ack(36).encode(protocol, buffer),
            r#"{"type":8,"sequenceId":36}"#,
            b"\x03\x92\x08\x24",
        );
        check(
            |protocol, buffer| Sequence(1234).encode(protocol, buffer),
            r#"{"type":9,"sequenceId":1234}"#,
            b"\x05\x92\x09\xcd\x04\xd2",
        );
    }

    #[test]
    fn long_messages_get_a_longer_prefix() {
        let mut buffer = b"before".to_vec();
        let text = "x".repeat(5_000);
        StreamItem::new("1", &text)
            .encode(Protocol::MessagePack, &mut buffer)
            .unwrap();
        let length = buffer.len() - b"before".len() - 2;
        assert_eq!(buffer[6], (length & 0x7f) as u8 | 0x80);
        assert_eq!(usize::from(buffer[7]), length >> 7);
    }

    #[test]
    fn a_value_without_a_form_leaves_the_buffer_alone() {
        for protocol in [Protocol::Json, Protocol::MessagePack] {
            let mut buffer = b"before".to_vec();
            let error = Completion::result("1", [1.0, f64::NAN])
                .encode(protocol, &mut buffer)
                .unwrap_err()
                .to_string();
            assert_eq!(
                error,
                "at `[1]`: the float NaN is not finite, so it has no form on the wire"
            );
            assert_eq!(buffer, b"before");
        }
    }

    #[test]
    fn a_unit_struct_is_nothing_in_both_protocols() {
        #[derive(serde::Serialize)]
        struct Unit;
        check(
            |protocol, buffer| {
                Completion::result("1", [Unit])
                    .encode(protocol, buffer)
                    .unwrap();
            },
            r#"{"type":3,"invocationId":"1","result":[null]}"#,
            b"\x08\x95\x03\x80\xa1\x31\x03\x91\xc0",
        );
    }

    #[test]
    fn headers_that_were_read_are_written_in_either_protocol() {
        let said = [("a", "1"), ("b", "\"é\"")];
        for (from, to) in [
            (Protocol::Json, Protocol::MessagePack),
            (Protocol::MessagePack, Protocol::Json),
        ] {
            let mut first = Vec::new();
            Completion::void("7")
                .with_headers(Headers::new(&said))
                .encode(from, &mut first)
                .unwrap();
            let frame = from.framing().next(&first, 1_000).unwrap().unwrap();
            let Ok(Message::Completion(read)) = parse(from, &first[frame.body]) else {
                panic!("a completion is read as one");
            };
            let kept = read.headers.to_owned();
            let mut again = Vec::new();
            Completion::void("7")
                .with_headers(kept.view())
                .encode(to, &mut again)
                .unwrap();
            let mut direct = Vec::new();
            Completion::void("7")
                .with_headers(Headers::new(&said).to_owned().view())
                .encode(to, &mut direct)
                .unwrap();
            assert_eq!(again, direct);
        }
    }
}
