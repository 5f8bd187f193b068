//! Long polling: each answer brings what the server has, and the next request asks for more.

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, Method, StatusCode};
use reqwest::{Response, Url};

use super::{
    Attaching, Reader, TransportEnd, Writer,
    http_sender::{HttpSender, in_time, lost},
};
use crate::client::{
    error::ConnectError,
    http::{Http, causes, refusal, start_of},
};

pub(in crate::client) struct PollReader {
    http: Arc<Http>,
    url: Url,
    /// The answer that is being read.
    answer: Option<Response>,
    timeout: Duration,
}

pub(super) async fn open(attaching: &Attaching<'_>) -> Result<(Reader, Writer), ConnectError> {
    let url = attaching.url();
    let nothing = HeaderMap::new();
    // Answered at once: the connection can be used from then on.
    let response = attaching
        .http
        .send(Method::GET, &url, &nothing, None)
        .await?;
    if response.status() != StatusCode::OK {
        return Err(refusal(&url, response).await);
    }
    let reader = PollReader {
        http: attaching.http.clone(),
        url,
        answer: Some(response),
        timeout: attaching.request_timeout,
    };
    let sender = HttpSender::new(attaching);
    Ok((Reader::Polling(reader), Writer::Http(sender)))
}

impl PollReader {
    pub(super) async fn read(&mut self, into: &mut Vec<u8>) -> Result<(), TransportEnd> {
        loop {
            let Some(answer) = &mut self.answer else {
                self.answer = Some(self.poll().await?);
                continue;
            };
            let chunk = in_time(self.timeout, "a poll", answer.chunk()).await?;
            match chunk.map_err(|error| TransportEnd::Lost(causes(&error.without_url())))? {
                Some(chunk) if !chunk.is_empty() => {
                    into.extend_from_slice(&chunk);
                    return Ok(());
                }
                Some(_) => {}
                None => self.answer = None,
            }
        }
    }

    async fn poll(&self) -> Result<Response, TransportEnd> {
        let nothing = HeaderMap::new();
        let asked = self.http.send(Method::GET, &self.url, &nothing, None);
        let answered = in_time(self.timeout, "a poll", asked).await?;
        let response = answered.map_err(|error| TransportEnd::Lost(error.to_string()))?;
        match response.status() {
            StatusCode::OK => Ok(response),
            StatusCode::NO_CONTENT => Err(TransportEnd::Closed),
            status => Err(lost(Method::GET, status, &start_of(response).await)),
        }
    }
}
