//! UTF-8 over the borders of chunks and frames: a character may begin in one and end in the next.

/// Below this length in bytes, looking for ASCII first is several times quicker than the general check, which only
/// pays off with wide registers to fill.
const SHORT: usize = 64;

/// Checks the text of one message as it arrives, failing at the first byte that cannot belong to valid UTF-8.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Utf8Check {
    /// The first bytes of a character whose end has not arrived yet.
    begun: [u8; 4],
    /// How many of them there are, at most 3.
    len: u8,
}

/// The bytes are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotUtf8;

impl Utf8Check {
    /// Ready for a message to begin.
    pub(crate) const fn new() -> Self {
        Self {
            begun: [0; 4],
            len: 0,
        }
    }

    /// Checks the next bytes of a message; `end` says that no more follow, and makes this ready for the next message.
    ///
    /// # Errors
    ///
    /// If the message cannot become valid UTF-8 any more, whatever follows.
    pub(crate) fn push(&mut self, mut bytes: &[u8], end: bool) -> Result<(), NotUtf8> {
        while self.len > 0 {
            let Some((first, rest)) = bytes.split_first() else {
                return if end { Err(NotUtf8) } else { Ok(()) };
            };
            self.continue_character(*first)?;
            bytes = rest;
        }
        if bytes.len() < SHORT && bytes.is_ascii() {
            return Ok(());
        }
        if end {
            return simdutf8::basic::from_utf8(bytes)
                .map(drop)
                .map_err(|_| NotUtf8);
        }
        match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => Ok(()),
            Err(error) if error.error_len().is_none() => {
                self.begin_character(&bytes[error.valid_up_to()..])
            }
            Err(_) => Err(NotUtf8),
        }
    }

    /// Whether what has come so far ends with a whole character, so that ASCII may follow without being checked.
    pub(crate) const fn is_whole(&self) -> bool {
        self.len == 0
    }

    fn begin_character(&mut self, bytes: &[u8]) -> Result<(), NotUtf8> {
        let begun = self.begun.get_mut(..bytes.len()).ok_or(NotUtf8)?;
        begun.copy_from_slice(bytes);
        self.len = bytes.len() as u8;
        Ok(())
    }

    fn continue_character(&mut self, byte: u8) -> Result<(), NotUtf8> {
        let len = usize::from(self.len);
        *self.begun.get_mut(len).ok_or(NotUtf8)? = byte;
        match std::str::from_utf8(&self.begun[..=len]) {
            Ok(_) => self.len = 0,
            Err(error) if error.error_len().is_none() => self.len += 1,
            Err(_) => return Err(NotUtf8),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The verdict on `bytes` when they arrive cut at `cuts`.
    fn in_pieces(bytes: &[u8], cuts: &[usize]) -> Result<(), NotUtf8> {
        let mut check = Utf8Check::new();
        let mut from = 0;
        for &cut in cuts {
            check.push(&bytes[from..cut], false)?;
            from = cut;
        }
        check.push(&bytes[from..], true)
    }

    /// Text, text with one byte changed, or anything.
    fn nearly_text() -> impl Strategy<Value = Vec<u8>> {
        let text = any::<String>().prop_map(String::into_bytes);
        let damaged = (any::<String>(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
            |(text, at, byte)| {
                let mut bytes = text.into_bytes();
                bytes.push(b' ');
                let at = at.index(bytes.len());
                bytes[at] = byte;
                bytes
            },
        );
        prop_oneof![
            text,
            damaged,
            any::<Vec<u8>>(),
            prop::collection::vec(0x80..=0xffu8, 0..8)
        ]
    }

    proptest! {
        #[test]
        fn verdict_is_that_of_std(
            bytes in nearly_text(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.sort_unstable();
            prop_assert_eq!(in_pieces(&bytes, &cuts).is_ok(), std::str::from_utf8(&bytes).is_ok());
        }

        #[test]
        fn fails_at_the_first_impossible_byte(bytes in nearly_text()) {
            let impossible = std::str::from_utf8(&bytes)
                .err()
                .filter(|error| error.error_len().is_some());
            let mut check = Utf8Check::new();
            let failed = bytes.iter().position(|byte| check.push(&[*byte], false).is_err());
            match impossible {
                None => prop_assert_eq!(failed, None),
                Some(error) => {
                    let begin = error.valid_up_to();
                    // `error_len` counts the bytes that were still possible; the next one broke the character, unless
                    // the first was already impossible.
                    let end = begin + error.error_len().unwrap_or_default();
                    prop_assert!(failed.is_some_and(|at| at == begin || at == end));
                }
            }
        }
    }

    #[test]
    fn is_ready_for_the_next_message_after_an_end() {
        let mut check = Utf8Check::new();
        check.push(&[0xc3], false).unwrap();
        check.push(&[0xa4], true).unwrap();
        check.push(b"plain", true).unwrap();
        assert_eq!(check.push(&[0xa4], true), Err(NotUtf8));
    }

    #[test]
    fn a_begun_character_must_end_with_the_message() {
        for begun in [&[0xc3][..], &[0xe2, 0x82], &[0xf0, 0x9f, 0x98]] {
            let mut check = Utf8Check::new();
            check.push(begun, false).unwrap();
            assert_eq!(check.push(&[], true), Err(NotUtf8));
            assert_eq!(Utf8Check::new().push(begun, true), Err(NotUtf8));
        }
    }
}
