//! Headers of a request as they are kept while its connection lives: one piece of memory instead of a map of many.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

/// The headers of a request, in the order in which they came.
///
/// They take as many bytes as they have and eight each; a [`HeaderMap`] of them is made on demand.
#[derive(Default)]
pub(crate) struct KeptHeaders {
    /// For each the lengths of name and value, then these.
    bytes: Box<[u8]>,
}

/// Bytes of one length.
const LENGTH: usize = size_of::<u32>();

impl KeptHeaders {
    /// Names and values, again for each value of a name; names are in lower case.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut rest = &self.bytes[..];
        std::iter::from_fn(move || {
            let name = taken_length(&mut rest)?;
            let value = taken_length(&mut rest)?;
            let name = std::str::from_utf8(taken(&mut rest, name)?).ok()?;
            Some((name, taken(&mut rest, value)?))
        })
    }

    /// The values of headers with this name, ignoring case.
    pub(crate) fn get_all(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn to_map(&self) -> HeaderMap {
        let pairs = self.iter().filter_map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            Some((name, HeaderValue::from_bytes(value).ok()?))
        });
        let mut map = HeaderMap::new();
        // `collect` would keep the last value of a name alone.
        for (name, value) in pairs {
            map.append(name, value);
        }
        map
    }
}

impl From<&HeaderMap> for KeptHeaders {
    fn from(headers: &HeaderMap) -> Self {
        let lengths = headers
            .iter()
            .map(|(name, value)| 2 * LENGTH + name.as_str().len() + value.len());
        let mut bytes = Vec::with_capacity(lengths.sum());
        for (name, value) in headers {
            let (name, value) = (name.as_str().as_bytes(), value.as_bytes());
            // No request is read that has a header as long as that.
            let (Ok(name_length), Ok(value_length)) =
                (u32::try_from(name.len()), u32::try_from(value.len()))
            else {
                continue;
            };
            bytes.extend_from_slice(&name_length.to_le_bytes());
            bytes.extend_from_slice(&value_length.to_le_bytes());
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(value);
        }
        Self {
            bytes: bytes.into_boxed_slice(),
        }
    }
}

/// Names alone: values may be secrets.
impl fmt::Debug for KeptHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

fn taken_length(rest: &mut &[u8]) -> Option<usize> {
    let (length, after) = rest.split_first_chunk::<LENGTH>()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*length)).ok()
}

fn taken<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (piece, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_come_back_as_they_were() {
        let mut map = HeaderMap::new();
        map.append("accept", HeaderValue::from_static(""));
        map.append("cookie", HeaderValue::from_static("a=1"));
        map.append(
            "X-Bytes",
            HeaderValue::from_bytes(&[0xff, b' ', 0x80]).unwrap(),
        );
        map.append("cookie", HeaderValue::from_static("b=2"));
        let kept = KeptHeaders::from(&map);
        assert_eq!(kept.to_map(), map);
        assert_eq!(kept.get_all("COOKIE").collect::<Vec<_>>(), [b"a=1", b"b=2"]);
        assert_eq!(
            kept.get_all("x-bytes").collect::<Vec<_>>(),
            [[0xff, b' ', 0x80]]
        );
        assert_eq!(kept.get_all("cook").count(), 0);
        assert_eq!(
            format!("{kept:?}"),
            r#"{"accept", "cookie", "cookie", "x-bytes"}"#
        );
        assert_eq!(KeptHeaders::default().iter().count(), 0);
    }
}
