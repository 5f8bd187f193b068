//! The numbers by which the protocols tell messages and outcomes apart, each in one place.

use super::InvocationKind;

/// The types of messages, as both protocols number them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageType {
    Invocation = 1,
    StreamItem = 2,
    Completion = 3,
    StreamInvocation = 4,
    CancelInvocation = 5,
    Ping = 6,
    Close = 7,
    Ack = 8,
    Sequence = 9,
}

impl MessageType {
    /// The type with this number, unless it is one that we do not know.
    pub(super) fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::Invocation,
            2 => Self::StreamItem,
            3 => Self::Completion,
            4 => Self::StreamInvocation,
            5 => Self::CancelInvocation,
            6 => Self::Ping,
            7 => Self::Close,
            8 => Self::Ack,
            9 => Self::Sequence,
            _ => return None,
        })
    }

    /// One digit, which is one byte in MessagePack.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }
}

impl InvocationKind {
    pub(super) const fn message_type(self) -> MessageType {
        match self {
            Self::Plain => MessageType::Invocation,
            Self::Stream => MessageType::StreamInvocation,
        }
    }
}

/// What a completion in MessagePack carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResultKind {
    Error = 1,
    Void = 2,
    Value = 3,
}

impl ResultKind {
    /// The kind with this number, if there is one.
    pub(super) fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            1 => Self::Error,
            2 => Self::Void,
            3 => Self::Value,
            _ => return None,
        })
    }

    /// One byte.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in 0..=255 {
            if let Some(known) = MessageType::from_number(number) {
                assert_eq!(i64::from(known.number()), number);
                assert!(number < 10, "one digit in JSON");
            }
            if let Some(known) = ResultKind::from_number(number) {
                assert_eq!(i64::from(known.number()), number);
            }
        }
    }
}
