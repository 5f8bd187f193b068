//! Close frames: codes, reasons and which of them may be sent (RFC 6455, sections 5.5.1 and 7.4).

use std::fmt;

use super::{error::FrameFault, frame::MAX_CONTROL_LEN};

/// Longest reason in bytes: what a control frame holds beside the code.
pub(crate) const MAX_REASON_LEN: usize = MAX_CONTROL_LEN - 2;

/// Why a WebSocket is closed, as a number (RFC 6455, section 7.4; later ones are in IANA's registry).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CloseCode(u16);

impl CloseCode {
    /// The purpose is fulfilled. SignalR closes with this code after its own close message.
    pub(crate) const NORMAL: Self = Self(1000);
    /// The server shuts down, or the user left the page.
    pub(crate) const GOING_AWAY: Self = Self(1001);
    /// The peer broke the protocol.
    pub(crate) const PROTOCOL_ERROR: Self = Self(1002);
    /// Text that is not UTF-8.
    pub(crate) const INVALID_PAYLOAD: Self = Self(1007);
    /// The message breaks a rule that has no code of its own.
    pub(crate) const POLICY: Self = Self(1008);
    /// The message is too long.
    pub(crate) const TOO_BIG: Self = Self(1009);
    /// The server met something unexpected.
    pub(crate) const INTERNAL_ERROR: Self = Self(1011);

    /// `code` if it may stand in a close frame.
    ///
    /// 1004 is reserved; 1005, 1006 and 1015 are for programs to tell what happened and never cross the wire; below
    /// 3000 only registered codes are valid; 3000 to 4999 belong to libraries and applications.
    pub(crate) const fn new(code: u16) -> Option<Self> {
        match code {
            1000..=1003 | 1007..=1014 | 3000..=4999 => Some(Self(code)),
            _ => None,
        }
    }

    /// The number.
    pub(crate) const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Debug for CloseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CloseCode({})", self.0)
    }
}

impl fmt::Display for CloseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a close frame that is not empty says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CloseReason<'a> {
    /// For programs.
    pub(crate) code: CloseCode,
    /// For people; often empty, at most [`MAX_REASON_LEN`] bytes on the wire.
    pub(crate) text: &'a str,
}

impl<'a> CloseReason<'a> {
    /// A reason to send.
    pub(crate) const fn new(code: CloseCode, text: &'a str) -> Self {
        Self { code, text }
    }

    /// Reads a close frame's payload; an empty one gives no reason.
    ///
    /// # Errors
    ///
    /// If the payload is a single byte, the code must not be sent, or the text is not UTF-8.
    pub(crate) fn parse(payload: &'a [u8]) -> Result<Option<Self>, FrameFault> {
        if payload.is_empty() {
            return Ok(None);
        }
        let (code, text) = payload.split_first_chunk().ok_or(FrameFault::ShortClose)?;
        let code = u16::from_be_bytes(*code);
        let code = CloseCode::new(code).ok_or(FrameFault::CloseCode(code))?;
        let text = simdutf8::basic::from_utf8(text).map_err(|_| FrameFault::ReasonNotUtf8)?;
        Ok(Some(Self { code, text }))
    }

    /// The text as far as it fits into a close frame, cut before a character that does not fit whole.
    pub(crate) fn text_that_fits(&self) -> &'a str {
        &self.text[..self.text.floor_char_boundary(MAX_REASON_LEN)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_registry() {
        let valid = |code: &u16| CloseCode::new(*code).is_some();
        let expected = (1000..=1003).chain(1007..=1014).chain(3000..=4999);
        assert!((0..=u16::MAX).filter(valid).eq(expected));
    }

    #[test]
    fn named_codes_may_be_sent() {
        let named = [
            CloseCode::NORMAL,
            CloseCode::GOING_AWAY,
            CloseCode::PROTOCOL_ERROR,
            CloseCode::INVALID_PAYLOAD,
            CloseCode::POLICY,
            CloseCode::TOO_BIG,
            CloseCode::INTERNAL_ERROR,
        ];
        for code in named {
            assert_eq!(CloseCode::new(code.get()), Some(code));
        }
    }

    #[test]
    fn payloads_are_read() {
        assert_eq!(CloseReason::parse(b""), Ok(None));
        assert_eq!(CloseReason::parse(b"\x03"), Err(FrameFault::ShortClose));
        let bare = CloseReason::new(CloseCode::NORMAL, "");
        assert_eq!(CloseReason::parse(b"\x03\xe8"), Ok(Some(bare)));
        let with_text = CloseReason::new(CloseCode::GOING_AWAY, "bye");
        assert_eq!(CloseReason::parse(b"\x03\xe9bye"), Ok(Some(with_text)));
        assert_eq!(
            CloseReason::parse(b"\x03\xed"),
            Err(FrameFault::CloseCode(1005))
        );
        assert_eq!(
            CloseReason::parse(b"\x03\xe8\xff"),
            Err(FrameFault::ReasonNotUtf8)
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "ä".repeat(70);
        let reason = CloseReason::new(CloseCode::NORMAL, &text);
        assert_eq!(reason.text_that_fits(), "ä".repeat(61));
        let short = CloseReason::new(CloseCode::NORMAL, "short");
        assert_eq!(short.text_that_fits(), "short");
    }
}
