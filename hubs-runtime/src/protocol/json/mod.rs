//! The JSON hub protocol.

mod explain;
mod read;
mod write;

pub(super) use read::{Elements, decode, header, headers, parse};
pub(super) use write::{
    PING, forward_completion, write_ack, write_cancel, write_close, write_completion,
    write_headers, write_invocation, write_sequence, write_stream_item,
};
