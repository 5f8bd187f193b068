//! What a contestant is told, in its own words.

mod peers;
mod websocket;

use hubs_runtime::protocol::{EncodeError, Invocation, Protocol};

use self::websocket::{binary_frame, text_frame};
use super::{Error, STREAM_ITEMS, Work};
use crate::servers::Contestant;

/// What one kind of connection says.
pub(super) struct Dialect {
    /// Where the WebSocket is; none for those that have a plain stream.
    pub(super) path: Option<&'static str>,
    pub(super) counting: Counting,
    pub(super) opening: Opening,
    /// What the server sends when it wants to know whether somebody is there, and what it is answered.
    pub(super) heartbeat: Option<Heartbeat>,
    /// Calls, one after the other, each as long as the first. More than one where a call's id must not be that of another
    /// which waits. Connections that only listen have none.
    pub(super) requests: Vec<Vec<u8>>,
}

/// How answers are told from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// By the payload's bytes: several may share a frame, and all are of the same length.
    Bytes,
    /// By frames: each is one, and their lengths differ by random ids.
    Frames,
}

/// What is said before the first call.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Opening {
    /// Whether the server speaks first.
    pub(super) greeted: bool,
    /// What the server answers.
    pub(super) says: Option<Vec<u8>>,
}

/// A frame's whole payload, of one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heartbeat {
    pub(super) ping: u8,
    /// The frame that answers it.
    pub(super) pong: &'static [u8],
}

impl Dialect {
    /// Of connections that call, each with `in_flight` calls at once.
    pub(super) fn calling(
        contestant: Contestant,
        work: Work,
        bytes: usize,
        in_flight: usize,
    ) -> Result<Self, Error> {
        let text = "x".repeat(bytes);
        Ok(match contestant {
            Contestant::Jsonrpsee => peers::jsonrpsee(work, &text),
            Contestant::Socketioxide => peers::socketioxide(work, &text)?,
            Contestant::Tarpc => peers::tarpc(work, &text, in_flight)?,
            Contestant::HubJson => hub(
                Protocol::Json,
                text_frame(&hub_call(Protocol::Json, work, &text)?),
            ),
            Contestant::HubMessagepack => {
                let call = hub_call(Protocol::MessagePack, work, &text)?;
                hub(Protocol::MessagePack, binary_frame(&call))
            }
            Contestant::AxumLoop => plain(
                match work {
                    Work::Stream => "/bench/stream",
                    Work::Broadcast => "/bench/send",
                    Work::Echo | Work::Connect | Work::Negotiate => "/bench/echo",
                },
                vec![text_frame(text.as_bytes())],
            ),
        })
    }

    /// Of connections that call the methods of the hub at `path` in turn, all in one piece; each sends its text back.
    #[cfg(feature = "dispatch")]
    pub(super) fn methods(
        protocol: Protocol,
        path: &'static str,
        methods: &[&str],
        text: &str,
    ) -> Result<Self, EncodeError> {
        let mut requests = Vec::new();
        for method in methods {
            let mut call = Vec::new();
            Invocation::call("1", method, (text,)).encode(protocol, &mut call)?;
            requests.push(match protocol.is_binary() {
                true => binary_frame(&call),
                false => text_frame(&call),
            });
        }
        Ok(Self {
            path: Some(path),
            requests,
            ..hub(protocol, Vec::new())
        })
    }

    /// Of connections that get broadcasts.
    pub(super) fn listening(contestant: Contestant) -> Result<Self, Error> {
        let mut dialect = match contestant {
            Contestant::AxumLoop => plain("/bench/receive", Vec::new()),
            Contestant::Jsonrpsee => peers::jsonrpsee_subscriber(),
            contestant => Self::calling(contestant, Work::Broadcast, 0, 1)?,
        };
        dialect.requests.clear();
        Ok(dialect)
    }

    /// How much one answer to `work` is, if that is known beforehand.
    pub(super) fn answer(&self, work: Work) -> Option<usize> {
        match (self.counting, work) {
            (Counting::Bytes, _) => None,
            // The subscription is told before its items.
            (Counting::Frames, Work::Stream) => Some(1 + STREAM_ITEMS),
            (Counting::Frames, _) => Some(1),
        }
    }
}

fn plain(path: &'static str, requests: Vec<Vec<u8>>) -> Dialect {
    Dialect {
        path: Some(path),
        counting: Counting::Bytes,
        opening: Opening::default(),
        heartbeat: None,
        requests,
    }
}

fn hub(protocol: Protocol, request: Vec<u8>) -> Dialect {
    let protocol = match protocol {
        Protocol::Json => "json",
        Protocol::MessagePack => "messagepack",
    };
    let handshake = format!("{{\"protocol\":\"{protocol}\",\"version\":1}}\x1e");
    Dialect {
        opening: Opening {
            greeted: false,
            says: Some(text_frame(handshake.as_bytes())),
        },
        ..plain("/bench", vec![request])
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_are_told_what_signalr_is_told() -> Result<(), Error> {
        let dialect = Dialect::calling(Contestant::HubJson, Work::Echo, 2, 1)?;
        let handshake = b"\x81\xa0\0\0\0\0{\"protocol\":\"json\",\"version\":1}\x1e";
        assert_eq!(dialect.opening.says.as_deref(), Some(&handshake[..]));
        let call = &dialect.requests[0];
        assert_eq!(call[0], 0x81);
        assert!(call.ends_with(b"\"arguments\":[\"xx\"]}\x1e"), "{call:?}");
        Ok(())
    }

    #[test]
    fn the_loop_is_told_the_text_alone() -> Result<(), Error> {
        let dialect = Dialect::calling(Contestant::AxumLoop, Work::Stream, 2, 1)?;
        assert_eq!(dialect.path, Some("/bench/stream"));
        assert_eq!(dialect.requests, [b"\x81\x82\0\0\0\0xx"]);
        Ok(())
    }
}
