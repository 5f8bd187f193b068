//! Masking: every byte a client sends is combined with a key that changes with each frame (RFC 6455, section 5.3).

use std::fmt;

/// How many keys one request to the operating system's generator yields.
const KEYS_PER_REFILL: usize = 32;

/// The four bytes that one frame is masked with.
///
/// Masking twice with the same key gives the original bytes, so the same type serves both directions.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MaskKey([u8; 4]);

impl MaskKey {
    /// A key as it stands in a frame header.
    pub(crate) const fn new(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// The key as it stands in a frame header.
    pub(crate) const fn bytes(self) -> [u8; 4] {
        self.0
    }

    /// Masks or unmasks `data`, whose first byte is combined with the key's first byte, and returns whether the outcome
    /// is ASCII: on the way past every byte, that costs next to nothing, and saves a text's check for UTF-8.
    pub(crate) fn apply(self, data: &mut [u8]) -> bool {
        let [a, b, c, d] = self.0;
        let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
        let mut seen = 0;
        let (words, rest) = data.as_chunks_mut::<8>();
        for word in words {
            let outcome = u64::from_ne_bytes(*word) ^ wide;
            *word = outcome.to_ne_bytes();
            seen |= outcome;
        }
        for (byte, key) in rest.iter_mut().zip(wide.to_ne_bytes()) {
            *byte ^= key;
            seen |= u64::from(*byte);
        }
        seen.to_ne_bytes().is_ascii()
    }

    /// The key for the bytes that follow the first `count` bytes of a payload.
    pub(crate) fn after(self, count: usize) -> Self {
        let mut bytes = self.0;
        bytes.rotate_left(count % 4);
        Self(bytes)
    }
}

impl fmt::Debug for MaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key that can be read from a log can be predicted by whoever reads the log.
        f.write_str("MaskKey(..)")
    }
}

/// Unpredictable keys for the frames a client writes.
///
/// They come from the operating system's generator, as RFC 6455, section 10.3 asks; one system call serves 32 frames.
pub(crate) struct MaskKeys {
    pool: [[u8; 4]; KEYS_PER_REFILL],
    left: usize,
}

impl MaskKeys {
    /// No keys yet: the first request fetches them.
    pub(crate) const fn new() -> Self {
        Self {
            pool: [[0; 4]; KEYS_PER_REFILL],
            left: 0,
        }
    }

    /// A key that was never given out before.
    ///
    /// # Errors
    ///
    /// If the operating system has no random bytes to give; a frame must not be sent then.
    pub(crate) fn next_key(&mut self) -> Result<MaskKey, getrandom::Error> {
        if self.left == 0 {
            getrandom::fill(self.pool.as_flattened_mut())?;
            self.left = KEYS_PER_REFILL;
        }
        self.left -= 1;
        Ok(MaskKey(self.pool[self.left]))
    }
}

impl fmt::Debug for MaskKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MaskKeys")
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// The algorithm as RFC 6455, section 5.3 words it.
    fn byte_by_byte(key: [u8; 4], data: &[u8]) -> Vec<u8> {
        data.iter()
            .enumerate()
            .map(|(i, byte)| byte ^ key[i % 4])
            .collect()
    }

    proptest! {
        #[test]
        fn words_equal_bytes(key: [u8; 4], data: Vec<u8>) {
            let mut masked = data.clone();
            let ascii = MaskKey::new(key).apply(&mut masked);
            prop_assert_eq!(&masked, &byte_by_byte(key, &data));
            prop_assert_eq!(ascii, masked.is_ascii());
            MaskKey::new(key).apply(&mut masked);
            prop_assert_eq!(masked, data);
        }

        #[test]
        fn ascii_is_noticed(
            key: [u8; 4],
            mut data in prop::collection::vec(0..0x80u8, 0..100),
            odd: Option<prop::sample::Index>,
        ) {
            if let Some(odd) = odd
                && !data.is_empty()
            {
                let at = odd.index(data.len());
                data[at] |= 0x80;
            }
            let mut masked = byte_by_byte(key, &data);
            prop_assert_eq!(MaskKey::new(key).apply(&mut masked), data.is_ascii());
        }

        #[test]
        fn a_payload_may_be_masked_in_two_parts(key: [u8; 4], data: Vec<u8>, cut: prop::sample::Index) {
            let mut masked = data.clone();
            let cut = cut.index(data.len() + 1);
            let (head, tail) = masked.split_at_mut(cut);
            MaskKey::new(key).apply(head);
            MaskKey::new(key).after(cut).apply(tail);
            prop_assert_eq!(masked, byte_by_byte(key, &data));
        }
    }

    #[test]
    fn keys_differ_over_refills() {
        let mut keys = MaskKeys::new();
        let seen: HashSet<[u8; 4]> = (0..4 * KEYS_PER_REFILL)
            .map(|_| keys.next_key().unwrap().bytes())
            .collect();
        // A repeated key or two is chance (one in half a million); a pool given out twice is not.
        assert!(seen.len() > 3 * KEYS_PER_REFILL);
    }

    #[test]
    fn debug_text_hides_the_key() {
        assert_eq!(format!("{:?}", MaskKey::new([1, 2, 3, 4])), "MaskKey(..)");
    }
}
