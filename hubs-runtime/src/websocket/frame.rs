//! Frame headers (RFC 6455, section 5.2): two bytes, a longer length if two bytes do not hold it, the mask key.

use super::{Role, error::FrameFault, mask::MaskKey};

/// Longest header: two bytes, eight of length, four of mask key.
pub(crate) const MAX_HEADER_LEN: usize = 14;

/// Longest payload of a control frame in bytes (RFC 6455, section 5.5).
pub(crate) const MAX_CONTROL_LEN: usize = 125;

pub(super) const FINAL_BIT: u8 = 0x80;
pub(super) const MASK_BIT: u8 = 0x80;
const RESERVED_BITS: u8 = 0x70;
const OPCODE_BITS: u8 = 0x0f;

/// In the place of a short length: the length follows in two bytes.
pub(super) const TWO_BYTE_LEN: u8 = 126;
/// In the place of a short length: the length follows in eight bytes.
pub(super) const EIGHT_BYTE_LEN: u8 = 127;

/// What a frame is (RFC 6455, section 11.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Opcode {
    /// The next part of the message that is under way.
    Continuation = 0x0,
    /// The first part, or all, of a text message.
    Text = 0x1,
    /// The first part, or all, of a binary message.
    Binary = 0x2,
    /// The last frame its sender sends.
    Close = 0x8,
    /// Asks for a pong with the same payload.
    Ping = 0x9,
    /// Answers a ping, or tells unasked that its sender lives.
    Pong = 0xa,
}

impl Opcode {
    fn from_bits(bits: u8) -> Result<Self, FrameFault> {
        Ok(match bits {
            0x0 => Self::Continuation,
            0x1 => Self::Text,
            0x2 => Self::Binary,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            reserved => return Err(FrameFault::ReservedOpcode(reserved)),
        })
    }

    /// Whether frames of this kind stand for themselves and may come between the parts of a message.
    pub(crate) const fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// What a whole message consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// UTF-8.
    Text,
    /// Anything.
    Binary,
}

impl From<MessageKind> for Opcode {
    fn from(kind: MessageKind) -> Self {
        match kind {
            MessageKind::Text => Self::Text,
            MessageKind::Binary => Self::Binary,
        }
    }
}

/// A frame's header, read and checked for everything that can be told without knowing the frames before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) opcode: Opcode,
    /// Whether this is the last frame of its message.
    pub(super) is_final: bool,
    /// All zero, which changes nothing, if the frame is not masked.
    pub(super) mask: MaskKey,
    /// Length of the payload in bytes, as claimed.
    pub(super) payload_len: u64,
}

/// The outcome of reading a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// The header, and how many bytes it takes.
    Whole(Header, usize),
    /// This many bytes, counted from the header's first, are needed to go on.
    Needs(usize),
}

impl Header {
    /// Reads the header at the start of `bytes`, received by `role`; a fault is reported as soon as it can be seen.
    #[inline]
    pub(super) fn parse(bytes: &[u8], role: Role) -> Result<Parsed, FrameFault> {
        let Some((&[first, second], rest)) = bytes.split_first_chunk() else {
            return Ok(Parsed::Needs(2));
        };
        let (opcode, is_final) = check_start(first, second, role)?;
        let (rest, payload_len) = match second & !MASK_BIT {
            TWO_BYTE_LEN => match rest.split_first_chunk() {
                Some((len, rest)) => (rest, u16::from_be_bytes(*len).into()),
                None => return Ok(Parsed::Needs(header_len(second))),
            },
            EIGHT_BYTE_LEN => match rest.split_first_chunk() {
                Some((len, rest)) => (rest, checked_len(u64::from_be_bytes(*len))?),
                None => return Ok(Parsed::Needs(header_len(second))),
            },
            len => (rest, len.into()),
        };
        let mask = if second & MASK_BIT == 0 {
            MaskKey::default()
        } else {
            match rest.first_chunk() {
                Some(key) => MaskKey::new(*key),
                None => return Ok(Parsed::Needs(header_len(second))),
            }
        };
        let header = Self {
            opcode,
            is_final,
            mask,
            payload_len,
        };
        Ok(Parsed::Whole(header, header_len(second)))
    }
}

/// The rules for a frame's first two bytes.
fn check_start(first: u8, second: u8, role: Role) -> Result<(Opcode, bool), FrameFault> {
    if first & RESERVED_BITS != 0 {
        return Err(FrameFault::ReservedBits);
    }
    let opcode = Opcode::from_bits(first & OPCODE_BITS)?;
    let is_final = first & FINAL_BIT != 0;
    if opcode.is_control() {
        if !is_final {
            return Err(FrameFault::FragmentedControl);
        }
        if usize::from(second & !MASK_BIT) > MAX_CONTROL_LEN {
            return Err(FrameFault::LongControl);
        }
    }
    match (role, second & MASK_BIT != 0) {
        (Role::Server, false) => Err(FrameFault::Unmasked),
        (Role::Client, true) => Err(FrameFault::Masked),
        _ => Ok((opcode, is_final)),
    }
}

/// Whole length in bytes of the header whose second byte is `second`.
const fn header_len(second: u8) -> usize {
    let longer_len = match second & !MASK_BIT {
        TWO_BYTE_LEN => 2,
        EIGHT_BYTE_LEN => 8,
        _ => 0,
    };
    let mask = if second & MASK_BIT == 0 { 0 } else { 4 };
    2 + longer_len + mask
}

fn checked_len(len: u64) -> Result<u64, FrameFault> {
    if len > i64::MAX.unsigned_abs() {
        return Err(FrameFault::LengthOverflow(len));
    }
    Ok(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_lengths() {
        for (second, len) in [
            (0, 2),
            (125, 2),
            (126, 4),
            (127, 10),
            (0x80, 6),
            (0xfe, 8),
            (0xff, MAX_HEADER_LEN),
        ] {
            assert_eq!(header_len(second), len);
        }
    }

    #[test]
    fn every_prefix_of_a_header_needs_more() {
        let whole = [0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4];
        for len in 0..whole.len() {
            let expected = if len < 2 { 2 } else { MAX_HEADER_LEN };
            assert_eq!(
                Header::parse(&whole[..len], Role::Server),
                Ok(Parsed::Needs(expected))
            );
        }
        let header = Header {
            opcode: Opcode::Binary,
            is_final: true,
            mask: MaskKey::new([1, 2, 3, 4]),
            payload_len: 65_536,
        };
        assert_eq!(
            Header::parse(&whole, Role::Server),
            Ok(Parsed::Whole(header, MAX_HEADER_LEN))
        );
    }

    #[test]
    fn faults_show_in_the_first_two_bytes() {
        for (start, role, fault) in [
            ([0xc1, 0x80], Role::Server, FrameFault::ReservedBits),
            ([0x83, 0x80], Role::Server, FrameFault::ReservedOpcode(3)),
            ([0x09, 0x80], Role::Server, FrameFault::FragmentedControl),
            ([0x88, 0xfe], Role::Server, FrameFault::LongControl),
            ([0x81, 0x05], Role::Server, FrameFault::Unmasked),
            ([0x81, 0x85], Role::Client, FrameFault::Masked),
        ] {
            assert_eq!(Header::parse(&start, role), Err(fault));
        }
    }
}
