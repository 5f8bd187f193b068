//! The MessagePack hub protocol.

mod keys;
mod misfit;
mod read;
mod reader;
pub(super) mod timestamp;
mod values;
mod write;

pub(super) use read::{Elements, decode, header, headers, parse};
pub(super) use write::{
    PING, forward_completion, write_ack, write_cancel, write_close, write_completion,
    write_invocation, write_sequence, write_stream_item,
};
