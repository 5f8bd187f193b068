//! The client's half of the handshake (RFC 6455, section 4.1).

use base64::{Engine as _, engine::general_purpose};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{KEY_LEN, UPGRADE, VERSION, WEBSOCKET, accept_value, base64_header, has_token};

/// One attempt to open a WebSocket: the headers to send with a `GET` over HTTP/1.1, and the check of the answer.
#[derive(Clone, Debug)]
pub(crate) struct ClientHandshake {
    key: HeaderValue,
}

/// Why an answer does not open a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UpgradeFailure {
    /// The server refused, redirected or knows nothing of WebSockets.
    #[error("the server answered {0} instead of opening a WebSocket (101 Switching Protocols)")]
    Status(StatusCode),
    /// The header is missing or says something else.
    #[error(
        "the server's answer lacks the header `Upgrade: websocket`; a proxy may have removed it"
    )]
    NoUpgrade,
    /// The header is missing or says something else.
    #[error(
        "the server's answer lacks the header `Connection: Upgrade`; a proxy may have removed it"
    )]
    NoConnectionUpgrade,
    /// Missing, or computed from another key: an old answer, or not a WebSocket server.
    #[error(
        "the header `Sec-WebSocket-Accept` of the server's answer does not belong to this request"
    )]
    WrongAccept,
    /// None was offered, so none may be chosen.
    #[error("the server chose a WebSocket extension or subprotocol that was not offered")]
    NotOffered,
}

impl ClientHandshake {
    /// An attempt with a new random key.
    ///
    /// # Errors
    ///
    /// If the operating system has no random bytes to give.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut key = [0; KEY_LEN];
        getrandom::fill(&mut key)?;
        Ok(Self {
            key: base64_header(general_purpose::STANDARD.encode(key)),
        })
    }

    /// The headers to send beside `Host` and whatever the application adds.
    pub(crate) fn headers(&self) -> [(HeaderName, HeaderValue); 4] {
        [
            (header::CONNECTION, UPGRADE),
            (header::UPGRADE, WEBSOCKET),
            (header::SEC_WEBSOCKET_VERSION, VERSION),
            (header::SEC_WEBSOCKET_KEY, self.key.clone()),
        ]
    }

    /// Checks the server's answer.
    ///
    /// # Errors
    ///
    /// The first of the demands at the end of RFC 6455, section 4.1 that the answer does not meet; the connection
    /// cannot be used as a WebSocket then.
    pub(crate) fn check(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<(), UpgradeFailure> {
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return Err(UpgradeFailure::Status(status));
        }
        if !has_token(headers, header::UPGRADE, "websocket") {
            return Err(UpgradeFailure::NoUpgrade);
        }
        if !has_token(headers, header::CONNECTION, "upgrade") {
            return Err(UpgradeFailure::NoConnectionUpgrade);
        }
        let accept = headers.get(header::SEC_WEBSOCKET_ACCEPT);
        let expected = accept_value(self.key.as_bytes());
        if accept.is_none_or(|accept| accept.as_bytes().trim_ascii() != expected.as_bytes()) {
            return Err(UpgradeFailure::WrongAccept);
        }
        if headers.contains_key(header::SEC_WEBSOCKET_EXTENSIONS)
            || headers.contains_key(header::SEC_WEBSOCKET_PROTOCOL)
        {
            return Err(UpgradeFailure::NotOffered);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use http::{Method, Version};

    use super::*;
    use crate::websocket::handshake::accept;

    /// An attempt and what our own server answers.
    fn attempt() -> (ClientHandshake, HeaderMap) {
        let handshake = ClientHandshake::new().unwrap();
        let request: HeaderMap = handshake.headers().into_iter().collect();
        let accepted = accept(&Method::GET, Version::HTTP_11, &request).unwrap();
        (handshake, accepted.headers().into_iter().collect())
    }

    fn failure(change: impl FnOnce(&mut HeaderMap)) -> UpgradeFailure {
        let (handshake, mut answer) = attempt();
        change(&mut answer);
        handshake
            .check(StatusCode::SWITCHING_PROTOCOLS, &answer)
            .unwrap_err()
    }

    #[test]
    fn client_and_server_agree() {
        let (handshake, answer) = attempt();
        assert_eq!(
            handshake.check(StatusCode::SWITCHING_PROTOCOLS, &answer),
            Ok(())
        );
    }

    #[test]
    fn every_attempt_has_its_own_key() {
        let (first, _) = attempt();
        let (_, answer) = attempt();
        assert_eq!(
            first.check(StatusCode::SWITCHING_PROTOCOLS, &answer),
            Err(UpgradeFailure::WrongAccept)
        );
    }

    #[test]
    fn other_answers_are_refused() {
        let (handshake, answer) = attempt();
        assert_eq!(
            handshake.check(StatusCode::NOT_FOUND, &answer),
            Err(UpgradeFailure::Status(StatusCode::NOT_FOUND))
        );
        let without = |name: HeaderName| failure(|answer| drop(answer.remove(name)));
        assert_eq!(without(header::UPGRADE), UpgradeFailure::NoUpgrade);
        assert_eq!(
            without(header::CONNECTION),
            UpgradeFailure::NoConnectionUpgrade
        );
        assert_eq!(
            without(header::SEC_WEBSOCKET_ACCEPT),
            UpgradeFailure::WrongAccept
        );
        for name in [
            header::SEC_WEBSOCKET_EXTENSIONS,
            header::SEC_WEBSOCKET_PROTOCOL,
        ] {
            let unasked = HeaderValue::from_static("permessage-deflate");
            assert_eq!(
                failure(|answer| drop(answer.insert(name, unasked))),
                UpgradeFailure::NotOffered
            );
        }
    }
}
