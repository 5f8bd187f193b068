//! What a raw connection carries.

use std::fmt;

use bytes::Bytes;

use crate::websocket::MessageKind;

/// A message of a raw connection: text or bytes. Cloning copies nothing, so one message may go to many connections.
///
/// Over a WebSocket it is one message of it, of its kind, however many frames that has. Over Server-Sent Events what the
/// server sends is one event, in which every line break becomes `\n`; over long polling the messages that wait leave as one
/// body. What a client posts comes as one message for each request, which may hold several sends: official clients join
/// those that wait. It is text if the request's content type says `text/…`. So where messages must be told apart on every
/// transport they need a sign of their own, as hub protocols have.
///
/// ```
/// use hubs_runtime::RawMessage;
///
/// let text = RawMessage::from("hello");
/// assert_eq!((text.is_text(), text.as_text()), (true, Some("hello")));
/// let bytes = RawMessage::from(vec![0, 255]);
/// assert_eq!((bytes.is_text(), bytes.as_text(), bytes.as_bytes()), (false, None, &[0, 255][..]));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RawMessage {
    pub(super) kind: MessageKind,
    pub(super) bytes: Bytes,
}

impl RawMessage {
    /// Whether it was sent, or is to be sent, as text.
    pub fn is_text(&self) -> bool {
        self.kind == MessageKind::Text
    }

    /// Its text; of bytes too, if they are UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Its bytes; of text they are UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its bytes, without copying them.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// What came over the network, or would have.
    #[cfg(feature = "testing")]
    pub(crate) fn received(kind: MessageKind, bytes: Bytes) -> Self {
        Self { kind, bytes }
    }

    fn text(text: String) -> Self {
        Self {
            kind: MessageKind::Text,
            bytes: text.into(),
        }
    }

    fn binary(bytes: Bytes) -> Self {
        Self {
            kind: MessageKind::Binary,
            bytes,
        }
    }
}

impl fmt::Debug for RawMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_text() {
            Some(text) if self.is_text() => f.debug_tuple("Text").field(&text).finish(),
            _ => f.debug_tuple("Binary").field(&self.bytes).finish(),
        }
    }
}

impl From<String> for RawMessage {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&str> for RawMessage {
    fn from(text: &str) -> Self {
        Self::text(text.to_owned())
    }
}

impl From<Vec<u8>> for RawMessage {
    fn from(bytes: Vec<u8>) -> Self {
        Self::binary(bytes.into())
    }
}

impl From<&[u8]> for RawMessage {
    fn from(bytes: &[u8]) -> Self {
        Self::binary(Bytes::copy_from_slice(bytes))
    }
}

impl From<Bytes> for RawMessage {
    fn from(bytes: Bytes) -> Self {
        Self::binary(bytes)
    }
}
