//! `POST …/negotiate`: ids and transports, as JSON (SignalR transport protocol, "Negotiation").

use serde::Serialize;

use super::refresh::Lifetime;
use crate::protocol::{Transport, texts};

/// The versions of negotiation that we speak.
const NEWEST_VERSION: i64 = 1;

/// What a client asked for in the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) version: i64,
}

impl Asked {
    /// Reads `negotiateVersion`; missing means 0. `minimum` is the lowest that is still answered.
    ///
    /// # Errors
    /// SignalR's text, for the `error` field.
    pub(crate) fn from_query(value: Option<&str>, minimum: u8) -> Result<Self, String> {
        let version: i64 = value
            .unwrap_or("0")
            .parse()
            .map_err(|_| texts::NEGOTIATE_VERSION.to_owned())?;
        if version < i64::from(minimum) {
            return Err(texts::negotiate_version_too_old(version));
        }
        Ok(Self {
            version: version.min(NEWEST_VERSION),
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Negotiation<'a> {
    negotiate_version: i64,
    connection_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_token: Option<&'a str>,
    /// Left out unless it was asked for: clients that did not ask refuse it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    use_stateful_reconnect: bool,
    available_transports: Vec<Offer>,
    #[serde(flatten)]
    lifetime: Option<Lifetime>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    transport: &'static str,
    transfer_formats: &'static [&'static str],
}

impl Offer {
    fn of(transport: Transport) -> Self {
        Self {
            transport: transport.name(),
            transfer_formats: if transport.text_only() {
                &["Text"]
            } else {
                &["Text", "Binary"]
            },
        }
    }
}

/// The answer's body. In version 0 the id is the token.
pub(crate) fn answer(
    asked: Asked,
    id: &str,
    token: &str,
    stateful: bool,
    transports: &[Transport],
    lifetime: Option<Lifetime>,
) -> String {
    let answer = Negotiation {
        negotiate_version: asked.version,
        connection_id: if asked.version == 0 { token } else { id },
        connection_token: (asked.version > 0).then_some(token),
        use_stateful_reconnect: stateful,
        available_transports: transports.iter().copied().map(Offer::of).collect(),
        lifetime,
    };
    serde_json::to_string(&answer).expect("an answer is plain data")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Elsewhere<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
}

/// The body that sends a client to another server.
pub(crate) fn elsewhere(url: &str, access_token: Option<&str>) -> String {
    serde_json::to_string(&Elsewhere { url, access_token }).expect("texts are plain data")
}

/// The body of a refusal, which clients show as it is.
pub(crate) fn refusal(error: &str) -> String {
    serde_json::json!({ "error": error }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_chosen_as_signalr_does() {
        assert_eq!(
            Asked::from_query(None, 1),
            Err(
                "The client requested version '0', but the server does not support this version."
                    .to_owned()
            )
        );
        assert_eq!(Asked::from_query(None, 0), Ok(Asked { version: 0 }));
        assert_eq!(Asked::from_query(Some("1"), 0), Ok(Asked { version: 1 }));
        assert_eq!(Asked::from_query(Some("7"), 0), Ok(Asked { version: 1 }));
        assert_eq!(
            Asked::from_query(Some("x"), 0),
            Err("The client requested a non-integer protocol version.".to_owned())
        );
        assert_eq!(
            Asked::from_query(Some("-1"), 0),
            Err(
                "The client requested version '-1', but the server does not support this version."
                    .to_owned()
            )
        );
    }

    #[test]
    fn version_0_has_no_token_of_its_own() {
        let zero = |stateful| {
            let transports = &[Transport::WebSockets];
            answer(
                Asked { version: 0 },
                "id",
                "token",
                stateful,
                transports,
                None,
            )
        };
        let plain = zero(false);
        assert!(plain.contains(r#""connectionId":"token""#) && !plain.contains("connectionToken"));
        assert!(!plain.contains("useStatefulReconnect"));
        assert!(zero(true).contains(r#""useStatefulReconnect":true"#));
        let offer = r#"{"transport":"ServerSentEvents","transferFormats":["Text"]}"#;
        let one = answer(
            Asked { version: 1 },
            "id",
            "token",
            true,
            &[Transport::ServerSentEvents],
            None,
        );
        assert!(
            one.contains(
                r#""connectionId":"id","connectionToken":"token","useStatefulReconnect":true,"#
            ),
            "{one}"
        );
        assert!(one.contains(offer), "{one}");
    }
}
