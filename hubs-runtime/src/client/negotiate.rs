//! `POST …/negotiate`: an id, the transports, or another server (SignalR transport protocol, "Negotiation").

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;
use serde::Deserialize;

use super::{
    error::ConnectError,
    http::{Http, plain, read_json, refusal, shown},
};
use crate::{protocol::Transport, wire};

/// Servers that send us elsewhere, one after the other.
const MAX_REDIRECTS: usize = 100;

/// What was agreed on.
#[derive(Debug)]
pub(super) struct Negotiated {
    /// The hub, after all redirects.
    pub(super) url: Url,
    /// Public id; none if the negotiation was left out.
    pub(super) connection_id: Option<String>,
    /// What goes into the query of the transport's requests.
    pub(super) token: Option<String>,
    pub(super) stateful: bool,
    /// How long the client's own token holds, if the server takes another before that.
    pub(super) token_lifetime: Option<Duration>,
    /// In the server's order, with whether each carries binary data.
    pub(super) transports: Vec<(Transport, bool)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    url: Option<String>,
    access_token: Option<String>,
    error: Option<String>,
    connection_id: Option<String>,
    connection_token: Option<String>,
    #[serde(default)]
    negotiate_version: i64,
    #[serde(default)]
    use_stateful_reconnect: bool,
    token_lifetime_seconds: Option<u64>,
    #[serde(default)]
    available_transports: Vec<Offer>,
    /// Only the classic SignalR of ASP.NET says this.
    #[serde(rename = "ProtocolVersion")]
    classic: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    transport: String,
    #[serde(default)]
    transfer_formats: Vec<String>,
}

/// Negotiates at `url` and wherever that server sends us.
pub(super) async fn negotiate(
    http: &Http,
    url: &Url,
    stateful: bool,
) -> Result<Negotiated, ConnectError> {
    let mut url = url.clone();
    for _ in 0..MAX_REDIRECTS {
        let answer = ask(http, &url, stateful).await?;
        if answer.classic.is_some() {
            return Err(ConnectError::Protocol(
                "this is a server of the classic SignalR of ASP.NET, which speaks another protocol"
                    .to_owned(),
            ));
        }
        if let Some(reason) = answer.error {
            return Err(ConnectError::Refused {
                status: None,
                reason,
            });
        }
        let Some(other) = &answer.url else {
            return agreed(url, answer, stateful);
        };
        // What is in our URL alone, as what generated clients add, would be lost on the way.
        let extended = url.query_pairs().any(|(name, _)| name == wire::QUERY);
        url = super::config::hub_url(other, extended)?;
        if let Some(token) = &answer.access_token {
            http.use_token(token);
        }
    }
    Err(ConnectError::Protocol(format!(
        "more than {MAX_REDIRECTS} servers sent us elsewhere"
    )))
}

async fn ask(http: &Http, url: &Url, stateful: bool) -> Result<Answer, ConnectError> {
    let mut at = url.clone();
    let path = format!("{}/negotiate", at.path().trim_end_matches('/'));
    at.set_path(&path);
    at.query_pairs_mut().append_pair("negotiateVersion", "1");
    if stateful {
        at.query_pairs_mut()
            .append_pair("useStatefulReconnect", "true");
    }
    let response = http
        .send(
            Method::POST,
            &at,
            &HeaderMap::new(),
            Some(bytes::Bytes::new()),
        )
        .await?;
    if response.status() != StatusCode::OK {
        return Err(refusal(&at, response).await);
    }
    let body = read_json(response).await;
    serde_json::from_slice(&body).map_err(|_| ConnectError::NotAHub {
        url: plain(&at),
        status: 200,
        answer: shown(&body),
    })
}

fn agreed(url: Url, answer: Answer, asked: bool) -> Result<Negotiated, ConnectError> {
    if answer.use_stateful_reconnect && !asked {
        let text = "the server chose stateful reconnect, which was not asked for";
        return Err(ConnectError::Protocol(text.to_owned()));
    }
    // Before version 1 the id was also the token.
    let token = match answer.negotiate_version {
        0 => answer.connection_id.clone(),
        _ => answer.connection_token,
    };
    let Some(token) = token else {
        return Err(ConnectError::NotAHub {
            url: plain(&url),
            status: 200,
            answer: "an answer without a connection id".to_owned(),
        });
    };
    let known = [
        Transport::WebSockets,
        Transport::ServerSentEvents,
        Transport::LongPolling,
    ];
    let transports = answer.available_transports.iter().filter_map(|offer| {
        let transport = known
            .into_iter()
            .find(|known| known.name() == offer.transport)?;
        let binary = offer
            .transfer_formats
            .iter()
            .any(|format| format == "Binary");
        Some((transport, binary))
    });
    Ok(Negotiated {
        transports: transports.collect(),
        url,
        connection_id: answer.connection_id,
        token: Some(token),
        token_lifetime: answer.token_lifetime_seconds.map(Duration::from_secs),
        stateful: answer.use_stateful_reconnect,
    })
}
