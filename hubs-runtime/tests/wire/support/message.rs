//! Messages from the server, as values that tests can compare.

use hubs_runtime::protocol::{self, Framing, Message, Outcome, Protocol};
use serde_json::Value;

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The handshake's answer: its error, if there is one.
    Handshake(Option<String>),
    /// A push, or a call if there is an id.
    Call {
        id: Option<String>,
        target: String,
        arguments: Vec<Value>,
    },
    Item {
        id: String,
        item: Value,
    },
    Result {
        id: String,
        result: Value,
    },
    Failed {
        id: String,
        error: String,
    },
    Done {
        id: String,
    },
    Ping,
    Close {
        error: Option<String>,
        allow_reconnect: bool,
    },
    Ack(u64),
    Sequence(u64),
}

/// Takes the first whole message off `bytes`.
pub fn take(protocol: Option<Protocol>, bytes: &mut Vec<u8>) -> Option<Event> {
    let framing = protocol.map_or(Framing::Json, Protocol::framing);
    let frame = framing.next(bytes, usize::MAX).expect("whole messages")?;
    let body = bytes[frame.body].to_vec();
    bytes.drain(..frame.length);
    Some(match protocol {
        Some(protocol) => event(protocol::parse(protocol, &body).expect("a message")),
        None => {
            let answer: Value = serde_json::from_slice(&body).expect("the handshake's answer");
            Event::Handshake(answer["error"].as_str().map(str::to_owned))
        }
    })
}

fn event(message: Message<'_>) -> Event {
    match message {
        Message::Invocation(mut call) => {
            let mut arguments = Vec::new();
            while let Some(argument) = call.arguments.next().expect("an argument") {
                arguments.push(argument);
            }
            Event::Call {
                id: call.invocation_id.map(Into::into),
                target: call.target.into(),
                arguments,
            }
        }
        Message::StreamItem(item) => Event::Item {
            id: item.invocation_id.into(),
            item: item.item.decode().expect("an item"),
        },
        Message::Completion(completion) => {
            let id = completion.invocation_id.into();
            match completion.outcome {
                Outcome::Result(result) => Event::Result {
                    id,
                    result: result.decode().expect("a result"),
                },
                Outcome::Error(error) => Event::Failed {
                    id,
                    error: error.into(),
                },
                Outcome::Void => Event::Done { id },
            }
        }
        Message::Ping => Event::Ping,
        Message::Close(close) => Event::Close {
            error: close.error.map(Into::into),
            allow_reconnect: close.allow_reconnect,
        },
        Message::Ack(number) => Event::Ack(number.0),
        Message::Sequence(number) => Event::Sequence(number.0),
        other => panic!("unexpected: {other:?}"),
    }
}
