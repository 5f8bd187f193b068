//! The server's half of the handshake (RFC 6455, section 4.2; over HTTP/2: RFC 8441).

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};

use super::{UPGRADE, VERSION, WEBSOCKET, accept_value, base64_header, has_token, is_key};

/// A request that may become a WebSocket: the answer has this [`status`](Self::status) and these
/// [`headers`](Self::headers).
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    /// What answers the key; `None` over HTTP/2, which has none.
    accept: Option<HeaderValue>,
}

impl Accepted {
    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self.accept {
            Some(_) => StatusCode::SWITCHING_PROTOCOLS,
            None => StatusCode::OK,
        }
    }

    /// The headers of the answer.
    pub(crate) fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let Some(accept) = &self.accept else {
            return Vec::new();
        };
        vec![
            (header::CONNECTION, UPGRADE),
            (header::UPGRADE, WEBSOCKET),
            (header::SEC_WEBSOCKET_ACCEPT, accept.clone()),
        ]
    }
}

/// Why a request cannot become a WebSocket. The text is the body of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpgradeRefusal {
    /// HTTP/1.0 knows no upgrade, and HTTP/2 none of a `GET`.
    #[error(
        "a WebSocket begins with `GET` in HTTP/1.1 or with an extended `CONNECT` (RFC 8441) in HTTP/2, but the request \
         is neither and came as {0:?}"
    )]
    HttpVersion(Version),
    /// Anything but `GET`.
    #[error("a WebSocket request must use the method `GET`")]
    Method,
    /// Typically a proxy that does not pass the header on.
    #[error(
        "not a WebSocket request: the header `Upgrade: websocket` is missing; \
         a proxy in between may have removed it and must pass on `Upgrade` and `Connection`"
    )]
    NoUpgrade,
    /// Typically a proxy that does not pass the header on.
    #[error(
        "not a WebSocket request: the header `Connection: Upgrade` is missing; \
         a proxy in between may have removed it and must pass on `Upgrade` and `Connection`"
    )]
    NoConnectionUpgrade,
    /// Missing, or not 13; of a request of this version of HTTP.
    #[error(
        "the header `Sec-WebSocket-Version` must be `13`, the only version of WebSocket served"
    )]
    WebSocketVersion(Version),
    /// Missing.
    #[error("not a WebSocket request: the header `Sec-WebSocket-Key` is missing")]
    NoKey,
    /// Not the base64 of 16 bytes, or given more than once.
    #[error("the header `Sec-WebSocket-Key` must be given once and be 16 bytes in base64")]
    InvalidKey,
}

impl UpgradeRefusal {
    /// The status of the answer.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::WebSocketVersion(Version::HTTP_11) => StatusCode::UPGRADE_REQUIRED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The headers that belong to that status (RFC 6455, section 4.4; RFC 9110, sections 15.5.6 and 15.5.22).
    pub(crate) fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self {
            Self::Method => vec![(header::ALLOW, HeaderValue::from_static("GET"))],
            Self::WebSocketVersion(Version::HTTP_11) => vec![
                (header::SEC_WEBSOCKET_VERSION, VERSION),
                (header::CONNECTION, UPGRADE),
                (header::UPGRADE, WEBSOCKET),
            ],
            Self::WebSocketVersion(_) => vec![(header::SEC_WEBSOCKET_VERSION, VERSION)],
            _ => Vec::new(),
        }
    }
}

/// Whether a request looks as if it were meant to become a WebSocket, even if a header was lost on its way.
///
/// Tells it from the requests of other transports; [`accept`] then says what is missing.
pub(crate) fn asks_for_upgrade(headers: &HeaderMap) -> bool {
    headers.contains_key(header::SEC_WEBSOCKET_KEY)
        || headers.contains_key(header::SEC_WEBSOCKET_VERSION)
        || has_token(headers, header::UPGRADE, "websocket")
}

/// Decides whether a request may become a WebSocket.
///
/// # Errors
///
/// The first demand that the request does not meet: of RFC 6455, section 4.2.1, or of RFC 8441, section 5.
pub(crate) fn accept(
    method: &Method,
    version: Version,
    headers: &HeaderMap,
) -> Result<Accepted, UpgradeRefusal> {
    if version == Version::HTTP_2 && method == Method::CONNECT {
        // It has a path, so it is an extended one. Which protocol it is for is known to hyper, if the application has
        // switched HTTP/2 on; only WebSockets have this header.
        return match has_version(headers) {
            true => Ok(Accepted { accept: None }),
            false => Err(UpgradeRefusal::WebSocketVersion(version)),
        };
    }
    if version != Version::HTTP_11 {
        return Err(UpgradeRefusal::HttpVersion(version));
    }
    if method != Method::GET {
        return Err(UpgradeRefusal::Method);
    }
    if !has_token(headers, header::UPGRADE, "websocket") {
        return Err(UpgradeRefusal::NoUpgrade);
    }
    if !has_token(headers, header::CONNECTION, "upgrade") {
        return Err(UpgradeRefusal::NoConnectionUpgrade);
    }
    if !has_version(headers) {
        return Err(UpgradeRefusal::WebSocketVersion(version));
    }
    let key = single_key(headers)?;
    Ok(Accepted {
        accept: Some(base64_header(accept_value(key))),
    })
}

fn has_version(headers: &HeaderMap) -> bool {
    headers.get(header::SEC_WEBSOCKET_VERSION) == Some(&VERSION)
}

fn single_key(headers: &HeaderMap) -> Result<&[u8], UpgradeRefusal> {
    let mut keys = headers.get_all(header::SEC_WEBSOCKET_KEY).iter();
    let key = keys.next().ok_or(UpgradeRefusal::NoKey)?.as_bytes();
    let key = key.trim_ascii();
    if keys.next().is_some() || !is_key(key) {
        return Err(UpgradeRefusal::InvalidKey);
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The request of RFC 6455, section 1.3, as far as it matters here.
    fn request() -> HeaderMap {
        let headers = [
            (header::UPGRADE, "websocket"),
            (header::CONNECTION, "Upgrade"),
            (header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ=="),
            (header::SEC_WEBSOCKET_VERSION, "13"),
        ];
        headers
            .into_iter()
            .map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect()
    }

    fn refusal(headers: &HeaderMap) -> UpgradeRefusal {
        accept(&Method::GET, Version::HTTP_11, headers).unwrap_err()
    }

    #[test]
    fn example_of_the_rfc_is_accepted() {
        let accepted = accept(&Method::GET, Version::HTTP_11, &request()).unwrap();
        let answer: HeaderMap = accepted.headers().into_iter().collect();
        assert_eq!(
            answer[header::SEC_WEBSOCKET_ACCEPT],
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        );
        assert_eq!(answer[header::UPGRADE], "websocket");
        assert_eq!(answer[header::CONNECTION], "Upgrade");
    }

    #[test]
    fn firefox_and_proxies_send_token_lists() {
        let mut headers = request();
        headers.insert(
            header::CONNECTION,
            HeaderValue::from_static("keep-alive, Upgrade"),
        );
        headers.insert(header::UPGRADE, HeaderValue::from_static("WebSocket"));
        assert!(accept(&Method::GET, Version::HTTP_11, &headers).is_ok());
    }

    #[test]
    fn each_missing_header_is_named() {
        for (name, refused, text) in [
            (
                header::UPGRADE,
                UpgradeRefusal::NoUpgrade,
                "`Upgrade: websocket` is missing",
            ),
            (
                header::CONNECTION,
                UpgradeRefusal::NoConnectionUpgrade,
                "`Connection: Upgrade` is missing",
            ),
            (
                header::SEC_WEBSOCKET_KEY,
                UpgradeRefusal::NoKey,
                "`Sec-WebSocket-Key` is missing",
            ),
        ] {
            let mut headers = request();
            headers.remove(name);
            assert!(asks_for_upgrade(&headers));
            let refusal = refusal(&headers);
            assert_eq!(refusal, refused);
            assert_eq!(refusal.status(), StatusCode::BAD_REQUEST);
            assert!(refusal.to_string().contains(text), "{refusal}");
        }
    }

    #[test]
    fn other_versions_are_told_the_right_one() {
        for version in [None, Some("8"), Some("13, 8"), Some("")] {
            let mut headers = request();
            headers.remove(header::SEC_WEBSOCKET_VERSION);
            if let Some(version) = version {
                headers.insert(
                    header::SEC_WEBSOCKET_VERSION,
                    HeaderValue::from_static(version),
                );
            }
            let refusal = refusal(&headers);
            assert_eq!(refusal, UpgradeRefusal::WebSocketVersion(Version::HTTP_11));
            assert_eq!(refusal.status(), StatusCode::UPGRADE_REQUIRED);
            let answer: HeaderMap = refusal.headers().into_iter().collect();
            assert_eq!(answer[header::SEC_WEBSOCKET_VERSION], "13");
            assert_eq!(answer[header::UPGRADE], "websocket");
        }
    }

    #[test]
    fn keys_must_be_single_and_well_formed() {
        let mut headers = request();
        headers.append(
            header::SEC_WEBSOCKET_KEY,
            HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ=="),
        );
        assert_eq!(refusal(&headers), UpgradeRefusal::InvalidKey);
        headers.insert(header::SEC_WEBSOCKET_KEY, HeaderValue::from_static("guess"));
        assert_eq!(refusal(&headers), UpgradeRefusal::InvalidKey);
    }

    #[test]
    fn method_and_http_version_are_checked() {
        let post = accept(&Method::POST, Version::HTTP_11, &request()).unwrap_err();
        assert_eq!(post, UpgradeRefusal::Method);
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(
            post.headers(),
            [(header::ALLOW, HeaderValue::from_static("GET"))]
        );
        for version in [Version::HTTP_10, Version::HTTP_2] {
            let refusal = accept(&Method::GET, version, &request()).unwrap_err();
            assert_eq!(refusal, UpgradeRefusal::HttpVersion(version));
            assert_eq!(refusal.status(), StatusCode::BAD_REQUEST);
            assert!(refusal.to_string().contains(&format!("{version:?}")));
        }
    }

    /// Headers that belong to one hop alone are forbidden there (RFC 9113, section 8.2.2).
    #[test]
    fn http_2_opens_with_an_extended_connect_and_without_the_headers_of_an_upgrade() {
        let connect = |version| {
            let headers = [(header::SEC_WEBSOCKET_VERSION, version)];
            let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
            accept(
                &Method::CONNECT,
                Version::HTTP_2,
                &headers.into_iter().collect(),
            )
        };
        let accepted = connect("13").unwrap();
        assert_eq!(accepted.status(), StatusCode::OK);
        assert_eq!(accepted.headers(), []);
        let refusal = connect("8").unwrap_err();
        assert_eq!(refusal.status(), StatusCode::BAD_REQUEST);
        assert_eq!(
            refusal.headers(),
            [(header::SEC_WEBSOCKET_VERSION, VERSION)]
        );
        let older = accept(&Method::CONNECT, Version::HTTP_11, &request()).unwrap_err();
        assert_eq!(older, UpgradeRefusal::Method);
    }

    #[test]
    fn other_transports_do_not_ask() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("text/event-stream"),
        );
        headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("h2c"));
        assert!(!asks_for_upgrade(&headers));
    }
}
