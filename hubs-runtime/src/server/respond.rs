//! Answers in the form that SignalR clients expect.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};

/// A text answer. An empty body makes clients show the status line's own words.
pub(crate) fn text(status: StatusCode, body: impl Into<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// An empty text answer.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    text(status, "")
}

/// A JSON answer with status 200.
pub(crate) fn json(body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
