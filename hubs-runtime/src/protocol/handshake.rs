//! The first message on every connection: JSON text and 0x1E, whatever the protocol is to be.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use super::{Protocol, framing::SEPARATOR, texts};

/// The newest version of the hub protocols: 2 speaks acknowledgements and sequences.
const NEWEST_VERSION: i64 = 2;

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandshakeRequest {
    /// Name of the hub protocol.
    pub protocol: String,
    /// Its version.
    pub version: i64,
}

/// Why there is no agreement. The text is what the client gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandshakeError {
    /// A protocol that we do not speak.
    UnknownProtocol(String),
    /// A version that we do not speak.
    UnknownVersion {
        /// The protocol.
        protocol: String,
        /// The version.
        version: i64,
    },
    /// A binary protocol on a transport for text.
    TransferFormat {
        /// The protocol.
        protocol: &'static str,
        /// Its transfer format.
        format: &'static str,
    },
    /// It did not come in time, or was too large.
    Canceled,
    /// It is no handshake. The cause is for detailed errors.
    Malformed(String),
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProtocol(name) => f.write_str(&texts::unknown_protocol(name)),
            Self::UnknownVersion { protocol, version } => {
                f.write_str(&texts::unknown_version(protocol, *version))
            }
            Self::TransferFormat { protocol, format } => {
                f.write_str(&texts::transfer_format(protocol, format))
            }
            Self::Canceled => f.write_str(texts::HANDSHAKE_CANCELED),
            Self::Malformed(_) => f.write_str(texts::HANDSHAKE_FAILED),
        }
    }
}

impl std::error::Error for HandshakeError {}

#[derive(Deserialize)]
struct RawRequest<'a> {
    #[serde(borrow)]
    protocol: Option<Cow<'a, str>>,
    version: Option<i64>,
}

/// Parses a request, without its separator.
///
/// # Errors
/// [`HandshakeError::Malformed`].
pub fn parse_handshake_request(body: &[u8]) -> Result<HandshakeRequest, HandshakeError> {
    // serde would read the fields from an array, too.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(HandshakeError::Malformed(texts::HANDSHAKE_ARRAY.to_owned()));
    }
    let raw: RawRequest<'_> = serde_json::from_slice(body)
        .map_err(|error| HandshakeError::Malformed(error.to_string()))?;
    let missing = |name: &str| HandshakeError::Malformed(texts::missing(name));
    Ok(HandshakeRequest {
        protocol: raw
            .protocol
            .ok_or_else(|| missing("protocol"))?
            .into_owned(),
        version: raw.version.ok_or_else(|| missing("version"))?,
    })
}

impl HandshakeRequest {
    /// The protocol that both sides speak.
    ///
    /// # Errors
    /// [`HandshakeError`] for an unknown protocol or version.
    pub fn agree(&self) -> Result<Protocol, HandshakeError> {
        let protocol = Protocol::from_name(&self.protocol)
            .ok_or_else(|| HandshakeError::UnknownProtocol(self.protocol.clone()))?;
        if self.version > NEWEST_VERSION {
            return Err(HandshakeError::UnknownVersion {
                protocol: self.protocol.clone(),
                version: self.version,
            });
        }
        Ok(protocol)
    }

    /// Whether the client speaks acknowledgements and sequences.
    pub fn is_stateful(&self) -> bool {
        self.version >= NEWEST_VERSION
    }
}

/// Appends a client's request.
pub fn write_handshake_request(buffer: &mut Vec<u8>, request: &HandshakeRequest) {
    #[derive(Serialize)]
    struct Request<'a> {
        protocol: &'a str,
        version: i64,
    }
    let request = Request {
        protocol: &request.protocol,
        version: request.version,
    };
    serde_json::to_writer(&mut *buffer, &request).expect("a text can be written");
    buffer.push(SEPARATOR);
}

/// Why a server's answer is no agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandshakeFault {
    /// The server's own words.
    Refused(String),
    /// It is no answer to a handshake.
    Malformed(String),
}

/// Parses a server's answer, without its separator.
///
/// # Errors
/// [`HandshakeFault`].
pub fn parse_handshake_response(body: &[u8]) -> Result<(), HandshakeFault> {
    #[derive(Deserialize)]
    struct Response<'a> {
        #[serde(borrow)]
        error: Option<Cow<'a, str>>,
        /// Only messages have one.
        r#type: Option<serde::de::IgnoredAny>,
    }
    let malformed = |detail: &dyn fmt::Display| {
        HandshakeFault::Malformed(format!("the answer to the handshake is none: {detail}"))
    };
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(malformed(&"it is no JSON object"));
    }
    let response: Response<'_> = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    if response.r#type.is_some() {
        return Err(malformed(&"it is a message"));
    }
    match response.error {
        Some(error) => Err(HandshakeFault::Refused(error.into_owned())),
        None => Ok(()),
    }
}

/// Appends the answer: agreement, or the error.
pub fn write_handshake_response(buffer: &mut Vec<u8>, error: Option<&str>) {
    #[derive(Serialize)]
    struct Response<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a str>,
    }
    serde_json::to_writer(&mut *buffer, &Response { error }).expect("a text can be written");
    buffer.push(SEPARATOR);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(request: &str, expected: Result<Protocol, &str>) {
        let found = parse_handshake_request(request.as_bytes())
            .and_then(|request| request.agree())
            .map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned), "{request}");
    }

    #[test]
    fn requests_are_read_in_any_order_and_case() {
        check(r#"{"protocol":"json","version":1}"#, Ok(Protocol::Json));
        check(
            r#"{"version":2,"extra":{},"protocol":"MessagePack"}"#,
            Ok(Protocol::MessagePack),
        );
    }

    #[test]
    fn refusals_have_the_texts_of_signalr() {
        let malformed = "An unexpected error occurred during connection handshake.";
        check(
            r#"{"protocol":"xml","version":1}"#,
            Err("The protocol 'xml' is not supported."),
        );
        check(
            r#"{"protocol":"json","version":3}"#,
            Err("The server does not support version 3 of the 'json' protocol."),
        );
        check(r#"{"version":1}"#, Err(malformed));
        check(r#"{"protocol":null,"version":1}"#, Err(malformed));
        check("GET / HTTP/1.1", Err(malformed));
        check("\u{0}", Err(malformed));
    }

    #[test]
    fn answers_are_exact() {
        let mut buffer = Vec::new();
        write_handshake_response(&mut buffer, None);
        write_handshake_response(&mut buffer, Some("no \"x\""));
        assert_eq!(buffer, b"{}\x1e{\"error\":\"no \\\"x\\\"\"}\x1e");
    }

    #[test]
    fn what_clients_write_and_read_is_what_servers_read_and_write() {
        let request = HandshakeRequest {
            protocol: "messagepack".to_owned(),
            version: 2,
        };
        let mut buffer = Vec::new();
        write_handshake_request(&mut buffer, &request);
        let body = buffer.strip_suffix(&[SEPARATOR]).unwrap();
        assert_eq!(parse_handshake_request(body), Ok(request));
        assert_eq!(parse_handshake_response(br#"{"minorVersion":1}"#), Ok(()));
        let refused = HandshakeFault::Refused("no \"x\"".to_owned());
        assert_eq!(
            parse_handshake_response(br#"{"error":"no \"x\""}"#),
            Err(refused)
        );
        for wrong in [r#"{"type":6}"#, "[]", "", "<html>"] {
            let parsed = parse_handshake_response(wrong.as_bytes());
            assert!(
                matches!(parsed, Err(HandshakeFault::Malformed(_))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_request_is_an_object() {
        let refused = parse_handshake_request(br#" ["json",1]"#);
        assert!(matches!(refused, Err(HandshakeError::Malformed(_))));
    }
}
