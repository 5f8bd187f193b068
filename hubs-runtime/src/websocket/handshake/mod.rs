//! From an HTTP request to an open WebSocket (RFC 6455, section 4): what the server demands and answers, what the
//! client sends and checks.
//!
//! Neither side offers extensions or subprotocols: the hub protocol is agreed on in its own handshake.

mod client;
mod server;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha1::{Digest, Sha1};

pub(crate) use client::{ClientHandshake, UpgradeFailure};
pub(crate) use server::{Accepted, UpgradeRefusal, accept, asks_for_upgrade};

/// The only version of the protocol (RFC 6455, section 4.1).
const VERSION: HeaderValue = HeaderValue::from_static("13");
const WEBSOCKET: HeaderValue = HeaderValue::from_static("websocket");
const UPGRADE: HeaderValue = HeaderValue::from_static("Upgrade");

/// Length in bytes of what a key encodes.
const KEY_LEN: usize = 16;

/// Hashed together with the key, to show that the server read the request as a WebSocket's (RFC 6455, section 1.3).
const ACCEPT_GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Base64 that overlooks what some clients get wrong when they invent a key: bits beyond the last byte.
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// Whether `key` is the base64 of 16 bytes.
fn is_key(key: &[u8]) -> bool {
    // Room for what 24 characters can hold; longer keys do not fit and are refused.
    let mut decoded = [0; KEY_LEN + 2];
    matches!(KEY_BASE64.decode_slice(key, &mut decoded), Ok(KEY_LEN))
}

/// The value of `Sec-WebSocket-Accept` that answers `key`.
fn accept_value(key: &[u8]) -> String {
    let digest = Sha1::new()
        .chain_update(key)
        .chain_update(ACCEPT_GUID)
        .finalize();
    general_purpose::STANDARD.encode(digest)
}

/// A header value out of base64, which consists of characters that every header may hold.
fn base64_header(value: String) -> HeaderValue {
    HeaderValue::try_from(value).expect("base64 is visible ASCII")
}

/// Whether one of the comma-separated tokens in all headers called `name` is `token`, ignoring case.
fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .any(|item| item.trim_ascii().eq_ignore_ascii_case(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6455, section 1.3.
    #[test]
    fn example_of_the_rfc() {
        assert_eq!(
            accept_value(b"dGhlIHNhbXBsZSBub25jZQ=="),
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
    }

    #[test]
    fn keys_are_sixteen_bytes() {
        assert!(is_key(b"dGhlIHNhbXBsZSBub25jZQ=="));
        assert!(
            is_key(b"AAAAAAAAAAAAAAAAAAAAAB=="),
            "bits beyond the last byte"
        );
        for wrong in [
            "",
            "short",
            "dGhlIHNhbXBsZSBub25jZQ",
            "dGhlIHNhbXBsZSBub25jZSE=",
            "dGhlIHNhbXBsZSBub25jZSEh",
            "dGhlIHNhbXBsZSBub25jZSEhdGhlIHNhbXBsZSBub25jZSEh",
            "dGhlIHNhbXBsZSBub2!jZQ==",
        ] {
            assert!(!is_key(wrong.as_bytes()), "{wrong}");
        }
    }

    #[test]
    fn tokens_are_found_in_lists_ignoring_case() {
        let mut headers = HeaderMap::new();
        headers.append(
            http::header::CONNECTION,
            HeaderValue::from_static("keep-alive, uPgRaDe"),
        );
        headers.append(http::header::CONNECTION, HeaderValue::from_static("TE"));
        for token in ["upgrade", "keep-alive", "te"] {
            assert!(has_token(&headers, http::header::CONNECTION, token));
        }
        for token in ["up", "grade", "upgrades", "keep-alive, upgrade", "close"] {
            assert!(!has_token(&headers, http::header::CONNECTION, token));
        }
    }
}
