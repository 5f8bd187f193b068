//! Writing frames: a header on the stack beside shared bytes, or a whole frame at the end of a buffer.
//!
//! `mask` is `None` on the server, whose frames carry no mask and may therefore be encoded once for many receivers, and
//! a fresh key for each frame on the client (see [`MaskKeys`](super::MaskKeys)). Lengths are written in the fewest
//! bytes, as RFC 6455, section 5.2 requires of a sender.

use super::{
    close::CloseReason,
    frame::{EIGHT_BYTE_LEN, FINAL_BIT, MASK_BIT, MAX_HEADER_LEN, Opcode, TWO_BYTE_LEN},
    mask::MaskKey,
};

/// The bytes of one frame's header, ready to be written before its payload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameHeader {
    bytes: [u8; MAX_HEADER_LEN],
    len: u8,
}

impl FrameHeader {
    /// The header of a message that is one frame with a payload of `payload_len` bytes.
    ///
    /// With a `mask`, the payload that follows must have been masked with the same key.
    pub(crate) fn whole(
        opcode: impl Into<Opcode>,
        payload_len: usize,
        mask: Option<MaskKey>,
    ) -> Self {
        Self::new(opcode.into(), true, payload_len, mask)
    }

    /// The header of a frame with a payload of `payload_len` bytes; `is_final` says that it ends its message.
    pub(crate) fn new(
        opcode: Opcode,
        is_final: bool,
        payload_len: usize,
        mask: Option<MaskKey>,
    ) -> Self {
        let mut bytes = [0; MAX_HEADER_LEN];
        let mask_bit = if mask.is_some() { MASK_BIT } else { 0 };
        bytes[0] = opcode as u8 | if is_final { FINAL_BIT } else { 0 };
        let mut len = match (u8::try_from(payload_len), u16::try_from(payload_len)) {
            (Ok(short), _) if short < TWO_BYTE_LEN => {
                bytes[1] = short | mask_bit;
                2
            }
            (_, Ok(two_bytes)) => {
                bytes[1] = TWO_BYTE_LEN | mask_bit;
                bytes[2..4].copy_from_slice(&two_bytes.to_be_bytes());
                4
            }
            _ => {
                bytes[1] = EIGHT_BYTE_LEN | mask_bit;
                bytes[2..10].copy_from_slice(&(payload_len as u64).to_be_bytes());
                10
            }
        };
        if let Some(mask) = mask {
            bytes[len..len + 4].copy_from_slice(&mask.bytes());
            len += 4;
        }
        Self {
            bytes,
            len: len as u8,
        }
    }

    /// The bytes to write.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

impl AsRef<[u8]> for FrameHeader {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// Appends a whole frame that is a message of its own; `payload` is copied and, with a `mask`, masked in the copy.
///
/// A payload of more than 125 bytes is not valid for a ping or pong; see [`append_pong`] for answers.
pub(crate) fn append_frame(
    out: &mut Vec<u8>,
    opcode: impl Into<Opcode>,
    payload: &[u8],
    mask: Option<MaskKey>,
) {
    append_fragment(out, opcode.into(), true, payload, mask);
}

/// Appends one frame of a message; only its last one is final, and all but its first are continuations.
pub(crate) fn append_fragment(
    out: &mut Vec<u8>,
    opcode: Opcode,
    is_final: bool,
    payload: &[u8],
    mask: Option<MaskKey>,
) {
    let header = FrameHeader::new(opcode, is_final, payload.len(), mask);
    out.reserve(header.as_bytes().len() + payload.len());
    out.extend_from_slice(header.as_bytes());
    let start = out.len();
    out.extend_from_slice(payload);
    if let Some(mask) = mask {
        mask.apply(&mut out[start..]);
    }
}

/// Appends the answer to a ping that carried `payload` (RFC 6455, section 5.5.3).
pub(crate) fn append_pong(out: &mut Vec<u8>, payload: &[u8], mask: Option<MaskKey>) {
    append_frame(out, Opcode::Pong, payload, mask);
}

/// Appends a close frame, with a text that is too long for it cut short; nothing may be sent after it.
pub(crate) fn append_close(
    out: &mut Vec<u8>,
    reason: Option<CloseReason<'_>>,
    mask: Option<MaskKey>,
) {
    let mut payload = Vec::new();
    if let Some(reason) = reason {
        payload.extend_from_slice(&reason.code.get().to_be_bytes());
        payload.extend_from_slice(reason.text_that_fits().as_bytes());
    }
    append_frame(out, Opcode::Close, &payload, mask);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::websocket::{CloseCode, MessageKind};

    const KEY: MaskKey = MaskKey::new([0x37, 0xfa, 0x21, 0x3d]);

    /// RFC 6455, section 5.7.
    #[test]
    fn examples_of_the_rfc() {
        let mut out = Vec::new();
        append_frame(&mut out, MessageKind::Text, b"Hello", None);
        assert_eq!(out, b"\x81\x05Hello");

        out.clear();
        append_frame(&mut out, MessageKind::Text, b"Hello", Some(KEY));
        assert_eq!(
            out,
            [
                0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58
            ]
        );

        out.clear();
        append_fragment(&mut out, Opcode::Text, false, b"Hel", None);
        append_fragment(&mut out, Opcode::Continuation, true, b"lo", None);
        assert_eq!(out, b"\x01\x03Hel\x80\x02lo");

        out.clear();
        append_frame(&mut out, Opcode::Ping, b"Hello", None);
        append_pong(&mut out, b"Hello", Some(KEY));
        assert_eq!(
            out,
            [
                0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f,
                0x9f, 0x4d, 0x51, 0x58
            ]
        );

        let header = FrameHeader::whole(MessageKind::Binary, 256, None);
        assert_eq!(header.as_bytes(), [0x82, 0x7e, 0x01, 0x00]);
        let header = FrameHeader::whole(MessageKind::Binary, 65_536, None);
        assert_eq!(header.as_bytes(), [0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn lengths_take_the_fewest_bytes() {
        for (payload_len, header_len) in [
            (0, 2),
            (125, 2),
            (126, 4),
            (255, 4),
            (256, 4),
            (65_535, 4),
            (65_536, 10),
            (usize::MAX >> 1, 10),
        ] {
            let plain = FrameHeader::whole(MessageKind::Binary, payload_len, None);
            assert_eq!(plain.as_bytes().len(), header_len);
            let masked = FrameHeader::whole(MessageKind::Binary, payload_len, Some(KEY));
            assert_eq!(masked.as_bytes().len(), header_len + 4);
        }
    }

    #[test]
    fn close_frames() {
        let mut out = Vec::new();
        append_close(&mut out, None, None);
        assert_eq!(out, [0x88, 0x00]);

        out.clear();
        let reason = CloseReason::new(CloseCode::NORMAL, "bye");
        append_close(&mut out, Some(reason), None);
        assert_eq!(out, b"\x88\x05\x03\xe8bye");

        out.clear();
        let text = "€".repeat(50);
        let reason = CloseReason::new(CloseCode::POLICY, &text);
        append_close(&mut out, Some(reason), None);
        assert_eq!(out[..4], [0x88, 125, 0x03, 0xf0]);
        assert_eq!(out[4..], *"€".repeat(41).as_bytes());
    }
}
