//! What a contestant is told, in its own words.

use hubs_runtime::protocol::{EncodeError, Invocation, Protocol};

use super::{Error, Work};
use crate::servers::Contestant;

/// What one kind of connection says.
pub(super) struct Dialect {
    pub(super) path: &'static str,
    /// What opens a connection; the server answers it.
    pub(super) opening: Option<Vec<u8>>,
    /// One call. Connections that only listen have none.
    pub(super) request: Vec<u8>,
}

impl Dialect {
    /// Of connections that call.
    pub(super) fn calling(contestant: Contestant, work: Work, bytes: usize) -> Result<Self, Error> {
        let text = "x".repeat(bytes);
        Ok(Self {
            path: path(contestant, work),
            opening: opening(contestant),
            request: match contestant {
                Contestant::HubJson => text_frame(&hub_call(Protocol::Json, work, &text)?),
                Contestant::HubMessagepack => {
                    binary_frame(&hub_call(Protocol::MessagePack, work, &text)?)
                }
                Contestant::AxumLoop => text_frame(text.as_bytes()),
            },
        })
    }

    /// Of connections that get broadcasts.
    pub(super) fn listening(contestant: Contestant) -> Self {
        Self {
            path: match contestant {
                Contestant::AxumLoop => "/bench/receive",
                Contestant::HubJson | Contestant::HubMessagepack => HUB,
            },
            opening: opening(contestant),
            request: Vec::new(),
        }
    }
}

const HUB: &str = "/bench";

fn path(contestant: Contestant, work: Work) -> &'static str {
    match (contestant, work) {
        (Contestant::HubJson | Contestant::HubMessagepack, _) => HUB,
        (Contestant::AxumLoop, Work::Stream) => "/bench/stream",
        (Contestant::AxumLoop, Work::Broadcast) => "/bench/send",
        (Contestant::AxumLoop, _) => "/bench/echo",
    }
}

fn opening(contestant: Contestant) -> Option<Vec<u8>> {
    let protocol = match contestant {
        Contestant::AxumLoop => return None,
        Contestant::HubJson => "json",
        Contestant::HubMessagepack => "messagepack",
    };
    let handshake = format!("{{\"protocol\":\"{protocol}\",\"version\":1}}\x1e");
    Some(text_frame(handshake.as_bytes()))
}

fn hub_call(protocol: Protocol, work: Work, text: &str) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    let call = match work {
        Work::Broadcast => Invocation::call("1", "broadcast", (text,)),
        Work::Stream => Invocation::stream("1", "items", (text,)),
        Work::Echo | Work::Connect | Work::Negotiate => Invocation::call("1", "echo", (text,)),
    };
    call.encode(protocol, &mut bytes)?;
    Ok(bytes)
}

fn text_frame(payload: &[u8]) -> Vec<u8> {
    frame(0x81, payload)
}

fn binary_frame(payload: &[u8]) -> Vec<u8> {
    frame(0x82, payload)
}

/// A masked frame. The mask is nothing, since nobody attacks a benchmark.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![opcode];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}
