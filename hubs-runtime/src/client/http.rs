//! Requests to the hub's server: headers, access tokens, and what statuses mean.

use std::{error::Error as StdError, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use parking_lot::Mutex;
use reqwest::{Response, Url};

use super::{
    config::{Config, TokenProvider},
    error::ConnectError,
};
use crate::panics::{self, Contained};

/// The longest answer that is read.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How much of an answer that is no hub's is shown.
const SHOWN_BYTES: usize = 200;

/// What the requests of one connection have in common.
pub(super) struct Http {
    client: reqwest::Client,
    headers: HeaderMap,
    provider: Option<TokenProvider>,
    /// The bearer token in use.
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
pub(super) struct Token {
    text: Arc<str>,
    /// Given by a server that sent us elsewhere, so that the provider is not asked.
    is_given: bool,
}

impl Http {
    pub(super) fn new(config: &Config) -> Result<Self, ConnectError> {
        let client = match &config.http {
            Some(client) => client.clone(),
            None => default_client()?,
        };
        Ok(Self {
            client,
            headers: config.headers.clone(),
            provider: config.token.clone(),
            token: Mutex::default(),
        })
    }

    /// Begins a connection anew: its first request asks the provider for a token.
    pub(super) fn forget_token(&self) {
        *self.token.lock() = None;
    }

    /// Begins a negotiation: a token that another server gave is none for the first one.
    pub(super) fn forget_given_token(&self) {
        self.token.lock().take_if(|token| token.is_given);
    }

    /// A newer token of the provider, which is not in use before [`Self::replace_token`]. Where no provider is to be asked
    /// there is no other than the one in use.
    pub(super) async fn newer_token(&self) -> Result<Option<Token>, ConnectError> {
        match &self.provider {
            Some(provider) if self.may_renew() => Token::of(provider).await.map(Some),
            _ => Ok(self.token.lock().clone()),
        }
    }

    pub(super) fn replace_token(&self, newer: Option<Token>) {
        *self.token.lock() = newer;
    }

    /// Takes the token that a redirecting server gave.
    pub(super) fn use_token(&self, text: &str) {
        *self.token.lock() = Some(Token {
            text: text.into(),
            is_given: true,
        });
    }

    /// Sends one request. An answer of 401 is tried once more with a new token, because the old one may have expired.
    ///
    /// # Errors
    /// [`ConnectError::Unreachable`], [`ConnectError::Token`]. Any status is an answer.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: &HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Response, ConnectError> {
        let token = self.token().await?;
        let first = self.send_with(token.as_ref(), &method, url, headers, body.clone());
        let first = first.await?;
        if first.status() != StatusCode::UNAUTHORIZED || !self.may_renew() {
            return Ok(first);
        }
        self.forget_token();
        let token = self.token().await?;
        self.send_with(token.as_ref(), &method, url, headers, body)
            .await
    }

    fn may_renew(&self) -> bool {
        let token = self.token.lock();
        self.provider.is_some() && token.as_ref().is_none_or(|token| !token.is_given)
    }

    /// Sends one request as the bearer of `token`, whichever is in use.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub(super) async fn send_with(
        &self,
        token: Option<&Token>,
        method: &Method,
        url: &Url,
        headers: &HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Response, ConnectError> {
        let mut request = self
            .client
            .request(method.clone(), url.clone())
            .headers(self.headers.clone())
            .headers(headers.clone());
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, token.header()?);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let sent = request.send().await;
        sent.map_err(|error| ConnectError::Unreachable {
            url: plain(url),
            reason: causes(&error.without_url()),
        })
    }

    /// The token in use; the provider's, if there is none yet.
    async fn token(&self) -> Result<Option<Token>, ConnectError> {
        let known = self.token.lock().clone();
        let (None, Some(provider)) = (&known, &self.provider) else {
            return Ok(known);
        };
        let first = Token::of(provider).await?;
        self.replace_token(Some(first.clone()));
        Ok(Some(first))
    }
}

impl Token {
    async fn of(provider: &TokenProvider) -> Result<Self, ConnectError> {
        Ok(Self {
            text: provided(provider).await?.into(),
            is_given: false,
        })
    }

    fn header(&self) -> Result<HeaderValue, ConnectError> {
        let value = HeaderValue::try_from(format!("Bearer {}", self.text));
        let mut value = value.map_err(|_| {
            let text = "it has characters that no header may hold";
            ConnectError::Token(Arc::new(text.into()))
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The client of a connection that was given none.
///
/// A load balancer may keep us at our server by a cookie. WebSockets begin in HTTP/1.1, which another user of `reqwest` in the
/// program may have made the lesser choice.
fn default_client() -> Result<reqwest::Client, ConnectError> {
    let builder = reqwest::Client::builder().cookie_store(true).http1_only();
    #[cfg(feature = "client-tls")]
    let builder = super::tls::shared_by_all(builder);
    builder
        .build()
        .map_err(|error| ConnectError::Options(causes(&error)))
}

async fn provided(provider: &TokenProvider) -> Result<String, ConnectError> {
    let given = match panics::contain(|| provider()) {
        Some(future) => Contained::new(future).await,
        None => None,
    };
    let given = given.unwrap_or_else(|| Err("its provider panicked".into()));
    given.map_err(|error| ConnectError::Token(Arc::new(error)))
}

/// Why a server that answers `response` instead of success has no connection for us.
pub(super) async fn refusal(url: &Url, response: Response) -> ConnectError {
    let status = response.status();
    let answer = start_of(response).await;
    let (url, code) = (plain(url), status.as_u16());
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ConnectError::Refused {
            status: Some(code),
            reason: match answer.trim() {
                "" => status.canonical_reason().unwrap_or("refused").to_owned(),
                text => text.to_owned(),
            },
        },
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => ConnectError::Unavailable {
            url,
            status: code,
            answer,
        },
        _ if status.is_server_error() => ConnectError::Unavailable {
            url,
            status: code,
            answer,
        },
        _ => ConnectError::NotAHub {
            url,
            status: code,
            answer,
        },
    }
}

/// The body of an answer in JSON, as far as it is of a length that hubs answer with.
pub(super) async fn read_json(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER_BYTES {
            break;
        }
    }
    body
}

/// The first bytes of an answer, for people to read.
pub(super) async fn start_of(mut response: Response) -> String {
    let mut start = Vec::new();
    // Whoever answers so slowly is not waited for: the status is known.
    let read = tokio::time::timeout(Duration::from_secs(2), async {
        while let Ok(Some(chunk)) = response.chunk().await {
            start.extend_from_slice(&chunk);
            if start.len() >= SHOWN_BYTES {
                break;
            }
        }
    });
    let _ = read.await;
    shown(&start)
}

/// At most [`SHOWN_BYTES`] of bytes as a text.
pub(super) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_BYTES)])
        .trim()
        .to_owned()
}

/// A URL without what may be secret.
pub(super) fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    // Fails where there can be none.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.into()
}

/// An error and its causes in one line.
pub(super) fn causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
