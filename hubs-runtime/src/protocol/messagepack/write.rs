//! Writing MessagePack: one array behind its length for each message.

use serde::Serialize;

use super::super::{
    Ack, CancelInvocation, Close, Completion, Conventions, EncodeError, Headers, Invocation,
    Outcome, Payload, Sequence, StreamItem, finite,
    framing::write_prefix,
    numbers::{MessageType, ResultKind},
    payload::RawValue,
};

/// A whole ping.
pub(in crate::protocol) const PING: &[u8] = b"\x02\x91\x06";

/// Writing to a vector does not fail.
const INFALLIBLE: &str = "a vector takes any bytes";

pub(in crate::protocol) fn write_invocation<A: Serialize>(
    message: &Invocation<'_, A>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut items = Items::begin(buffer, 6, message.kind.message_type());
    items.headers(message.headers);
    items.optional_text(message.invocation_id.as_deref());
    items.text(&message.target);
    items.value(&message.arguments, conventions)?;
    items.array(message.stream_ids.len());
    for id in &message.stream_ids {
        items.text(id);
    }
    items.end();
    Ok(())
}

pub(in crate::protocol) fn write_stream_item<T: Serialize>(
    message: &StreamItem<'_, T>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let mut items = Items::begin(buffer, 4, MessageType::StreamItem);
    items.headers(message.headers);
    items.text(&message.invocation_id);
    items.value(&message.item, conventions)?;
    items.end();
    Ok(())
}

pub(in crate::protocol) fn write_completion<T: Serialize>(
    message: &Completion<'_, T>,
    conventions: Conventions,
    buffer: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let (kind, count) = match message.outcome {
        Outcome::Error(_) => (ResultKind::Error, 5),
        Outcome::Result(_) => (ResultKind::Value, 5),
        Outcome::Void => (ResultKind::Void, 4),
    };
    let mut items = Items::begin(buffer, count, MessageType::Completion);
    items.headers(message.headers);
    items.text(&message.invocation_id);
    items.small(kind.number());
    match &message.outcome {
        Outcome::Error(text) => items.text(text),
        Outcome::Result(value) => items.value(value, conventions)?,
        Outcome::Void => {}
    }
    items.end();
    Ok(())
}

pub(in crate::protocol) fn forward_completion(message: &Completion<'_>, buffer: &mut Vec<u8>) {
    let kind = match message.outcome {
        Outcome::Error(_) => ResultKind::Error,
        Outcome::Result(_) | Outcome::Void => ResultKind::Value,
    };
    let mut items = Items::begin(buffer, 5, MessageType::Completion);
    items.headers(message.headers);
    items.text(&message.invocation_id);
    items.small(kind.number());
    match &message.outcome {
        Outcome::Error(text) => items.text(text),
        Outcome::Result(Payload {
            raw: RawValue::MessagePack(bytes),
            ..
        }) => items.buffer.extend_from_slice(bytes),
        Outcome::Result(_) | Outcome::Void => items.optional_text(None),
    }
    items.end();
}

pub(in crate::protocol) fn write_cancel(message: &CancelInvocation<'_>, buffer: &mut Vec<u8>) {
    let mut items = Items::begin(buffer, 3, MessageType::CancelInvocation);
    items.headers(message.headers);
    items.text(&message.invocation_id);
    items.end();
}

pub(in crate::protocol) fn write_close(message: &Close<'_>, buffer: &mut Vec<u8>) {
    let mut items = Items::begin(buffer, 3, MessageType::Close);
    items.optional_text(message.error.as_deref());
    items.boolean(message.allow_reconnect);
    items.end();
}

pub(in crate::protocol) fn write_ack(message: Ack, buffer: &mut Vec<u8>) {
    write_number(MessageType::Ack, message.0, buffer);
}

pub(in crate::protocol) fn write_sequence(message: Sequence, buffer: &mut Vec<u8>) {
    write_number(MessageType::Sequence, message.0, buffer);
}

fn write_number(kind: MessageType, sequence_id: u64, buffer: &mut Vec<u8>) {
    let mut items = Items::begin(buffer, 2, kind);
    items.number(sequence_id);
    items.end();
}

/// One message on its way into the buffer; its length prefix is put before it at the end.
struct Items<'b> {
    buffer: &'b mut Vec<u8>,
    start: usize,
}

impl<'b> Items<'b> {
    fn begin(buffer: &'b mut Vec<u8>, count: u32, kind: MessageType) -> Self {
        let start = buffer.len();
        // Most messages are shorter than 128 bytes and fit this one-byte prefix.
        buffer.push(0);
        rmp::encode::write_array_len(buffer, count).expect(INFALLIBLE);
        buffer.push(kind.number());
        Self { buffer, start }
    }

    fn headers(&mut self, headers: Headers<'_>) {
        let headers = headers.all();
        rmp::encode::write_map_len(self.buffer, headers.len() as u32).expect(INFALLIBLE);
        for (name, value) in &headers {
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

    fn value<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        conventions: Conventions,
    ) -> Result<(), EncodeError> {
        let mut serializer = rmp_serde::Serializer::new(&mut *self.buffer)
            .with_struct_map()
            .with_human_readable();
        let written = value.serialize(finite::messagepack(&mut serializer, conventions));
        written.map_err(|error| {
            self.buffer.truncate(self.start);
            finite::explain::<true, _>(value, conventions, &error.to_string())
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
