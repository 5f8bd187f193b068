//! What goes to the server by POST requests, under Server-Sent Events and long polling.

use std::{future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::Url;

use super::{Attaching, TransportEnd};
use crate::client::http::{Http, start_of};

pub(in crate::client) struct HttpSender {
    http: Arc<Http>,
    url: Url,
    headers: HeaderMap,
    timeout: Duration,
}

impl HttpSender {
    pub(super) fn new(attaching: &Attaching<'_>) -> Self {
        let kind = if attaching.binary {
            "application/octet-stream"
        } else {
            "text/plain;charset=UTF-8"
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        Self {
            http: attaching.http.clone(),
            url: attaching.url(),
            headers,
            timeout: attaching.request_timeout,
        }
    }

    /// One request at a time, so that messages keep their order.
    pub(super) async fn write(&mut self, bytes: &mut Vec<u8>) -> Result<(), TransportEnd> {
        if bytes.is_empty() {
            return Ok(());
        }
        let body = Bytes::from(std::mem::take(bytes));
        let sent = self
            .http
            .send(Method::POST, &self.url, &self.headers, Some(body));
        let sent = in_time(self.timeout, "a POST", sent).await?;
        let response = sent.map_err(|error| TransportEnd::Lost(error.to_string()))?;
        let status = response.status();
        let answer = start_of(response).await;
        if status.is_success() {
            return Ok(());
        }
        Err(lost(Method::POST, status, &answer))
    }

    /// Tells the server that a long-polling connection is over.
    pub(super) async fn delete(self) {
        let nothing = HeaderMap::new();
        let sent = self.http.send(Method::DELETE, &self.url, &nothing, None);
        // A server that is not there needs no telling.
        let _ = sent.await;
    }
}

/// What the server does within `limit`, or the loss of the connection.
pub(super) async fn in_time<T>(
    limit: Duration,
    what: &str,
    step: impl Future<Output = T>,
) -> Result<T, TransportEnd> {
    let done = tokio::time::timeout(limit, step).await;
    done.map_err(|_| {
        TransportEnd::Lost(format!("the server did not answer {what} within {limit:?}"))
    })
}

/// A request of an open connection that was answered with another status than it should be.
pub(super) fn lost(method: Method, status: StatusCode, answer: &str) -> TransportEnd {
    let detail = if answer.is_empty() { "" } else { ": " };
    TransportEnd::Lost(format!(
        "the server answered a {method} of the connection with status {}{detail}{answer}",
        status.as_u16()
    ))
}
