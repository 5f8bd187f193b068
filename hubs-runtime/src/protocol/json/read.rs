//! Reading JSON: the envelope in any key order, values left raw.

use std::{borrow::Cow, fmt, mem};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{StreamDeserializer, de::StrRead, value::RawValue};

use super::{
    super::{
        Ack, Arguments, CancelInvocation, Close, Completion, Conventions, DecodeError, Headers,
        Invocation, InvocationKind, Message, Outcome, Payload, ProtocolError, Sequence, StreamItem,
        headers, messagepack, numbers::MessageType, texts,
    },
    explain::{explain, transcode},
};

/// A property as it stands, `null` included: whether it fits is known only with the message's type.
#[derive(Clone, Copy, Default)]
struct Property<'a>(Option<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Property<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Self(Some(raw)))
    }
}

/// A property that is no list and no object in any message: it is read where it stands, and so once.
#[derive(Clone, Default)]
enum Scalar<'a> {
    #[default]
    Absent,
    /// Borrowed unless it has escapes.
    Text(Cow<'a, str>),
    Integer(i64),
    Boolean(bool),
    /// Anything else, `null` included.
    Other,
}

/// All properties of all messages; they come in any order, and unknown ones are passed over.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type", borrow, default)]
    kind: Scalar<'a>,
    #[serde(rename = "invocationId", borrow, default)]
    invocation_id: Scalar<'a>,
    #[serde(borrow, default)]
    target: Scalar<'a>,
    #[serde(borrow, default)]
    arguments: Property<'a>,
    #[serde(rename = "streamIds", borrow, default)]
    stream_ids: Property<'a>,
    #[serde(borrow, default)]
    headers: Property<'a>,
    #[serde(borrow, default)]
    item: Property<'a>,
    #[serde(borrow, default)]
    result: Property<'a>,
    #[serde(borrow, default)]
    error: Scalar<'a>,
    #[serde(rename = "allowReconnect", borrow, default)]
    allow_reconnect: Scalar<'a>,
    #[serde(rename = "sequenceId", borrow, default)]
    sequence_id: Scalar<'a>,
}

/// A text that is borrowed unless it has escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Property<'a> {
    fn read<T: Deserialize<'a>>(self, name: &str, kind: &str) -> Result<Option<T>, ProtocolError> {
        let Some(raw) = self.0 else { return Ok(None) };
        serde_json::from_str(raw.get())
            .map(Some)
            .map_err(|_| ProtocolError::new(texts::wrong_type(name, kind)))
    }
}

impl<'a> Scalar<'a> {
    fn text(self, name: &str) -> Result<Option<Cow<'a, str>>, ProtocolError> {
        match self {
            Self::Absent => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            _ => Err(ProtocolError::new(texts::wrong_type(name, "String"))),
        }
    }

    fn integer(&self, name: &str) -> Result<i64, ProtocolError> {
        match self {
            Self::Absent => Err(ProtocolError::new(texts::missing(name))),
            Self::Integer(number) => Ok(*number),
            _ => Err(ProtocolError::new(texts::wrong_type(name, "Integer"))),
        }
    }

    fn boolean(&self, name: &str) -> Result<Option<bool>, ProtocolError> {
        match self {
            Self::Absent => Ok(None),
            Self::Boolean(value) => Ok(Some(*value)),
            _ => Err(ProtocolError::new(texts::wrong_type(name, "Boolean"))),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a property")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(i64::try_from(number).map_or(Scalar::Other, Scalar::Integer))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Boolean(value))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Scalar<'de>, A::Error> {
        IgnoredAny.visit_seq(items)?;
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Scalar<'de>, A::Error> {
        IgnoredAny.visit_map(entries)?;
        Ok(Scalar::Other)
    }
}

fn required<T>(value: Option<T>, name: &str) -> Result<T, ProtocolError> {
    value.ok_or_else(|| ProtocolError::new(texts::missing(name)))
}

/// Parses one message.
pub(in crate::protocol) fn parse(body: &[u8]) -> Result<Message<'_>, ProtocolError> {
    // serde would also take an array for the struct.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(ProtocolError::new(texts::NO_JSON));
    }
    // Once and fast for all of it: serde_json would look at each text by itself, and again in the values.
    let text = simdutf8::basic::from_utf8(body).map_err(|_| ProtocolError::new(texts::NO_JSON))?;
    let mut envelope: Envelope<'_> =
        serde_json::from_str(text).map_err(|_| ProtocolError::new(texts::NO_JSON))?;
    let kind = envelope.kind.integer("type")?;
    let Some(known) = MessageType::from_number(kind) else {
        return Ok(Message::Unknown(kind));
    };
    match known {
        MessageType::Invocation => envelope.invocation(InvocationKind::Plain),
        MessageType::StreamItem => envelope.stream_item(),
        MessageType::Completion => envelope.completion(),
        MessageType::StreamInvocation => envelope.invocation(InvocationKind::Stream),
        MessageType::CancelInvocation => Ok(Message::CancelInvocation(CancelInvocation {
            invocation_id: envelope.id()?,
            headers: envelope.headers()?,
        })),
        MessageType::Ping => Ok(Message::Ping),
        MessageType::Close => envelope.close(),
        MessageType::Ack => Ok(Message::Ack(Ack(envelope.sequence()?))),
        MessageType::Sequence => Ok(Message::Sequence(Sequence(envelope.sequence()?))),
    }
}

impl<'a> Envelope<'a> {
    fn id(&mut self) -> Result<Cow<'a, str>, ProtocolError> {
        required(self.take_id()?, "invocationId")
    }

    fn take_id(&mut self) -> Result<Option<Cow<'a, str>>, ProtocolError> {
        mem::take(&mut self.invocation_id).text("invocationId")
    }

    fn sequence(&self) -> Result<u64, ProtocolError> {
        let number = self.sequence_id.integer("sequenceId")?;
        let wrong = |_| ProtocolError::new(texts::wrong_type("sequenceId", "Integer"));
        u64::try_from(number).map_err(wrong)
    }

    fn headers(&self) -> Result<Headers<'a>, ProtocolError> {
        let Some(raw) = self.headers.0 else {
            return Ok(Headers::default());
        };
        let texts: Result<std::collections::BTreeMap<Text<'_>, Text<'_>>, _> =
            serde_json::from_str(raw.get());
        match texts {
            Ok(texts) if texts.is_empty() => Ok(Headers::default()),
            Ok(_) => Ok(Headers(headers::Raw::Json(raw.get()))),
            Err(_) => Err(ProtocolError::new(texts::wrong_type("headers", "Object"))),
        }
    }

    fn invocation(mut self, kind: InvocationKind) -> Result<Message<'a>, ProtocolError> {
        let target = mem::take(&mut self.target)
            .text("target")?
            .filter(|target| !target.is_empty());
        let arguments = required(self.arguments.0, "arguments")?;
        let invocation_id = match kind {
            InvocationKind::Plain => self.take_id()?,
            InvocationKind::Stream => Some(self.id()?),
        };
        let stream_ids: Option<Vec<Text<'a>>> = self.stream_ids.read("streamIds", "Array")?;
        Ok(Message::Invocation(Invocation {
            kind,
            headers: self.headers()?,
            invocation_id,
            target: required(target, "target")?,
            arguments: Arguments::json(Elements::new(arguments.get())?),
            stream_ids: stream_ids
                .unwrap_or_default()
                .into_iter()
                .map(|id| id.0)
                .collect(),
        }))
    }

    fn stream_item(mut self) -> Result<Message<'a>, ProtocolError> {
        let invocation_id = self.id()?;
        let item = required(self.item.0, "item")?;
        Ok(Message::StreamItem(StreamItem {
            invocation_id,
            item: Payload::json(item.get()),
            headers: self.headers()?,
        }))
    }

    fn completion(mut self) -> Result<Message<'a>, ProtocolError> {
        let invocation_id = self.id()?;
        let outcome = match (mem::take(&mut self.error).text("error")?, self.result.0) {
            (Some(_), Some(_)) => {
                return Err(ProtocolError::new(texts::ERROR_AND_RESULT));
            }
            (Some(error), None) => Outcome::Error(error),
            (None, Some(result)) => Outcome::Result(Payload::json(result.get())),
            (None, None) => Outcome::Void,
        };
        Ok(Message::Completion(Completion {
            invocation_id,
            outcome,
            headers: self.headers()?,
        }))
    }

    fn close(self) -> Result<Message<'a>, ProtocolError> {
        let allow = self.allow_reconnect.boolean("allowReconnect")?;
        Ok(Message::Close(Close {
            error: self.error.text("error")?,
            allow_reconnect: allow.unwrap_or(false),
        }))
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Text<'_> {}

impl PartialOrd for Text<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

/// Header `name` in the raw object, which is known to hold texts only.
pub(in crate::protocol) fn header<'a>(raw: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut headers = headers(raw).into_iter();
    headers.find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The headers in the raw object, which is known to hold texts only.
pub(in crate::protocol) fn headers(raw: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let texts: std::collections::BTreeMap<Text<'_>, Text<'_>> =
        serde_json::from_str(raw).unwrap_or_default();
    texts
        .into_iter()
        .map(|(name, value)| (name.0, value.0))
        .collect()
}

/// Decodes one value.
pub(in crate::protocol) fn decode<T: DeserializeOwned>(
    text: &str,
    conventions: Conventions,
) -> Result<T, DecodeError> {
    if conventions.is_dotnet()
        && let Some(bytes) = transcode(text)
    {
        return messagepack::decode(&bytes, conventions);
    }
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) => Err(explain(text, &error, attempt::<T>)),
    }
}

fn attempt<T: DeserializeOwned>(bytes: &[u8]) -> Option<DecodeError> {
    messagepack::decode::<T>(bytes, Conventions::Declared).err()
}

/// The elements of a raw array, which is known to be well-formed JSON.
#[derive(Clone, Debug)]
pub(in crate::protocol) struct Elements<'a> {
    /// What follows the last element that was taken: `,` and more elements, or `]`.
    rest: &'a str,
    first: bool,
}

impl<'a> Elements<'a> {
    fn new(array: &'a str) -> Result<Self, ProtocolError> {
        let rest = array
            .strip_prefix('[')
            .ok_or_else(|| ProtocolError::new(texts::wrong_type("arguments", "Array")))?;
        Ok(Self { rest, first: true })
    }

    /// The elements of an array whose first ones are gone.
    pub(in crate::protocol) fn resume(rest: &'a str) -> Self {
        Self {
            rest,
            first: !rest.trim_ascii_start().starts_with(','),
        }
    }

    /// What [`Self::resume`] goes on with.
    pub(in crate::protocol) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The text that starts with the next element, or `None` at the end.
    fn upcoming(&self) -> Option<&'a str> {
        let rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
        if rest.starts_with(']') {
            return None;
        }
        if self.first {
            Some(rest)
        } else {
            rest.strip_prefix(',')
        }
    }

    pub(in crate::protocol) fn next<T: DeserializeOwned>(
        &mut self,
        conventions: Conventions,
    ) -> Result<Option<T>, DecodeError> {
        let Some(text) = self.upcoming() else {
            return Ok(None);
        };
        if conventions.is_dotnet() {
            let (element, rest) = element(text);
            let value = decode(element, conventions)?;
            self.rest = rest;
            self.first = false;
            return Ok(Some(value));
        }
        // Of the same reader as `decode` has, or each type would be compiled for both.
        let mut values: StreamDeserializer<'_, StrRead<'_>, T> =
            StreamDeserializer::new(StrRead::new(text));
        match values.next() {
            Some(Ok(value)) => {
                self.rest = &text[values.byte_offset()..];
                self.first = false;
                Ok(Some(value))
            }
            Some(Err(error)) => Err(explain(element(text).0, &error, attempt::<T>)),
            None => Ok(None),
        }
    }

    pub(in crate::protocol) fn remaining(&self) -> usize {
        let mut rest = self.clone();
        let mut count = 0;
        while let Ok(Some(IgnoredAny)) = rest.next(Conventions::Declared) {
            count += 1;
        }
        count
    }
}

/// The first value in `text`, and what follows it.
#[cold]
fn element(text: &str) -> (&str, &str) {
    let mut raw: StreamDeserializer<'_, StrRead<'_>, &RawValue> =
        StreamDeserializer::new(StrRead::new(text));
    match raw.next() {
        Some(Ok(element)) => (element.get(), &text[raw.byte_offset()..]),
        _ => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(message: &str) -> String {
        parse(message.as_bytes()).unwrap_err().to_string()
    }

    fn invocation(message: &str) -> Invocation<'_> {
        match parse(message.as_bytes()) {
            Ok(Message::Invocation(invocation)) => invocation,
            other => panic!("{message}: {other:?}"),
        }
    }

    #[test]
    fn an_invocation_is_read_in_any_order() {
        let mut call = invocation(
            r#"{"target":"Up","arguments":[42, "x" , {"a":[1]}],"headers":{"h":"v"},"x":1,"invocationId":"7","streamIds":["0"],"type":1}"#,
        );
        assert_eq!(call.target, "Up");
        assert_eq!(call.invocation_id.as_deref(), Some("7"));
        assert_eq!(call.stream_ids, ["0"]);
        assert_eq!(call.headers.get("h").as_deref(), Some("v"));
        assert_eq!(call.headers.get("other"), None);
        assert_eq!(call.arguments.remaining(), 3);
        assert_eq!(call.arguments.next::<u8>().unwrap(), Some(42));
        assert_eq!(
            call.arguments.next::<String>().unwrap().as_deref(),
            Some("x")
        );
        assert_eq!(call.arguments.remaining(), 1);
        assert!(
            call.arguments
                .next::<serde_json::Value>()
                .unwrap()
                .is_some()
        );
        assert_eq!(call.arguments.next::<u8>().unwrap(), None);
    }

    #[test]
    fn a_wrong_argument_is_explained_and_not_passed_over() {
        #[derive(Debug, serde::Deserialize)]
        struct User {
            #[allow(dead_code)] // only its type matters
            id: u64,
        }
        let mut call = invocation(r#"{"type":1,"target":"t","arguments":[{"id":"x"},2]}"#);
        let error = call.arguments.next::<User>().unwrap_err().to_string();
        assert_eq!(error, r#"at `id`: invalid type: string "x", expected u64"#);
        assert_eq!(call.arguments.remaining(), 2);
    }

    #[test]
    fn numbers_next_to_a_comma_or_bracket_are_whole() {
        let mut call = invocation(r#"{"type":1,"target":"t","arguments":[-1,2.5,3]}"#);
        assert_eq!(call.arguments.next::<i32>().unwrap(), Some(-1));
        assert_eq!(call.arguments.next::<f64>().unwrap(), Some(2.5));
        assert_eq!(call.arguments.next::<u8>().unwrap(), Some(3));
        assert_eq!(call.arguments.remaining(), 0);
    }

    #[test]
    fn faults_have_the_texts_of_signalr() {
        for (message, text) in [
            ("", "Error reading JSON."),
            ("{", "Error reading JSON."),
            ("[]", "Error reading JSON."),
            ("{}", "Missing required property 'type'."),
            (r#"{"type":"1"}"#, "Expected 'type' to be of type Integer."),
            (r#"{"type":1.0}"#, "Expected 'type' to be of type Integer."),
            (
                r#"{"type":18446744073709551615}"#,
                "Expected 'type' to be of type Integer.",
            ),
            (
                r#"{"type":9,"sequenceId":-1}"#,
                "Expected 'sequenceId' to be of type Integer.",
            ),
            (
                r#"{"type":7,"allowReconnect":{"a":[{}]},"error":"e"}"#,
                "Expected 'allowReconnect' to be of type Boolean.",
            ),
            (
                r#"{"type":1,"target":["t",[]],"arguments":[]}"#,
                "Expected 'target' to be of type String.",
            ),
            (
                r#"{"type":1,"arguments":[]}"#,
                "Missing required property 'target'.",
            ),
            (
                r#"{"type":1,"target":"t"}"#,
                "Missing required property 'arguments'.",
            ),
            (
                r#"{"type":1,"target":"t","arguments":{}}"#,
                "Expected 'arguments' to be of type Array.",
            ),
            (
                r#"{"type":1,"invocationId":null,"target":"t","arguments":[]}"#,
                "Expected 'invocationId' to be of type String.",
            ),
            (
                r#"{"type":1,"target":"t","arguments":[],"headers":{"a":1}}"#,
                "Expected 'headers' to be of type Object.",
            ),
            (
                r#"{"type":3,"invocationId":"1","error":"e","result":1}"#,
                "The 'error' and 'result' properties are mutually exclusive.",
            ),
            (
                r#"{"type":2,"invocationId":"1"}"#,
                "Missing required property 'item'.",
            ),
            (
                r#"{"type":4,"target":"t","arguments":[]}"#,
                "Missing required property 'invocationId'.",
            ),
        ] {
            assert_eq!(fault(message), text, "{message}");
        }
    }

    #[test]
    fn texts_are_borrowed_unless_they_have_escapes() {
        let call = invocation(r#"{"type":1,"invocationId":"\u0037","target":"t","arguments":[]}"#);
        assert!(matches!(call.target, Cow::Borrowed("t")));
        assert_eq!(call.invocation_id.as_deref(), Some("7"));
    }

    #[test]
    fn the_other_messages_are_read() {
        let read = |text: &'static str| format!("{:?}", parse(text.as_bytes()).unwrap());
        assert_eq!(read(r#"{"type":6}"#), "Ping");
        assert_eq!(read(r#"{"type":99,"x":1}"#), "Unknown(99)");
        assert_eq!(
            read(r#"{"sequenceId":12,"type":9}"#),
            "Sequence(Sequence(12))"
        );
        assert_eq!(
            read(r#"{"type":7,"error":"e","allowReconnect":true}"#),
            r#"Close(Close { error: Some("e"), allow_reconnect: true })"#
        );
        assert!(
            read(r#"{"type":5,"invocationId":"1"}"#)
                .starts_with(r#"CancelInvocation(CancelInvocation { invocation_id: "1""#)
        );
        assert!(read(r#"{"type":3,"invocationId":"1"}"#).contains("Void"));
        assert!(read(r#"{"type":3,"invocationId":"1","result":null}"#).contains(r#"Json("null")"#));
        assert!(read(r#"{"type":2,"invocationId":"1","item":null}"#).contains(r#"Json("null")"#));
    }
}
