//! What a peer can do wrong once the WebSocket is open.

use super::close::CloseCode;

/// A breach of the WebSocket protocol. The connection must be closed with [`close_code`](Self::close_code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameFault {
    /// RFC 6455, section 5.1.
    #[error("frame from the client is not masked; a WebSocket client must mask every frame")]
    Unmasked,
    /// RFC 6455, section 5.1.
    #[error("frame from the server is masked; a WebSocket server must not mask its frames")]
    Masked,
    /// RFC 6455, section 5.2.
    #[error("frame has reserved bits set, but no WebSocket extension was agreed on")]
    ReservedBits,
    /// RFC 6455, section 5.2.
    #[error("frame has the reserved opcode {0:#x}")]
    ReservedOpcode(u8),
    /// RFC 6455, section 5.5.
    #[error("control frame is fragmented; a close, ping or pong must be a single frame")]
    FragmentedControl,
    /// RFC 6455, section 5.5.
    #[error("control frame is longer than 125 bytes")]
    LongControl,
    /// RFC 6455, section 5.2.
    #[error("frame length {0} has its highest bit set; lengths are 63 bits at most")]
    LengthOverflow(u64),
    /// RFC 6455, section 5.4.
    #[error("continuation frame without a message to continue")]
    UnexpectedContinuation,
    /// RFC 6455, section 5.4.
    #[error("new data frame while a fragmented message is unfinished; expected a continuation")]
    ExpectedContinuation,
    /// RFC 6455, section 8.1.
    #[error("text message is not valid UTF-8")]
    TextNotUtf8,
    /// RFC 6455, section 5.5.1.
    #[error(
        "close frame has a payload of one byte; it must be empty or begin with a two-byte code"
    )]
    ShortClose,
    /// RFC 6455, section 7.4.
    #[error("close frame has the code {0}, which must not be sent")]
    CloseCode(u16),
    /// RFC 6455, section 5.5.1.
    #[error("close reason is not valid UTF-8")]
    ReasonNotUtf8,
    /// Our own limit, not the RFC's.
    #[error("frame of {len} bytes is longer than the limit of {limit}")]
    FrameTooLong {
        /// What the frame's header claims, in bytes.
        len: u64,
        /// The limit, in bytes.
        limit: u64,
    },
}

impl FrameFault {
    /// The code to close the connection with (RFC 6455, section 7.4.1).
    pub(crate) const fn close_code(self) -> CloseCode {
        match self {
            Self::TextNotUtf8 | Self::ReasonNotUtf8 => CloseCode::INVALID_PAYLOAD,
            Self::FrameTooLong { .. } => CloseCode::TOO_BIG,
            _ => CloseCode::PROTOCOL_ERROR,
        }
    }
}
