//! Server-Sent Events: one long answer with the server's messages; ours go by POST.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::Response;

use super::{
    Attaching, Reader, TransportEnd, Writer,
    events::{EventParser, TooLong},
    http_sender::HttpSender,
};
use crate::client::{
    error::ConnectError,
    http::{causes, refusal},
};

pub(in crate::client) struct EventReader {
    response: Response,
    parser: EventParser,
}

pub(super) async fn open(attaching: &Attaching<'_>) -> Result<(Reader, Writer), ConnectError> {
    let url = attaching.url();
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_static("text/event-stream");
    headers.insert(header::ACCEPT, kind.clone());
    let response = attaching
        .http
        .send(Method::GET, &url, &headers, None)
        .await?;
    let is_stream = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|found| found.as_bytes().starts_with(kind.as_bytes()));
    if response.status() != StatusCode::OK || !is_stream {
        return Err(refusal(&url, response).await);
    }
    let reader = EventReader {
        response,
        parser: EventParser::new(attaching.max_message_bytes),
    };
    let sender = HttpSender::new(attaching);
    Ok((Reader::Events(reader), Writer::Http(sender)))
}

impl EventReader {
    pub(super) async fn read(&mut self, into: &mut Vec<u8>) -> Result<(), TransportEnd> {
        let before = into.len();
        while into.len() == before {
            let chunk = self.response.chunk().await;
            let chunk = chunk.map_err(|error| TransportEnd::Lost(causes(&error.without_url())))?;
            let Some(chunk) = chunk else {
                return Err(TransportEnd::Closed);
            };
            self.parser
                .push(&chunk, into)
                .map_err(|TooLong| TransportEnd::Lost("an event is too long".to_owned()))?;
        }
        Ok(())
    }
}
