//! Messages of every kind, and both decoders.

use std::{borrow::Cow, fmt::Debug};

use hubs_runtime::protocol::{
    self, Arguments, DecodeError, Headers, InvocationKind, Message, Outcome, Payload, Protocol,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use crate::mutate;

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
        for (id, arguments, streams) in [
            (None, &json!([]), &[][..]),
            (Some("1"), &arguments, &["2", "3"][..]),
        ] {
            write(&|buffer| {
                protocol::write_invocation(
                    protocol, buffer, headers, id, "Move", arguments, streams,
                )
                .expect("it can be written");
            });
        }
        write(&|buffer| {
            protocol::write_stream_invocation(
                protocol,
                buffer,
                headers,
                "1",
                "count",
                &arguments,
                &["0"],
            )
            .expect("it can be written");
        });
        write(&|buffer| {
            protocol::write_stream_item(protocol, buffer, headers, "1", &arguments)
                .expect("it can be written");
        });
        write(&|buffer| {
            protocol::write_completion_result(protocol, buffer, headers, "1", &arguments)
                .expect("it can be written");
        });
        write(&|buffer| protocol::write_completion_void(protocol, buffer, headers, "1"));
        write(&|buffer| protocol::write_completion_error(protocol, buffer, headers, "1", "no"));
        write(&|buffer| protocol::write_cancel(protocol, buffer, headers, "1"));
    }
    write(&|buffer| protocol::write_ping(protocol, buffer));
    write(&|buffer| protocol::write_close(protocol, buffer, None, false));
    write(&|buffer| protocol::write_close(protocol, buffer, Some("why"), true));
    write(&|buffer| protocol::write_ack(protocol, buffer, 1));
    write(&|buffer| protocol::write_sequence(protocol, buffer, u64::from(u32::MAX) + 1));
    written
}

fn bodies(protocol: Protocol) -> Vec<Vec<u8>> {
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
        Message::CancelInvocation { invocation_id } => Said::Cancel(owned(invocation_id)),
        Message::Close {
            error,
            allow_reconnect,
        } => Said::Close(error.map(owned), allow_reconnect),
        Message::Ack(number) => Said::Number(8, number),
        Message::Sequence(number) => Said::Number(9, number),
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
            let streams_too: Vec<&str> = stream_ids.iter().map(String::as_str).collect();
            if *streams {
                let id = id.as_deref().expect("streams have ids");
                protocol::write_stream_invocation(
                    protocol,
                    &mut buffer,
                    &[],
                    id,
                    target,
                    arguments,
                    &streams_too,
                )
            } else {
                let id = id.as_deref();
                protocol::write_invocation(
                    protocol,
                    &mut buffer,
                    &[],
                    id,
                    target,
                    arguments,
                    &streams_too,
                )
            }
            .expect("what was read can be written");
        }
        Said::Item(id, item) => protocol::write_stream_item(protocol, &mut buffer, &[], id, item)
            .expect("what was read can be written"),
        Said::Result(id, result) => {
            protocol::write_completion_result(protocol, &mut buffer, &[], id, result)
                .expect("what was read can be written");
        }
        Said::Failed(id, error) => {
            protocol::write_completion_error(protocol, &mut buffer, &[], id, error);
        }
        Said::Done(id) => protocol::write_completion_void(protocol, &mut buffer, &[], id),
        Said::Cancel(id) => protocol::write_cancel(protocol, &mut buffer, &[], id),
        Said::Close(error, allow) => {
            protocol::write_close(protocol, &mut buffer, error.as_deref(), *allow);
        }
        Said::Number(8, number) => protocol::write_ack(protocol, &mut buffer, *number),
        Said::Number(_, number) => protocol::write_sequence(protocol, &mut buffer, *number),
        Said::Ping => protocol::write_ping(protocol, &mut buffer),
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
