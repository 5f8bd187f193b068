//! Reading MessagePack: messages whose values are left raw until their type is known.

use std::borrow::Cow;

use rmp::Marker;
use serde::de::DeserializeOwned;

use super::{
    super::{
        Ack, Arguments, CancelInvocation, Close, Completion, Conventions, DecodeError, Invocation,
        InvocationKind, Message, Outcome, Payload, ProtocolError, Sequence, StreamItem,
        numbers::{MessageType, ResultKind},
        texts,
    },
    reader::{Reader, fault},
    values::Values,
};

/// Parses one message.
pub(in crate::protocol) fn parse(body: &[u8]) -> Result<Message<'_>, ProtocolError> {
    let mut reader = Reader::new(body);
    let items = reader.array("message")?;
    if items == 0 {
        return Err(fault(texts::EMPTY_ARRAY));
    }
    let kind = reader.integer("type")?;
    let Some(known) = MessageType::from_number(kind) else {
        return Ok(Message::Unknown(kind));
    };
    let needed = least_items(known);
    if items < needed {
        return Err(fault(texts::too_few_items(kind, needed, items)));
    }
    match known {
        MessageType::Invocation => invocation(reader, items, InvocationKind::Plain),
        MessageType::StreamItem => stream_item(reader),
        MessageType::Completion => completion(reader, items),
        MessageType::StreamInvocation => invocation(reader, items, InvocationKind::Stream),
        MessageType::CancelInvocation => Ok(Message::CancelInvocation(CancelInvocation {
            headers: reader.headers()?,
            invocation_id: reader.text("invocationId")?.into(),
        })),
        MessageType::Ping => Ok(Message::Ping),
        MessageType::Close => close(reader, items),
        MessageType::Ack => Ok(Message::Ack(Ack(sequence(reader)?))),
        MessageType::Sequence => Ok(Message::Sequence(Sequence(sequence(reader)?))),
    }
}

/// How many items a message has at least, its type included.
fn least_items(kind: MessageType) -> usize {
    match kind {
        MessageType::Invocation | MessageType::StreamInvocation => 5,
        MessageType::StreamItem | MessageType::Completion => 4,
        MessageType::CancelInvocation => 3,
        MessageType::Close | MessageType::Ack | MessageType::Sequence => 2,
        MessageType::Ping => 1,
    }
}

fn close(mut reader: Reader<'_>, items: usize) -> Result<Message<'_>, ProtocolError> {
    let error = reader.optional_text("error")?;
    let allow_reconnect = items > 2 && reader.boolean("allowReconnect")?;
    Ok(Message::Close(Close {
        error: error.map(Into::into),
        allow_reconnect,
    }))
}

fn sequence(mut reader: Reader<'_>) -> Result<u64, ProtocolError> {
    u64::try_from(reader.integer("sequenceId")?)
        .map_err(|_| fault(texts::wrong_type("sequenceId", "Integer")))
}

fn invocation<'a>(
    mut reader: Reader<'a>,
    items: usize,
    kind: InvocationKind,
) -> Result<Message<'a>, ProtocolError> {
    let headers = reader.headers()?;
    // An empty id is no id.
    let id = reader
        .optional_text("invocationId")?
        .filter(|id| !id.is_empty());
    if id.is_none() && kind == InvocationKind::Stream {
        return Err(fault(texts::missing("invocationId")));
    }
    let target = reader.text("target")?;
    if target.is_empty() {
        return Err(fault(texts::missing("target")));
    }
    let raw = reader.rest;
    let count = reader.array("arguments")?;
    let elements = Elements {
        count,
        rest: reader.rest,
    };
    reader.rest = raw;
    reader.value()?;
    let mut stream_ids = Vec::new();
    if items > 5 && reader.peek()? != Marker::Null {
        for _ in 0..reader.array("streamIds")? {
            stream_ids.push(reader.text("streamIds")?.into());
        }
    }
    Ok(Message::Invocation(Invocation {
        kind,
        headers,
        invocation_id: id.map(Into::into),
        target: target.into(),
        arguments: Arguments::messagepack(elements),
        stream_ids,
    }))
}

fn stream_item(mut reader: Reader<'_>) -> Result<Message<'_>, ProtocolError> {
    let headers = reader.headers()?;
    let invocation_id = reader.text("invocationId")?.into();
    Ok(Message::StreamItem(StreamItem {
        invocation_id,
        item: Payload::messagepack(reader.value()?),
        headers,
    }))
}

fn completion(mut reader: Reader<'_>, items: usize) -> Result<Message<'_>, ProtocolError> {
    let headers = reader.headers()?;
    let invocation_id = reader.text("invocationId")?.into();
    let kind = ResultKind::from_number(reader.integer("resultKind")?)
        .ok_or_else(|| fault(texts::RESULT_KIND))?;
    if items < 5 && kind != ResultKind::Void {
        return Err(fault(texts::NO_VALUE));
    }
    let outcome = match kind {
        ResultKind::Error => Outcome::Error(reader.text("error")?.into()),
        ResultKind::Void => Outcome::Void,
        ResultKind::Value => Outcome::Result(Payload::messagepack(reader.value()?)),
    };
    Ok(Message::Completion(Completion {
        invocation_id,
        outcome,
        headers,
    }))
}

/// Header `name` in a raw map, which is known to hold texts only.
pub(in crate::protocol) fn header<'a>(raw: &'a [u8], name: &str) -> Option<Cow<'a, str>> {
    pairs(raw)
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.into())
}

/// The headers in a raw map, which is known to hold texts only.
pub(in crate::protocol) fn headers(raw: &[u8]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    pairs(raw)
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn pairs(raw: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let mut reader = Reader::new(raw);
    let count = reader.map("headers").unwrap_or_default();
    (0..count).map_while(move |_| {
        let name = reader.text("headers").ok()?;
        Some((name, reader.text("headers").ok()?))
    })
}

/// Decodes one value.
pub(in crate::protocol) fn decode<T: DeserializeOwned>(
    bytes: &[u8],
    conventions: Conventions,
) -> Result<T, DecodeError> {
    match T::deserialize(&mut Values::new(bytes, conventions)) {
        Ok(value) => Ok(value),
        Err(misfit) => Err(misfit.into()),
    }
}

/// The elements of a raw array, which is known to be well-formed.
#[derive(Clone, Debug)]
pub(in crate::protocol) struct Elements<'a> {
    count: usize,
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    /// `count` elements at the start of `rest`.
    pub(in crate::protocol) fn resume(count: usize, rest: &'a [u8]) -> Self {
        Self { count, rest }
    }

    /// The bytes of the elements that are left.
    pub(in crate::protocol) fn rest(&self) -> &'a [u8] {
        let mut reader = Reader::new(self.rest);
        for _ in 0..self.count {
            if reader.value().is_err() {
                return self.rest;
            }
        }
        &self.rest[..self.rest.len() - reader.rest.len()]
    }

    pub(in crate::protocol) fn next<T: DeserializeOwned>(
        &mut self,
        conventions: Conventions,
    ) -> Result<Option<T>, DecodeError> {
        if self.count == 0 {
            return Ok(None);
        }
        let mut reader = Reader::new(self.rest);
        let bytes = reader.value().map_err(|error| DecodeError {
            path: String::new(),
            reason: error.to_string(),
        })?;
        let value = decode(bytes, conventions)?;
        self.rest = reader.rest;
        self.count -= 1;
        Ok(Some(value))
    }

    pub(in crate::protocol) fn remaining(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body behind a one-byte prefix.
    fn body(vector: &[u8]) -> &[u8] {
        assert_eq!(usize::from(vector[0]), vector.len() - 1);
        &vector[1..]
    }

    #[test]
    fn the_vectors_of_the_official_encoder_are_read() {
        let read = |vector: &'static [u8]| format!("{:?}", parse(body(vector)).unwrap());
        assert_eq!(read(b"\x02\x91\x06"), "Ping");
        assert!(
            read(b"\x07\x93\x05\x80\xa3xyz")
                .starts_with(r#"CancelInvocation(CancelInvocation { invocation_id: "xyz""#)
        );
        assert_eq!(
            read(b"\x03\x92\x07\xc0"),
            "Close(Close { error: None, allow_reconnect: false })"
        );
        assert_eq!(read(b"\x03\x92\x08\x24"), "Ack(Ack(36))");
        assert_eq!(
            read(b"\x05\x92\x09\xcd\x04\xd2"),
            "Sequence(Sequence(1234))"
        );
        assert!(read(b"\x08\x94\x03\x80\xa3xyz\x02").contains("Void"));
        assert!(read(b"\x09\x95\x03\x80\xa3xyz\x03\xc0").contains("MessagePack([192])"));
    }

    fn invocation(vector: &'static [u8]) -> Invocation<'static> {
        match parse(body(vector)) {
            Ok(Message::Invocation(invocation)) => invocation,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn invocations_have_five_or_six_items() {
        let mut call = invocation(b"\x10\x95\x01\x80\xa3xyz\xa6method\x91\x2a");
        assert_eq!(call.target, "method");
        assert_eq!(call.invocation_id.as_deref(), Some("xyz"));
        assert_eq!(call.arguments.next::<u8>().unwrap(), Some(42));
        assert_eq!(call.arguments.next::<u8>().unwrap(), None);
        let call = invocation(b"\x0d\x95\x01\x80\xc0\xa6method\x91\x2a");
        assert_eq!(call.invocation_id, None);
        let call = invocation(b"\x13\x96\x04\x80\xa3xyz\xa6method\x91\x2a\x91\xa1\x31");
        assert_eq!(call.kind, InvocationKind::Stream);
        assert_eq!(call.stream_ids, ["1"]);
    }

    #[test]
    fn headers_are_looked_up() {
        let call = invocation(b"\x0f\x95\x01\x82\xa1a\xa1b\xa1c\xa1d\xc0\xa1t\x90");
        assert_eq!(call.headers.get("c").as_deref(), Some("d"));
        assert_eq!(call.headers.get("x"), None);
    }

    #[test]
    fn claimed_lengths_are_not_believed() {
        for claim in [
            &b"\xdd\xff\xff\xff\xff"[..],
            b"\xdf\xff\xff\xff\xff",
            b"\xdb\xff\xff\xff\xff",
            b"\xc6\xff\xff\xff\xff",
            b"\xc9\xff\xff\xff\xff\x01",
        ] {
            let mut item = b"\x94\x02\x80\xa1x".to_vec();
            item.extend_from_slice(claim);
            let error = parse(&item).unwrap_err().to_string();
            assert_eq!(error, "Incomplete message.", "{claim:x?}");
        }
    }

    #[test]
    fn deep_values_are_passed_over_without_recursion() {
        let mut item = b"\x94\x02\x80\xa1x".to_vec();
        item.extend(std::iter::repeat_n(0x91, 100_000));
        item.push(0xc0);
        assert!(matches!(parse(&item), Ok(Message::StreamItem(_))));
    }

    #[test]
    fn bytes_are_no_list_of_numbers_to_a_type_of_anything() {
        type Values = std::collections::BTreeMap<String, serde_json::Value>;
        assert_eq!(
            decode::<Values>(b"\x81\xa1a\x05", Conventions::Declared).unwrap()["a"],
            5
        );
        assert!(decode::<Values>(b"\x81\xa1a\xc4\x01\x07", Conventions::Declared).is_err());
    }

    #[test]
    fn a_wrong_kind_is_an_error() {
        let error = parse(b"\x94\x03\x80\xa1x\x09").unwrap_err().to_string();
        assert_eq!(error, "Invalid invocation result kind.");
    }
}
