//! Reading MessagePack: every length is checked before it is believed, values are left raw.

use std::borrow::Cow;

use rmp::Marker;
use serde::de::DeserializeOwned;

use super::super::{
    Ack, Arguments, CancelInvocation, Close, Completion, DecodeError, Headers, Invocation,
    InvocationKind, Message, Outcome, Payload, ProtocolError, Sequence, StreamItem,
    finite::Finite,
    headers,
    numbers::{MessageType, ResultKind},
    texts,
};

/// Nesting that is followed into values; the same as serde_json's.
const MAX_DEPTH: usize = 128;

/// A position in a message. Every length is checked against what is left before anything is done with it.
#[derive(Clone, Copy, Debug)]
struct Reader<'a> {
    rest: &'a [u8],
}

fn fault(text: impl Into<Cow<'static, str>>) -> ProtocolError {
    ProtocolError::new(text)
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn bytes(&mut self, count: usize) -> Result<&'a [u8], ProtocolError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or_else(|| fault(texts::INCOMPLETE))?;
        self.rest = rest;
        Ok(taken)
    }

    fn big_endian(&mut self, count: usize) -> Result<u64, ProtocolError> {
        let bytes = self.bytes(count)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn length(&mut self, count: usize) -> Result<usize, ProtocolError> {
        usize::try_from(self.big_endian(count)?).map_err(|_| fault(texts::INCOMPLETE))
    }

    fn marker(&mut self) -> Result<Marker, ProtocolError> {
        Ok(Marker::from_u8(self.bytes(1)?[0]))
    }

    fn peek(&self) -> Result<Marker, ProtocolError> {
        Reader { rest: self.rest }.marker()
    }

    fn array(&mut self, name: &str) -> Result<usize, ProtocolError> {
        match self.marker()? {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => self.length(2),
            Marker::Array32 => self.length(4),
            _ => Err(fault(texts::wrong_type(name, "Array"))),
        }
    }

    fn map(&mut self, name: &str) -> Result<usize, ProtocolError> {
        match self.marker()? {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length(2),
            Marker::Map32 => self.length(4),
            // The .NET server expects a map; the JavaScript client also takes nil.
            Marker::Null => Ok(0),
            _ => Err(fault(texts::wrong_type(name, "Map"))),
        }
    }

    fn text(&mut self, name: &str) -> Result<&'a str, ProtocolError> {
        let length = match self.marker()? {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 => self.length(1)?,
            Marker::Str16 => self.length(2)?,
            Marker::Str32 => self.length(4)?,
            _ => return Err(fault(texts::wrong_type(name, "String"))),
        };
        std::str::from_utf8(self.bytes(length)?).map_err(|_| fault(texts::not_utf8(name)))
    }

    /// A text, or nil, or nothing at the end of the message's array.
    fn optional_text(&mut self, name: &str) -> Result<Option<&'a str>, ProtocolError> {
        if self.peek()? == Marker::Null {
            self.bytes(1)?;
            return Ok(None);
        }
        self.text(name).map(Some)
    }

    fn integer(&mut self, name: &str) -> Result<i64, ProtocolError> {
        let wrong = || fault(texts::wrong_type(name, "Integer"));
        Ok(match self.marker()? {
            Marker::FixPos(value) => i64::from(value),
            Marker::FixNeg(value) => i64::from(value),
            Marker::U8 => self.big_endian(1)? as i64,
            Marker::U16 => self.big_endian(2)? as i64,
            Marker::U32 => self.big_endian(4)? as i64,
            Marker::U64 => i64::try_from(self.big_endian(8)?).map_err(|_| wrong())?,
            Marker::I8 => i64::from(self.big_endian(1)? as u8 as i8),
            Marker::I16 => i64::from(self.big_endian(2)? as u16 as i16),
            Marker::I32 => i64::from(self.big_endian(4)? as u32 as i32),
            Marker::I64 => self.big_endian(8)? as i64,
            _ => return Err(wrong()),
        })
    }

    fn boolean(&mut self, name: &str) -> Result<bool, ProtocolError> {
        match self.marker()? {
            Marker::True => Ok(true),
            Marker::False | Marker::Null => Ok(false),
            _ => Err(fault(texts::wrong_type(name, "Boolean"))),
        }
    }

    /// Whether the value has a map, and neither bytes nor extensions, which would be lists of numbers in JSON.
    fn has_maps_and_nothing_binary(mut self) -> bool {
        let (mut pending, mut has_maps) = (1_usize, false);
        while pending > 0 {
            match self.peek() {
                Ok(Marker::FixMap(_) | Marker::Map16 | Marker::Map32) => has_maps = true,
                Ok(
                    Marker::Bin8
                    | Marker::Bin16
                    | Marker::Bin32
                    | Marker::Ext8
                    | Marker::Ext16
                    | Marker::Ext32
                    | Marker::FixExt1
                    | Marker::FixExt2
                    | Marker::FixExt4
                    | Marker::FixExt8
                    | Marker::FixExt16,
                )
                | Err(_) => return false,
                Ok(_) => {}
            }
            match self.one() {
                Ok(children) => pending = (pending - 1).saturating_add(children),
                Err(_) => return false,
            }
        }
        has_maps
    }

    /// Passes over one value of any kind and returns its bytes. Needs no memory, however deep the value is.
    fn value(&mut self) -> Result<&'a [u8], ProtocolError> {
        let start = self.rest;
        let mut pending = 1_usize;
        while pending > 0 {
            pending -= 1;
            let children = self.one()?;
            // Each child takes at least a byte, so a length beyond what is left is a lie.
            if children > self.rest.len() {
                return Err(fault(texts::INCOMPLETE));
            }
            pending += children;
            if pending > self.rest.len() {
                return Err(fault(texts::INCOMPLETE));
            }
        }
        Ok(&start[..start.len() - self.rest.len()])
    }

    /// Passes over one marker with its own bytes and returns how many values stand inside it.
    fn one(&mut self) -> Result<usize, ProtocolError> {
        let skip = match self.marker()? {
            Marker::Null | Marker::True | Marker::False | Marker::FixPos(_) | Marker::FixNeg(_) => {
                0
            }
            Marker::U8 | Marker::I8 => 1,
            Marker::U16 | Marker::I16 => 2,
            Marker::U32 | Marker::I32 | Marker::F32 => 4,
            Marker::U64 | Marker::I64 | Marker::F64 => 8,
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => self.length(1)?,
            Marker::Str16 | Marker::Bin16 => self.length(2)?,
            Marker::Str32 | Marker::Bin32 => self.length(4)?,
            Marker::FixExt1 => 2,
            Marker::FixExt2 => 3,
            Marker::FixExt4 => 5,
            Marker::FixExt8 => 9,
            Marker::FixExt16 => 17,
            Marker::Ext8 => self.length(1)? + 1,
            Marker::Ext16 => self.length(2)? + 1,
            Marker::Ext32 => self.length(4)?.saturating_add(1),
            Marker::FixArray(length) => return Ok(usize::from(length)),
            Marker::Array16 => return self.length(2),
            Marker::Array32 => return self.length(4),
            Marker::FixMap(length) => return Ok(usize::from(length) * 2),
            Marker::Map16 => return Ok(self.length(2)? * 2),
            Marker::Map32 => return Ok(self.length(4)?.saturating_mul(2)),
            Marker::Reserved => return Err(fault(texts::RESERVED_MARKER)),
        };
        self.bytes(skip)?;
        Ok(0)
    }

    fn headers(&mut self) -> Result<Headers<'a>, ProtocolError> {
        let start = self.rest;
        let count = self.map("headers")?;
        for _ in 0..count {
            self.text("headers")?;
            self.text("headers")?;
        }
        if count == 0 {
            return Ok(Headers::default());
        }
        let raw = &start[..start.len() - self.rest.len()];
        Ok(Headers(headers::Raw::MessagePack(raw)))
    }
}

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
        item: Payload::MessagePack(reader.value()?),
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
        ResultKind::Value => Outcome::Result(Payload::MessagePack(reader.value()?)),
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

/// Decodes one value; the slow path finds out where it fails.
pub(in crate::protocol) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    T::deserialize(&mut deserializer(bytes))
        .or_else(|_| with_text_keys(bytes).ok_or(()))
        .map_err(|()| explain::<T>(bytes))
}

/// JavaScript has no keys of maps but texts, and its clients send those for keys of every type. The rules of JSON read them, so
/// what those of MessagePack do not read is tried by the former: on the way to an error, so that it costs nothing elsewhere.
#[cold]
fn with_text_keys<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    if !Reader::new(bytes).has_maps_and_nothing_binary() {
        return None;
    }
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    // A float that JSON has no form for must not become null on this way.
    let written = serde_transcode::transcode(&mut deserializer(bytes), Finite(&mut serializer));
    written.ok()?;
    serde_json::from_slice(&json).ok()
}

/// Types with two forms take the readable one, so that both protocols carry the same values.
fn deserializer(
    bytes: &[u8],
) -> rmp_serde::Deserializer<
    rmp_serde::decode::ReadRefReader<'_, [u8]>,
    rmp_serde::config::HumanReadableConfig<rmp_serde::config::DefaultConfig>,
> {
    let mut deserializer = rmp_serde::Deserializer::from_read_ref(bytes).with_human_readable();
    deserializer.set_max_depth(MAX_DEPTH);
    deserializer
}

#[cold]
fn explain<T: DeserializeOwned>(bytes: &[u8]) -> DecodeError {
    let mut deserializer = deserializer(bytes);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(error) => DecodeError {
            path: match error.path().to_string().as_str() {
                "." => String::new(),
                path => path.to_owned(),
            },
            reason: error.into_inner().to_string(),
        },
        Ok(_) => DecodeError {
            path: String::new(),
            reason: "the value cannot be read".to_owned(),
        },
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
    ) -> Result<Option<T>, DecodeError> {
        if self.count == 0 {
            return Ok(None);
        }
        let mut reader = Reader::new(self.rest);
        let bytes = reader.value().map_err(|error| DecodeError {
            path: String::new(),
            reason: error.to_string(),
        })?;
        let value = decode(bytes)?;
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
    fn a_date_or_bytes_are_no_list_of_numbers() {
        type Values = std::collections::BTreeMap<String, serde_json::Value>;
        assert_eq!(decode::<Values>(b"\x81\xa1a\x05").unwrap()["a"], 5);
        // A timestamp, and binary data.
        for value in [&b"\xd6\xff\x00\x00\x00\x01"[..], b"\xc4\x01\x07"] {
            let map = [b"\x81\xa1a", value].concat();
            assert!(decode::<Values>(&map).is_err());
            assert!(decode::<serde_json::Value>(value).is_err());
        }
    }

    #[test]
    fn a_wrong_kind_is_an_error() {
        let error = parse(b"\x94\x03\x80\xa1x\x09").unwrap_err().to_string();
        assert_eq!(error, "Invalid invocation result kind.");
    }
}
