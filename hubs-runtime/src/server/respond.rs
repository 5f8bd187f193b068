//! Answers in the form that SignalR clients expect.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header, response::Parts},
};
use http_body_util::{BodyExt, Collected};

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

/// A refusal whose text stands in the field `error` of a JSON object.
pub(crate) async fn error_as_json(refusal: Response<Body>) -> Response<Body> {
    let (parts, text) = read(refusal).await;
    let mut response = json(serde_json::json!({ "error": text }).to_string());
    *response.status_mut() = parts.status;
    response
}

/// Takes apart an answer whose body is one of ours, which is there at once.
pub(crate) async fn read(response: Response<Body>) -> (Parts, String) {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map(Collected::to_bytes);
    let text = body.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (parts, text.unwrap_or_default())
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
