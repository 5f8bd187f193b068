//! Server-Sent Events (WHATWG HTML standard, "Server-sent events"): the server's half of a connection as one endless
//! response.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_util::Stream;
use memchr::memchr2;

use super::HttpConnection;
use crate::connection::InputEnd;

/// A comment that makes browsers open the stream at once.
const OPENING: &[u8] = b":\r\n";

/// The body of the response. Dropping it, as a client does by closing the request, ends the connection.
pub(crate) struct EventStream {
    connection: Arc<HttpConnection>,
    opened: bool,
    number: u64,
}

impl EventStream {
    pub(crate) fn new(connection: Arc<HttpConnection>) -> Self {
        let number = connection.attach();
        Self {
            connection,
            opened: false,
            number,
        }
    }
}

impl Stream for EventStream {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if !self.opened {
            self.opened = true;
            return Poll::Ready(Some(Bytes::from_static(OPENING)));
        }
        // Before the outbox is looked at: what ends the output fills the outbox first.
        let ended = self.connection.output_ended();
        let most = self.connection.segments_per_event;
        let taken = self.connection.take(self.number, cx, most);
        let segments = taken.unwrap_or_default();
        if !segments.is_empty() {
            return Poll::Ready(Some(event(&segments)));
        }
        if ended {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.connection.detach(self.number);
        self.connection.end(InputEnd::Lost);
    }
}

/// One event that holds whole messages. Line breaks of any kind, which JSON never has, would end a `data` field: each
/// begins another, and clients read `\n`.
fn event(segments: &VecDeque<Bytes>) -> Bytes {
    let length: usize = segments.iter().map(Bytes::len).sum();
    let mut text = Vec::with_capacity(length + 10);
    text.extend_from_slice(b"data: ");
    for segment in segments {
        let mut rest = &segment[..];
        while let Some(end) = memchr2(b'\r', b'\n', rest) {
            text.extend_from_slice(&rest[..end]);
            text.extend_from_slice(b"\r\ndata: ");
            let length = if rest[end..].starts_with(b"\r\n") {
                2
            } else {
                1
            };
            rest = &rest[end + length..];
        }
        text.extend_from_slice(rest);
    }
    text.extend_from_slice(b"\r\n\r\n");
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_holds_whole_messages() {
        let segments = VecDeque::from([
            Bytes::from_static(b"{}\x1e"),
            Bytes::from_static(b"{\"type\":6}\x1e"),
        ]);
        assert_eq!(
            event(&segments),
            &b"data: {}\x1e{\"type\":6}\x1e\r\n\r\n"[..]
        );
    }

    #[test]
    fn line_breaks_become_lines() {
        let told = |text: &'static str| event(&VecDeque::from([Bytes::from(text)]));
        assert_eq!(
            told("a\r\nb\nc"),
            &b"data: a\r\ndata: b\r\ndata: c\r\n\r\n"[..]
        );
        // Nothing that is sent begins a field of its own.
        assert_eq!(
            told("\revent: x\n\r"),
            &b"data: \r\ndata: event: x\r\ndata: \r\ndata: \r\n\r\n"[..]
        );
    }
}
