//! Where one message ends and the next begins.

use std::{fmt, ops::Range};

use super::texts;

/// The byte after each JSON message (ASCII record separator).
pub(super) const SEPARATOR: u8 = 0x1e;

/// A length prefix has at most five bytes.
const MAX_PREFIX_BYTES: usize = 5;

/// How messages are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each message is followed by 0x1E; the handshake too, in every protocol.
    Json,
    /// Each message follows its length: 7 bits a byte, least significant first, at most five bytes.
    MessagePack,
}

/// One message at the start of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The message without separator or prefix.
    pub body: Range<usize>,
    /// Bytes that the frame takes, separator or prefix included.
    pub length: usize,
}

/// Bytes that cannot become a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// Longer than allowed.
    TooLarge {
        /// The limit in bytes, framing included.
        limit: usize,
    },
    /// A length prefix beyond 31 bits.
    BadPrefix,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => f.write_str(&texts::too_large(*limit)),
            Self::BadPrefix => f.write_str(texts::OVER_2GB),
        }
    }
}

impl std::error::Error for FrameError {}

impl Framing {
    /// The first whole message in `bytes`, or `None` if it is not all there yet.
    ///
    /// `max` bounds a frame, separator or prefix included.
    ///
    /// # Errors
    /// [`FrameError`] as soon as it is certain that the frame is too large.
    pub fn next(self, bytes: &[u8], max: usize) -> Result<Option<Frame>, FrameError> {
        let too_large = FrameError::TooLarge { limit: max };
        match self {
            Self::Json => {
                let window = &bytes[..bytes.len().min(max)];
                searched::note(window.len());
                match memchr::memchr(SEPARATOR, window) {
                    Some(end) => Ok(Some(Frame {
                        body: 0..end,
                        length: end + 1,
                    })),
                    None if bytes.len() >= max => Err(too_large),
                    None => Ok(None),
                }
            }
            Self::MessagePack => {
                let Some((prefix, length)) = read_prefix(bytes)? else {
                    return Ok(None);
                };
                let total = prefix + length;
                if total > max {
                    return Err(too_large);
                }
                Ok((bytes.len() >= total).then_some(Frame {
                    body: prefix..total,
                    length: total,
                }))
            }
        }
    }
}

impl Framing {
    /// Whether a message that has begun may end in the next `piece`; if not, it need not be searched again.
    pub(crate) fn may_end_in(self, piece: &[u8]) -> bool {
        match self {
            Self::Json => {
                searched::note(piece.len());
                memchr::memchr(SEPARATOR, piece).is_some()
            }
            Self::MessagePack => true,
        }
    }
}

/// Counts for tests how many bytes are looked at.
pub(crate) mod searched {
    #[cfg(test)]
    thread_local! {
        static SEARCHED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    #[cfg(not(test))]
    pub(super) fn note(_bytes: usize) {}

    #[cfg(test)]
    pub(super) fn note(bytes: usize) {
        SEARCHED.set(SEARCHED.get() + bytes);
    }

    /// How many bytes this thread has searched so far.
    #[cfg(test)]
    pub(crate) fn so_far() -> usize {
        SEARCHED.get()
    }
}

/// The bytes of the prefix and the length in it, or `None` if the prefix is not all there.
fn read_prefix(bytes: &[u8]) -> Result<Option<(usize, usize)>, FrameError> {
    let mut length = 0_u64;
    for (index, &byte) in bytes.iter().take(MAX_PREFIX_BYTES).enumerate() {
        if index == MAX_PREFIX_BYTES - 1 && byte > 0x07 {
            return Err(FrameError::BadPrefix);
        }
        length |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            let length = usize::try_from(length).map_err(|_| FrameError::BadPrefix)?;
            return Ok(Some((index + 1, length)));
        }
    }
    Ok(None)
}

/// Writes a length prefix in as few bytes as it takes, and returns how many.
pub(super) fn write_prefix(length: u32, prefix: &mut [u8; MAX_PREFIX_BYTES]) -> usize {
    let mut rest = length;
    let mut count = 0;
    loop {
        let low = (rest & 0x7f) as u8;
        rest >>= 7;
        prefix[count] = if rest > 0 { low | 0x80 } else { low };
        count += 1;
        if rest == 0 {
            return count;
        }
    }
}

/// Received bytes that are no whole message yet. Holds no memory while it is empty.
#[derive(Debug, Default)]
pub struct FrameBuffer(Vec<u8>);

impl FrameBuffer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is kept.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that are kept.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps `bytes` after what is kept already. Its owner bounds it by not reading while a message must wait.
    pub fn keep(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Takes what is kept, to be handled and then [put back](Self::put_back).
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }

    /// Puts back what [`Self::take`] gave, without its first `handled` bytes. What was kept meanwhile follows it.
    pub fn put_back(&mut self, mut bytes: Vec<u8>, handled: usize) {
        if handled >= bytes.len() {
            return;
        }
        bytes.drain(..handled);
        bytes.append(&mut self.0);
        self.0 = bytes;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0 = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        framing: Framing,
        bytes: &[u8],
        max: usize,
        expected: Result<Option<usize>, FrameError>,
    ) {
        let found = framing
            .next(bytes, max)
            .map(|frame| frame.map(|frame| frame.length));
        assert_eq!(found, expected, "{framing:?} {bytes:x?} max {max}");
    }

    #[test]
    fn json_frames_end_with_the_separator() {
        let too_large = FrameError::TooLarge { limit: 4 };
        check(Framing::Json, b"", 4, Ok(None));
        check(Framing::Json, b"{}", 4, Ok(None));
        check(Framing::Json, b"{}\x1e{}\x1e", 4, Ok(Some(3)));
        check(Framing::Json, b"{ }\x1e", 4, Ok(Some(4)));
        check(Framing::Json, b"{  }\x1e", 4, Err(too_large));
        check(Framing::Json, b"{   ", 4, Err(too_large));
    }

    #[test]
    fn messagepack_frames_follow_their_length() {
        check(Framing::MessagePack, b"", 9, Ok(None));
        check(Framing::MessagePack, b"\x02\x91", 9, Ok(None));
        check(Framing::MessagePack, b"\x02\x91\x06", 9, Ok(Some(3)));
        check(
            Framing::MessagePack,
            b"\x80\x29",
            4096,
            Err(FrameError::TooLarge { limit: 4096 }),
        );
        check(
            Framing::MessagePack,
            b"\xff\xff\xff\xff\x08",
            9,
            Err(FrameError::BadPrefix),
        );
        check(Framing::MessagePack, b"\xff\xff\xff\xff", 9, Ok(None));
    }

    #[test]
    fn prefixes_round_trip() {
        for length in [
            0,
            1,
            53,
            127,
            128,
            5248,
            16_383,
            16_384,
            2_097_152,
            0x7fff_ffff,
        ] {
            let mut prefix = [0; MAX_PREFIX_BYTES];
            let count = write_prefix(length, &mut prefix);
            let read = read_prefix(&prefix[..count]);
            assert_eq!(read, Ok(Some((count, length as usize))));
        }
        let mut prefix = [0; MAX_PREFIX_BYTES];
        assert_eq!(write_prefix(5248, &mut prefix), 2);
        assert_eq!(prefix[..2], [0x80, 0x29]);
    }

    #[test]
    fn a_buffer_keeps_the_rest_in_order() {
        let mut buffer = FrameBuffer::new();
        buffer.keep(b"abcdef");
        let taken = buffer.take();
        buffer.keep(b"gh");
        buffer.put_back(taken, 4);
        assert_eq!(buffer.take(), b"efgh");
    }
}
