//! Messages of every kind, and both decoders.

use std::{borrow::Cow, fmt::Debug};

use hubs_runtime::protocol::{
    self, Ack, Arguments, CancelInvocation, Close, Completion, DecodeError, Headers, Invocation,
    InvocationKind, Message, Outcome, Payload, Ping, Protocol, Sequence, StreamItem,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use crate::mutate;

/// Every text and number has a form on the wire.
const WRITABLE: &str = "it can be written";

const HEADERS: &[(&str, &str)] = &[("hubs-state", "{\"name\":\"Änn\"}"), ("b", "")];

/// One message of each kind, with and without what may be left out, as it stands on the wire.
pub fn framed(protocol: Protocol) -> Vec<Vec<u8>> {
    let arguments =
        json!([1, -7, 1.5, "tab\t ünï \u{1F600}", null, [true, [], {}], {"a": {"b": [1]}}]);
    let mut written = Vec::new();
    let mut write = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut message = Vec::new();
        write(&mut message);
        written.push(message);
    };
    for headers in [&[], HEADERS] {
        let headers = Headers::new(headers);
        for call in [
            Invocation::push("Move", &json!([])),
            Invocation::call("1", "Move", &arguments).with_streams(&["2", "3"]),
            Invocation::stream("1", "count", &arguments).with_streams(&["0"]),
        ] {
            let call = call.with_headers(headers);
            write(&|buffer| call.encode(protocol, buffer).expect(WRITABLE));
        }
        let item = StreamItem::new("1", &arguments).with_headers(headers);
        write(&|buffer| item.encode(protocol, buffer).expect(WRITABLE));
        let result = Completion::result("1", &arguments).with_headers(headers);
        write(&|buffer| result.encode(protocol, buffer).expect(WRITABLE));
        for end in [Completion::void("1"), Completion::error("1", "no")] {
            let end = end.with_headers(headers);
            write(&|buffer| end.encode(protocol, buffer).expect(WRITABLE));
        }
        let cancel = CancelInvocation::new("1").with_headers(headers);
        write(&|buffer| cancel.encode(protocol, buffer));
    }
    write(&|buffer| Ping.encode(protocol, buffer));
    write(&|buffer| Close::new(None, false).encode(protocol, buffer));
    write(&|buffer| Close::new(Some("why"), true).encode(protocol, buffer));
    write(&|buffer| Ack(1).encode(protocol, buffer));
    write(&|buffer| Sequence(u64::from(u32::MAX) + 1).encode(protocol, buffer));
    written
}

/// The bodies of the same.
pub fn bodies(protocol: Protocol) -> Vec<Vec<u8>> {
    framed(protocol)
        .into_iter()
        .map(|message| {
            let frame = protocol.framing().next(&message, usize::MAX);
            let frame = frame.expect("a frame").expect("a whole one");
            assert_eq!(frame.length, message.len());
            message[frame.body].to_vec()
        })
        .collect()
}

/// What a message says, if all of it can be decoded.
#[derive(Debug, PartialEq)]
enum Said {
    Call {
        streams: bool,
        id: Option<String>,
        target: String,
        arguments: Vec<Value>,
        stream_ids: Vec<String>,
    },
    Item(String, Value),
    Result(String, Value),
    Failed(String, String),
    Done(String),
    Cancel(String),
    Close(Option<String>, bool),
    Number(u8, u64),
    Ping,
}

fn owned(text: Cow<'_, str>) -> String {
    text.into_owned()
}

/// Reads a payload in every way.
fn payload(payload: &Payload<'_>) -> Option<Value> {
    let kept = payload.to_owned();
    let _ = compare(payload.decode::<Vec<(u8, String)>>(), kept.decode());
    let _ = compare(payload.decode::<f64>(), kept.decode());
    let _ = compare(payload.decode::<Option<bool>>(), kept.decode());
    let _ = kept.decode::<IgnoredAny>();
    compare(payload.decode::<Value>(), kept.decode())
}

fn compare<T: Debug>(lent: Result<T, DecodeError>, kept: Result<T, DecodeError>) -> Option<T> {
    // As texts, for NaN is not equal to itself.
    let shown = |result: &Result<T, DecodeError>| match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(shown(&lent), shown(&kept));
    lent.ok()
}

/// Reads arguments in every way; one that does not fit is not passed over.
fn arguments(arguments: &Arguments<'_>) -> Option<Vec<Value>> {
    let kept = arguments.to_owned();
    let count = arguments.remaining();
    assert_eq!(kept.view().remaining(), count);
    step::<(u8, String)>(&mut arguments.clone());
    step::<u64>(&mut arguments.clone());
    step::<Vec<Option<f32>>>(&mut arguments.clone());
    let mut values = Vec::new();
    let mut rest = arguments.clone();
    while let Some(value) = step::<Value>(&mut rest)? {
        assert_eq!(
            compare(kept.get(values.len()), Ok(Some(value.clone()))).flatten(),
            Some(value.clone())
        );
        values.push(value);
    }
    assert_eq!(values.len(), count);
    Some(values)
}

/// The next argument; the outer `None` is for one of another type.
#[allow(clippy::option_option)] // it stands for a result whose error is of no interest
fn step<T: DeserializeOwned>(rest: &mut Arguments<'_>) -> Option<Option<T>> {
    let before = rest.remaining();
    let value = rest.next::<T>();
    let taken = usize::from(matches!(value, Ok(Some(_))));
    assert_eq!(rest.remaining(), before - taken);
    value.ok()
}

fn headers(headers: &Headers<'_>) {
    let kept = headers.to_owned();
    for name in ["hubs-state", "b", ""] {
        assert_eq!(headers.get(name), kept.view().get(name));
    }
    assert_eq!(headers.is_empty(), kept.view().is_empty());
}

/// `None` if a part of it cannot be decoded, or if the type is unknown.
fn said(message: Message<'_>) -> Option<Said> {
    Some(match message {
        Message::Invocation(call) => {
            headers(&call.headers);
            assert!(!call.target.is_empty());
            Said::Call {
                streams: call.kind == InvocationKind::Stream,
                arguments: arguments(&call.arguments)?,
                id: call.invocation_id.map(owned),
                target: owned(call.target),
                stream_ids: call.stream_ids.into_iter().map(owned).collect(),
            }
        }
        Message::StreamItem(item) => {
            headers(&item.headers);
            Said::Item(owned(item.invocation_id), payload(&item.item)?)
        }
        Message::Completion(completion) => {
            headers(&completion.headers);
            let id = owned(completion.invocation_id);
            match completion.outcome {
                Outcome::Error(error) => Said::Failed(id, owned(error)),
                Outcome::Result(result) => Said::Result(id, payload(&result)?),
                Outcome::Void => Said::Done(id),
            }
        }
        Message::CancelInvocation(cancel) => {
            headers(&cancel.headers);
            Said::Cancel(owned(cancel.invocation_id))
        }
        Message::Close(close) => Said::Close(close.error.map(owned), close.allow_reconnect),
        Message::Ack(Ack(number)) => Said::Number(8, number),
        Message::Sequence(Sequence(number)) => Said::Number(9, number),
        Message::Ping => Said::Ping,
        Message::Unknown(_) => return None,
    })
}

/// Writes it again.
fn written(protocol: Protocol, said: &Said) -> Vec<u8> {
    let mut buffer = Vec::new();
    match said {
        Said::Call {
            streams,
            id,
            target,
            arguments,
            stream_ids,
        } => {
            let id = id.as_deref();
            let call = if *streams {
                Invocation::stream(id.expect("streams have ids"), target, arguments)
            } else {
                Invocation {
                    invocation_id: id.map(Into::into),
                    ..Invocation::push(target, arguments)
                }
            };
            call.with_streams(stream_ids)
                .encode(protocol, &mut buffer)
                .expect(WRITABLE);
        }
        Said::Item(id, item) => StreamItem::new(id, item)
            .encode(protocol, &mut buffer)
            .expect(WRITABLE),
        Said::Result(id, result) => Completion::result(id, result)
            .encode(protocol, &mut buffer)
            .expect(WRITABLE),
        Said::Failed(id, error) => Completion::error(id, error)
            .encode(protocol, &mut buffer)
            .expect(WRITABLE),
        Said::Done(id) => Completion::void(id)
            .encode(protocol, &mut buffer)
            .expect(WRITABLE),
        Said::Cancel(id) => CancelInvocation::new(id).encode(protocol, &mut buffer),
        Said::Close(error, allow) => {
            Close::new(error.as_deref(), *allow).encode(protocol, &mut buffer);
        }
        Said::Number(8, number) => Ack(*number).encode(protocol, &mut buffer),
        Said::Number(_, number) => Sequence(*number).encode(protocol, &mut buffer),
        Said::Ping => Ping.encode(protocol, &mut buffer),
    }
    buffer
}

/// Floats are read to the last bit but one.
fn has_floats(said: &Said) -> bool {
    fn floats(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_f64(),
            Value::Array(items) => items.iter().any(floats),
            Value::Object(fields) => fields.values().any(floats),
            _ => false,
        }
    }
    match said {
        Said::Call { arguments, .. } => arguments.iter().any(floats),
        Said::Item(_, value) | Said::Result(_, value) => floats(value),
        _ => false,
    }
}

/// The arguments of a call as another parser reads them, if it can.
fn arguments_of(protocol: Protocol, body: &[u8]) -> Option<Vec<Value>> {
    let arguments = match protocol {
        Protocol::Json => {
            let mut fields: serde_json::Map<String, Value> = serde_json::from_slice(body).ok()?;
            fields.remove("arguments")?
        }
        Protocol::MessagePack => {
            let mut items: Vec<Value> = rmp_serde::from_slice(body).ok()?;
            items.swap_remove(4)
        }
    };
    serde_json::from_value(arguments).ok()
}

fn check(protocol: Protocol, body: &[u8]) {
    let message = match protocol::parse(protocol, body) {
        Ok(message) => message,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let Some(first) = said(message) else { return };
    if let Said::Call { arguments, .. } = &first
        && let Some(expected) = arguments_of(protocol, body)
    {
        assert_eq!(*arguments, expected);
    }
    let again = written(protocol, &first);
    let frame = protocol.framing().next(&again, usize::MAX);
    let frame = frame.expect("a frame").expect("a whole one");
    assert_eq!(frame.length, again.len(), "one message");
    let second =
        protocol::parse(protocol, &again[frame.body]).expect("what was written is a message");
    let second = said(second).expect("what was written can be decoded");
    if !has_floats(&first) {
        assert_eq!(first, second);
    }
}

#[test]
fn json_messages_are_read_or_refused() {
    mutate::run("JSON", 1_000, &bodies(Protocol::Json), |input, _| {
        check(Protocol::Json, input)
    });
}

#[test]
fn messagepack_messages_are_read_or_refused() {
    mutate::run(
        "MessagePack",
        1_000,
        &bodies(Protocol::MessagePack),
        |input, _| {
            check(Protocol::MessagePack, input);
        },
    );
}
