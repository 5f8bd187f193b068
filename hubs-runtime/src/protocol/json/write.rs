//! Writing JSON: one object and a separator for each message.

use serde::Serialize;

use super::super::{
    Ack, CancelInvocation, Close, Completion, Conventions, EncodeError, Headers, Invocation,
    Outcome, Payload, Sequence, StreamItem, finite, framing::SEPARATOR, numbers::MessageType,
    payload::RawValue,
};

/// A whole ping.
pub(in crate::protocol) const PING: &[u8] = b"{\"type\":6}\x1e";

pub(in crate::protocol) fn write_invocation<A: Serialize>(
    message: &Invocation<'_, A>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut object = Object::begin(buffer, message.kind.message_type(), message.headers);
    if let Some(id) = &message.invocation_id {
        object.text("invocationId", id);
    }
    object.text("target", &message.target);
    object.value("arguments", &message.arguments, conventions)?;
    if !message.stream_ids.is_empty() {
        object.value("streamIds", &message.stream_ids, Conventions::Declared)?;
    }
    object.end();
    Ok(())
}

pub(in crate::protocol) fn write_stream_item<T: Serialize>(
    message: &StreamItem<'_, T>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut object = Object::begin(buffer, MessageType::StreamItem, message.headers);
    object.text("invocationId", &message.invocation_id);
    object.value("item", &message.item, conventions)?;
    object.end();
    Ok(())
}

pub(in crate::protocol) fn write_completion<T: Serialize>(
    message: &Completion<'_, T>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut object = Object::begin(buffer, MessageType::Completion, message.headers);
    object.text("invocationId", &message.invocation_id);
    match &message.outcome {
        Outcome::Error(text) => object.text("error", text),
        Outcome::Result(value) => object.value("result", value, conventions)?,
        Outcome::Void => {}
    }
    object.end();
    Ok(())
}

pub(in crate::protocol) fn forward_completion(message: &Completion<'_>, buffer: &mut Vec<u8>) {
    let mut object = Object::begin(buffer, MessageType::Completion, message.headers);
    object.text("invocationId", &message.invocation_id);
    match &message.outcome {
        Outcome::Error(text) => object.text("error", text),
        Outcome::Result(Payload {
            raw: RawValue::Json(json),
            ..
        }) => object.raw("result", json.as_bytes()),
        Outcome::Result(_) | Outcome::Void => object.raw("result", b"null"),
    }
    object.end();
}

pub(in crate::protocol) fn write_cancel(message: &CancelInvocation<'_>, buffer: &mut Vec<u8>) {
    let mut object = Object::begin(buffer, MessageType::CancelInvocation, message.headers);
    object.text("invocationId", &message.invocation_id);
    object.end();
}

pub(in crate::protocol) fn write_close(message: &Close<'_>, buffer: &mut Vec<u8>) {
    let mut object = Object::begin(buffer, MessageType::Close, Headers::default());
    if let Some(error) = &message.error {
        object.text("error", error);
    }
    if message.allow_reconnect {
        object.raw("allowReconnect", b"true");
    }
    object.end();
}

pub(in crate::protocol) fn write_ack(message: Ack, buffer: &mut Vec<u8>) {
    write_number(MessageType::Ack, message.0, buffer);
}

pub(in crate::protocol) fn write_sequence(message: Sequence, buffer: &mut Vec<u8>) {
    write_number(MessageType::Sequence, message.0, buffer);
}

fn write_number(kind: MessageType, sequence_id: u64, buffer: &mut Vec<u8>) {
    let mut object = Object::begin(buffer, kind, Headers::default());
    object.raw("sequenceId", sequence_id.to_string().as_bytes());
    object.end();
}

/// Headers as an object of texts.
pub(in crate::protocol) fn write_headers(headers: Headers<'_>, buffer: &mut Vec<u8>) {
    buffer.push(b'{');
    for (index, (name, value)) in headers.all().iter().enumerate() {
        if index > 0 {
            buffer.push(b',');
        }
        write_text(name, buffer);
        buffer.push(b':');
        write_text(value, buffer);
    }
    buffer.push(b'}');
}

fn write_text(text: &str, buffer: &mut Vec<u8>) {
    serde_json::to_writer(buffer, text).expect("a text can be written");
}

/// One message on its way into the buffer.
struct Object<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
}

impl<'b> Object<'b> {
    fn begin(buffer: &'b mut Vec<u8>, kind: MessageType, headers: Headers<'_>) -> Self {
        let start = buffer.len();
        buffer.extend_from_slice(b"{\"type\":");
        buffer.push(b'0' + kind.number());
        let mut object = Self { buffer, start };
        if !headers.is_empty() {
            object.name("headers");
            write_headers(headers, object.buffer);
        }
        object
    }

    /// Names are ours and need no escapes.
    fn name(&mut self, name: &str) {
        self.buffer.extend_from_slice(b",\"");
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(b"\":");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        write_text(value, self.buffer);
    }

    fn raw(&mut self, name: &str, json: &[u8]) {
        self.name(name);
        self.buffer.extend_from_slice(json);
    }

    fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        conventions: Conventions,
    ) -> Result<(), EncodeError> {
        self.name(name);
        let mut serializer = serde_json::Serializer::new(&mut *self.buffer);
        let written = value.serialize(finite::json(&mut serializer, conventions));
        written.map_err(|error| {
            self.buffer.truncate(self.start);
            finite::explain::<false, _>(value, conventions, &error.to_string())
        })
    }

    fn end(self) {
        self.buffer.extend_from_slice(&[b'}', SEPARATOR]);
    }
}
