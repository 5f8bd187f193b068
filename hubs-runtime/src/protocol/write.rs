//! Writing messages: each function appends one framed message to a buffer.
//!
//! Nothing is written for optional fields that are absent, because clients refuse `null` there, and nothing follows a
//! separator. If a value cannot be encoded the buffer is as it was before.

use serde::Serialize;

use super::{
    EncodeError, Protocol,
    finite::{self, Finite},
    framing::{SEPARATOR, write_prefix},
};

/// Headers to write: name and value.
pub type HeaderList<'a> = &'a [(&'a str, &'a str)];

/// Writes a call. `arguments` must serialize as a sequence; without an id nobody answers.
///
/// # Errors
/// [`EncodeError`] if an argument has no form on the wire.
pub fn write_invocation<A: Serialize + ?Sized>(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: Option<&str>,
    target: &str,
    arguments: &A,
    stream_ids: &[&str],
) -> Result<(), EncodeError> {
    let call = Call {
        kind: 1,
        headers,
        invocation_id,
        target,
        stream_ids,
    };
    write_call(protocol, buffer, &call, arguments)
}

/// Writes a call that expects a stream.
///
/// # Errors
/// [`EncodeError`] if an argument has no form on the wire.
pub fn write_stream_invocation<A: Serialize + ?Sized>(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
    target: &str,
    arguments: &A,
    stream_ids: &[&str],
) -> Result<(), EncodeError> {
    let call = Call {
        kind: 4,
        headers,
        invocation_id: Some(invocation_id),
        target,
        stream_ids,
    };
    write_call(protocol, buffer, &call, arguments)
}

struct Call<'a> {
    kind: u8,
    headers: HeaderList<'a>,
    invocation_id: Option<&'a str>,
    target: &'a str,
    stream_ids: &'a [&'a str],
}

fn write_call<A: Serialize + ?Sized>(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    call: &Call<'_>,
    arguments: &A,
) -> Result<(), EncodeError> {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, call.kind, call.headers);
            if let Some(id) = call.invocation_id {
                message.text("invocationId", id);
            }
            message.text("target", call.target);
            message.value("arguments", arguments)?;
            if !call.stream_ids.is_empty() {
                message.value("streamIds", call.stream_ids)?;
            }
            message.end();
            Ok(())
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 6, call.kind);
            message.headers(call.headers);
            message.optional_text(call.invocation_id);
            message.text(call.target);
            message.value(arguments)?;
            message.array(call.stream_ids.len());
            for id in call.stream_ids {
                message.text(id);
            }
            message.end();
            Ok(())
        }
    }
}

/// Writes one item of a stream.
///
/// # Errors
/// [`EncodeError`] if the item has no form on the wire.
pub fn write_stream_item<T: Serialize + ?Sized>(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
    item: &T,
) -> Result<(), EncodeError> {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 2, headers);
            message.text("invocationId", invocation_id);
            message.value("item", item)?;
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 4, 2);
            message.headers(headers);
            message.text(invocation_id);
            message.value(item)?;
            message.end();
        }
    }
    Ok(())
}

/// Writes the answer to a call. An invoked method without a result answers `null`, as .NET's does.
///
/// # Errors
/// [`EncodeError`] if the result has no form on the wire.
pub fn write_completion_result<T: Serialize + ?Sized>(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
    result: &T,
) -> Result<(), EncodeError> {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 3, headers);
            message.text("invocationId", invocation_id);
            message.value("result", result)?;
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 5, 3);
            message.headers(headers);
            message.text(invocation_id);
            message.small(3);
            message.value(result)?;
            message.end();
        }
    }
    Ok(())
}

/// Writes the end of a stream, or of a call without a result.
pub fn write_completion_void(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
) {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 3, headers);
            message.text("invocationId", invocation_id);
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 4, 3);
            message.headers(headers);
            message.text(invocation_id);
            message.small(2);
            message.end();
        }
    }
}

/// Writes the failure of a call or stream.
pub fn write_completion_error(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
    error: &str,
) {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 3, headers);
            message.text("invocationId", invocation_id);
            message.text("error", error);
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 5, 3);
            message.headers(headers);
            message.text(invocation_id);
            message.small(1);
            message.text(error);
            message.end();
        }
    }
}

/// Writes that a call's answer is no longer wanted.
pub fn write_cancel(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    headers: HeaderList<'_>,
    invocation_id: &str,
) {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 5, headers);
            message.text("invocationId", invocation_id);
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 3, 5);
            message.headers(headers);
            message.text(invocation_id);
            message.end();
        }
    }
}

/// Writes a ping: always the same bytes.
pub fn write_ping(protocol: Protocol, buffer: &mut Vec<u8>) {
    buffer.extend_from_slice(match protocol {
        Protocol::Json => b"{\"type\":6}\x1e",
        Protocol::MessagePack => b"\x02\x91\x06",
    });
}

/// Writes the connection's last message.
pub fn write_close(
    protocol: Protocol,
    buffer: &mut Vec<u8>,
    error: Option<&str>,
    allow_reconnect: bool,
) {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, 7, &[]);
            if let Some(error) = error {
                message.text("error", error);
            }
            if allow_reconnect {
                message.raw("allowReconnect", b"true");
            }
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 3, 7);
            message.optional_text(error);
            message.boolean(allow_reconnect);
            message.end();
        }
    }
}

/// Writes that everything up to `sequence_id` has been processed.
pub fn write_ack(protocol: Protocol, buffer: &mut Vec<u8>, sequence_id: u64) {
    write_number(protocol, buffer, 8, sequence_id);
}

/// Writes the number of the next message.
pub fn write_sequence(protocol: Protocol, buffer: &mut Vec<u8>, sequence_id: u64) {
    write_number(protocol, buffer, 9, sequence_id);
}

fn write_number(protocol: Protocol, buffer: &mut Vec<u8>, kind: u8, sequence_id: u64) {
    match protocol {
        Protocol::Json => {
            let mut message = JsonMessage::begin(buffer, kind, &[]);
            message.raw("sequenceId", sequence_id.to_string().as_bytes());
            message.end();
        }
        Protocol::MessagePack => {
            let mut message = PackedMessage::begin(buffer, 2, kind);
            message.number(sequence_id);
            message.end();
        }
    }
}

/// One JSON object on its way into the buffer.
struct JsonMessage<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
}

impl<'b> JsonMessage<'b> {
    fn begin(buffer: &'b mut Vec<u8>, kind: u8, headers: HeaderList<'_>) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(b"{\"type\":");
        buffer.push(b'0' + kind);
        let mut message = Self { buffer, start };
        if !headers.is_empty() {
            message.write_headers(headers);
        }
        message
    }

    fn write_headers(&mut self, headers: HeaderList<'_>) {
        self.buffer.extend_from_slice(b",\"headers\":{");
        for (index, (name, value)) in headers.iter().enumerate() {
            if index > 0 {
                self.buffer.push(b',');
            }
            self.string(name);
            self.buffer.push(b':');
            self.string(value);
        }
        self.buffer.push(b'}');
    }

    fn string(&mut self, text: &str) {
        serde_json::to_writer(&mut *self.buffer, text).expect("a text can be written");
    }

    /// Names are ours and need no escapes.
    fn name(&mut self, name: &str) {
        self.buffer.extend_from_slice(b",\"");
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(b"\":");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.string(value);
    }

    fn raw(&mut self, name: &str, json: &[u8]) {
        self.name(name);
        self.buffer.extend_from_slice(json);
    }

    fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), EncodeError> {
        self.name(name);
        let mut serializer = serde_json::Serializer::new(&mut *self.buffer);
        let written = value.serialize(Finite(&mut serializer));
        written.map_err(|error| {
            self.buffer.truncate(self.start);
            finite::explain(value, &error.to_string())
        })
    }

    fn end(self) {
        self.buffer.extend_from_slice(&[b'}', SEPARATOR]);
    }
}

/// One MessagePack array on its way into the buffer; its length prefix is put before it at the end.
struct PackedMessage<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
}

/// Writing to a vector does not fail.
const INFALLIBLE: &str = "a vector takes any bytes";

impl<'b> PackedMessage<'b> {
    fn begin(buffer: &'b mut Vec<u8>, items: u32, kind: u8) -> Self {
        let start = buffer.len();
        // Most messages are shorter than 128 bytes and fit this one-byte prefix.
        buffer.push(0);
        rmp::encode::write_array_len(buffer, items).expect(INFALLIBLE);
        buffer.push(kind);
        Self { buffer, start }
    }

    fn headers(&mut self, headers: HeaderList<'_>) {
        rmp::encode::write_map_len(self.buffer, headers.len() as u32).expect(INFALLIBLE);
        for (name, value) in headers {
            self.text(name);
            self.text(value);
        }
    }

    fn text(&mut self, text: &str) {
        rmp::encode::write_str(self.buffer, text).expect(INFALLIBLE);
    }

    fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => rmp::encode::write_nil(self.buffer).expect(INFALLIBLE),
        }
    }

    fn small(&mut self, number: u8) {
        self.buffer.push(number);
    }

    fn number(&mut self, number: u64) {
        rmp::encode::write_uint(self.buffer, number).expect(INFALLIBLE);
    }

    fn boolean(&mut self, value: bool) {
        rmp::encode::write_bool(self.buffer, value).expect(INFALLIBLE);
    }

    fn array(&mut self, length: usize) {
        rmp::encode::write_array_len(self.buffer, length as u32).expect(INFALLIBLE);
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let mut serializer = rmp_serde::Serializer::new(&mut *self.buffer)
            .with_struct_map()
            .with_human_readable();
        let written = value.serialize(Finite(&mut serializer));
        written.map_err(|error| {
            self.buffer.truncate(self.start);
            finite::explain(value, &error.to_string())
        })
    }

    fn end(self) {
        let body_start = self.start + 1;
        let length = self.buffer.len() - body_start;
        let mut prefix = [0; 5];
        let length = u32::try_from(length).expect("a message is shorter than 4 GiB");
        let count = write_prefix(length, &mut prefix);
        self.buffer
            .splice(self.start..body_start, prefix[..count].iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                write_invocation(protocol, buffer, &[], Some("xyz"), "method", &(42,), &[])
                    .unwrap();
            },
            r#"{"type":1,"invocationId":"xyz","target":"method","arguments":[42]}"#,
            b"\x11\x96\x01\x80\xa3xyz\xa6method\x91\x2a\x90",
        );
        check(
            |protocol, buffer| {
                let none: [(); 0] = [];
                write_stream_invocation(protocol, buffer, &[], "x", "m", &none, &["1"]).unwrap();
            },
            r#"{"type":4,"invocationId":"x","target":"m","arguments":[],"streamIds":["1"]}"#,
            b"\x0b\x96\x04\x80\xa1x\xa1m\x90\x91\xa1\x31",
        );
        check(
            |protocol, buffer| write_stream_item(protocol, buffer, &[], "1", &7).unwrap(),
            r#"{"type":2,"invocationId":"1","item":7}"#,
            b"\x06\x94\x02\x80\xa1\x31\x07",
        );
        check(
            |protocol, buffer| {
                write_completion_result(protocol, buffer, &[], "xyz", &()).unwrap();
            },
            r#"{"type":3,"invocationId":"xyz","result":null}"#,
            b"\x09\x95\x03\x80\xa3xyz\x03\xc0",
        );
        check(
            |protocol, buffer| write_completion_void(protocol, buffer, &[], "xyz"),
            r#"{"type":3,"invocationId":"xyz"}"#,
            b"\x08\x94\x03\x80\xa3xyz\x02",
        );
        check(
            |protocol, buffer| {
                write_completion_error(protocol, buffer, &[("h", "v")], "0", "no \"é\" <x>");
            },
            r#"{"type":3,"headers":{"h":"v"},"invocationId":"0","error":"no \"é\" <x>"}"#,
            b"\x16\x95\x03\x81\xa1h\xa1v\xa1\x30\x01\xabno \"\xc3\xa9\" <x>",
        );
        check(
            |protocol, buffer| write_cancel(protocol, buffer, &[], "xyz"),
            r#"{"type":5,"invocationId":"xyz"}"#,
            b"\x07\x93\x05\x80\xa3xyz",
        );
        check(write_ping, r#"{"type":6}"#, b"\x02\x91\x06");
        check(
            |protocol, buffer| write_close(protocol, buffer, Some("e"), true),
            r#"{"type":7,"error":"e","allowReconnect":true}"#,
            b"\x05\x93\x07\xa1e\xc3",
        );
        check(
            |protocol, buffer| write_ack(protocol, buffer, 36),
            r#"{"type":8,"sequenceId":36}"#,
            b"\x03\x92\x08\x24",
        );
        check(
            |protocol, buffer| write_sequence(protocol, buffer, 1234),
            r#"{"type":9,"sequenceId":1234}"#,
            b"\x05\x92\x09\xcd\x04\xd2",
        );
    }

    #[test]
    fn long_messages_get_a_longer_prefix() {
        let mut buffer = b"before".to_vec();
        let text = "x".repeat(5_000);
        write_stream_item(Protocol::MessagePack, &mut buffer, &[], "1", &text).unwrap();
        let length = buffer.len() - b"before".len() - 2;
        assert_eq!(buffer[6], (length & 0x7f) as u8 | 0x80);
        assert_eq!(usize::from(buffer[7]), length >> 7);
    }

    #[test]
    fn a_value_without_a_form_leaves_the_buffer_alone() {
        for protocol in [Protocol::Json, Protocol::MessagePack] {
            let mut buffer = b"before".to_vec();
            let error = write_completion_result(protocol, &mut buffer, &[], "1", &[1.0, f64::NAN])
                .unwrap_err()
                .to_string();
            assert_eq!(
                error,
                "at `[1]`: the float NaN is not finite, so it has no form on the wire"
            );
            assert_eq!(buffer, b"before");
        }
    }
}
