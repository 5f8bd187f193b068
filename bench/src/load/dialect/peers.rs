//! What the servers of `bench/peers` are told.

use serde_json::json;

use super::{Counting, Dialect, Heartbeat, Opening, websocket::text_frame};
use crate::load::{Error, Work};

/// Ids of tarpc's calls start here, so that all have as many digits.
const FIRST_ID: usize = 1_000_000;

/// JSON-RPC 2.0 over a WebSocket. There is no handshake.
pub(super) fn jsonrpsee(work: Work, text: &str) -> Dialect {
    let method = match work {
        Work::Broadcast => "broadcast",
        Work::Stream => "subscribe_items",
        Work::Echo | Work::Connect | Work::Negotiate => "echo",
    };
    Dialect {
        path: Some("/"),
        counting: Counting::Frames,
        opening: Opening::default(),
        heartbeat: None,
        requests: vec![json_rpc(method, &[text])],
    }
}

/// One that is told broadcasts.
pub(super) fn jsonrpsee_subscriber() -> Dialect {
    let mut dialect = jsonrpsee(Work::Echo, "");
    dialect.opening.says = Some(json_rpc("subscribe_told", &[]));
    dialect
}

fn json_rpc(method: &str, params: &[&str]) -> Vec<u8> {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    text_frame(call.to_string().as_bytes())
}

/// Socket.IO 5 on Engine.IO 4 over a WebSocket: `0{…}`, `40`, `40{…}`, and then events that are acknowledged.
pub(super) fn socketioxide(work: Work, text: &str) -> Result<Dialect, Error> {
    let event = match work {
        Work::Stream => return Err("Socket.IO has no streams".into()),
        Work::Broadcast => "broadcast",
        Work::Echo | Work::Connect | Work::Negotiate => "echo",
    };
    let event = json!([event, text]);
    Ok(Dialect {
        path: Some("/socket.io/?EIO=4&transport=websocket"),
        counting: Counting::Frames,
        opening: Opening {
            greeted: true,
            says: Some(text_frame(b"40")),
        },
        heartbeat: Some(Heartbeat {
            ping: b'2',
            pong: b"\x81\x81\0\0\0\x003",
        }),
        requests: vec![text_frame(format!("420{event}").as_bytes())],
    })
}

/// tarpc's own transport: JSON behind lengths. It has no handshake; that a server is there is known by a first, small call.
pub(super) fn tarpc(work: Work, text: &str, in_flight: usize) -> Result<Dialect, Error> {
    if matches!(work, Work::Broadcast | Work::Stream) {
        return Err("tarpc has neither broadcasts nor streams".into());
    }
    // An id is not used again soon: a call with the id of one that runs is ignored.
    let ids = FIRST_ID..FIRST_ID + 4 * in_flight;
    Ok(Dialect {
        path: None,
        counting: Counting::Frames,
        opening: Opening {
            greeted: false,
            says: Some(tarpc_call(FIRST_ID - 1, "")),
        },
        heartbeat: None,
        requests: ids.map(|id| tarpc_call(id, text)).collect(),
    })
}

fn tarpc_call(id: usize, text: &str) -> Vec<u8> {
    let trace_id = [0_u8; 16];
    let call = json!({"Request": {
        "context": {
            "deadline": {"secs": 10, "nanos": 0},
            "trace_context": {"trace_id": trace_id, "span_id": 0, "sampling_decision": "Unsampled"},
        },
        "id": id,
        "message": {"Echo": {"text": text}},
    }});
    let call = call.to_string();
    let mut bytes = (call.len() as u32).to_be_bytes().to_vec();
    bytes.extend(call.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// The payload of a masked frame that is short, or of one that is not.
    fn payload(frame: &[u8]) -> &[u8] {
        assert_eq!(frame[0], 0x81, "a whole text frame");
        match frame[1] {
            0xfe => &frame[8..],
            _ => &frame[6..],
        }
    }

    #[test]
    fn jsonrpsee_is_called_in_json_rpc() -> Result<(), Error> {
        for (work, method) in [
            (Work::Echo, "echo"),
            (Work::Broadcast, "broadcast"),
            (Work::Stream, "subscribe_items"),
        ] {
            let dialect = jsonrpsee(work, "xx");
            assert_eq!(dialect.opening, Opening::default());
            let call: Value = serde_json::from_slice(payload(&dialect.requests[0]))?;
            let expected = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": ["xx"]});
            assert_eq!(call, expected);
        }
        let opening = jsonrpsee_subscriber().opening.says.unwrap_or_default();
        let call: Value = serde_json::from_slice(payload(&opening))?;
        assert_eq!(call["method"], "subscribe_told");
        Ok(())
    }

    #[test]
    fn socketioxide_is_called_in_packets() -> Result<(), Error> {
        let dialect = socketioxide(Work::Echo, "xx")?;
        assert!(dialect.opening.greeted);
        let connect = b"\x81\x82\0\0\0\x0040";
        assert_eq!(dialect.opening.says.as_deref(), Some(&connect[..]));
        assert_eq!(
            dialect.requests,
            [b"\x81\x90\x00\x00\x00\x00420[\"echo\",\"xx\"]"]
        );
        let heartbeat = dialect.heartbeat.ok_or("no heartbeat")?;
        assert_eq!((heartbeat.ping, payload(heartbeat.pong)), (b'2', &b"3"[..]));
        let broadcast = socketioxide(Work::Broadcast, "x")?;
        assert_eq!(payload(&broadcast.requests[0]), b"420[\"broadcast\",\"x\"]");
        assert!(socketioxide(Work::Stream, "x").is_err());
        Ok(())
    }

    #[test]
    fn tarpc_is_called_in_lengths_and_json() -> Result<(), Error> {
        let dialect = tarpc(Work::Echo, "xx", 2)?;
        assert_eq!(dialect.path, None);
        assert_eq!(dialect.requests.len(), 8);
        for (number, request) in dialect.requests.iter().enumerate() {
            let (length, body) = request.split_first_chunk().ok_or("no length")?;
            assert_eq!(u32::from_be_bytes(*length) as usize, body.len());
            assert_eq!(request.len(), dialect.requests[0].len());
            let call: Value = serde_json::from_slice(body)?;
            assert_eq!(call["Request"]["id"], FIRST_ID + number);
            assert_eq!(call["Request"]["message"], json!({"Echo": {"text": "xx"}}));
            let deadline = &call["Request"]["context"]["deadline"];
            assert_eq!(*deadline, json!({"secs": 10, "nanos": 0}));
        }
        assert!(tarpc(Work::Broadcast, "x", 1).is_err());
        Ok(())
    }
}
