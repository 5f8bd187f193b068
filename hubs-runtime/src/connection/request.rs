//! The request that a connection goes by.

use std::borrow::Cow;

use http::{Extensions, HeaderMap, Uri, header};

use tokio::time::Instant;

use super::{expiry::ExpiresAt, headers::KeptHeaders, ids::UserId};

/// Headers, address and extensions of the request that a connection goes by: that of its transport, the first poll of
/// long polling, not negotiation's; after a resume that of the newest socket. A client that says anew who it is, as
/// [`enable_authentication_refresh`](crate::HubOptions::enable_authentication_refresh) allows, brings new headers and
/// extensions; the address stays.
///
/// The query is without `id` and `access_token`, so that logging it gives no secret away.
#[derive(Debug, Default)]
pub struct RequestInfo {
    /// Path as the hub saw it.
    pub path: String,
    /// Query without secrets, as `room=lobby&hubs=1`.
    pub query: String,
    headers: KeptHeaders,
    /// What middleware put there, as [`UserId`] and [`ExpiresAt`].
    pub extensions: Extensions,
}

impl RequestInfo {
    pub(crate) fn new(uri: &Uri, headers: &HeaderMap, extensions: Extensions) -> Self {
        let query: Vec<&str> = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| {
                let name = form_urlencoded::parse(pair.as_bytes()).next();
                name.is_some_and(|(name, _)| {
                    !name.is_empty()
                        && !name.eq_ignore_ascii_case("id")
                        && !name.eq_ignore_ascii_case(ACCESS_TOKEN)
                })
            })
            .collect();
        Self {
            path: uri.path().to_owned(),
            query: query.join("&"),
            headers: headers.into(),
            extensions,
        }
    }

    /// What this request says, at the address of another: who is calling, of a connection that goes on.
    pub(crate) fn at_address_of(self, other: &Self) -> Self {
        Self {
            path: other.path.clone(),
            query: other.query.clone(),
            ..self
        }
    }

    /// The first query value with this name, ignoring case; decoded, so that `a%20b` and `a+b` are `a b`.
    pub fn query_value(&self, name: &str) -> Option<Cow<'_, str>> {
        query_value(&self.query, name)
    }

    /// The value of the first header with this name, ignoring case, if it is text of visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        text(self.headers.get_all(name).next()?)
    }

    /// Names and values of all headers, again for each value of a name; names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter()
    }

    /// All headers as a map, for what reads one, as typed headers do. It is made anew each time: they are kept in less room.
    pub fn header_map(&self) -> HeaderMap {
        self.headers.to_map()
    }

    /// The value of the cookie with this name, as it stands.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let texts = self
            .headers
            .get_all(header::COOKIE.as_str())
            .filter_map(text);
        texts.flat_map(|text| text.split(';')).find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    }

    /// Who middleware said is calling.
    pub(crate) fn user_id(&self) -> Option<&UserId> {
        self.extensions.get::<UserId>()
    }

    /// When that ends, if middleware said so.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.extensions.get::<ExpiresAt>()?.instant()
    }
}

/// The query parameter in which browsers send what belongs into `Authorization`.
const ACCESS_TOKEN: &str = "access_token";

/// The bearer token of a request to a hub, for middleware that finds out who is calling: from the header `Authorization`,
/// else from the query parameter `access_token`.
///
/// Browsers cannot set headers of WebSockets and event streams, so SignalR's clients put the token of
/// `accessTokenFactory` into the query there. Middleware that reads the header alone knows nobody on these transports.
///
/// ```
/// # use hubs_runtime::{UserId, bearer_token};
/// # fn verified(_token: &str) -> Option<String> { None }
/// use axum::{extract::Request, middleware::Next, response::Response};
///
/// async fn sign_in(mut request: Request, next: Next) -> Response {
///     let token = bearer_token(request.uri(), request.headers());
///     if let Some(user) = token.and_then(|token| verified(&token)) {
///         request.extensions_mut().insert(UserId::from(user));
///     }
///     next.run(request).await
/// }
/// ```
pub fn bearer_token<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<Cow<'r, str>> {
    let header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header.and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("Bearer")
            .then(|| Cow::Borrowed(token.trim()))
    });
    token.or_else(|| query_value(uri.query()?, ACCESS_TOKEN))
}

/// The first value with this name in a query, ignoring case, decoded.
pub(crate) fn query_value<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    form_urlencoded::parse(query.as_bytes())
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
}

/// What [`HeaderValue::to_str`](http::HeaderValue::to_str) takes for text.
fn text(value: &[u8]) -> Option<&str> {
    let is_text = value
        .iter()
        .all(|byte| *byte == b'\t' || (b' '..=b'~').contains(byte));
    is_text.then(|| std::str::from_utf8(value).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn secrets_leave_the_query() {
        let uri = Uri::from_static("/chat?id=token&room=a&ACCESS_TOKEN=x&hubs=1");
        let request = RequestInfo::new(&uri, &HeaderMap::new(), Extensions::new());
        assert_eq!(request.query, "room=a&hubs=1");
        assert_eq!(request.query_value("Room").as_deref(), Some("a"));
        assert_eq!(request.query_value("id"), None);
        let uri = Uri::from_static("/chat?%69d=token&acces%73_token=x&=y&&a");
        let request = RequestInfo::new(&uri, &HeaderMap::new(), Extensions::new());
        assert_eq!(request.query, "a");
    }

    #[test]
    fn query_values_are_decoded() {
        let uri = Uri::from_static("/chat?room=a%20b&plus=a+b&%C3%BC=%ff&flag&last");
        let request = RequestInfo::new(&uri, &HeaderMap::new(), Extensions::new());
        let value = |name| request.query_value(name).map(Cow::into_owned);
        assert_eq!(value("room").as_deref(), Some("a b"));
        assert_eq!(value("plus").as_deref(), Some("a b"));
        assert_eq!(value("ü").as_deref(), Some("\u{fffd}"));
        assert_eq!(value("FLAG").as_deref(), Some(""));
        assert_eq!(value("none"), None);
    }

    #[test]
    fn cookies_are_found_by_name_in_every_header() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; b=x=y;c=3"));
        headers.append(header::COOKIE, HeaderValue::from_static("d=4"));
        let request = RequestInfo::new(&Uri::from_static("/"), &headers, Extensions::new());
        let values = ["a", "b", "c", "d", "e", "A"].map(|name| request.cookie(name));
        let expected = [Some("1"), Some("x=y"), Some("3"), Some("4"), None, None];
        assert_eq!(values, expected);
    }

    #[test]
    fn a_token_is_found_in_the_header_or_the_query() {
        let token = |authorization: Option<&'static str>, uri: &'static str| {
            let mut headers = HeaderMap::new();
            if let Some(value) = authorization {
                headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
            }
            bearer_token(&Uri::from_static(uri), &headers).map(Cow::into_owned)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(token(Some("Bearer a.b"), "/?access_token=c"), some("a.b"));
        assert_eq!(token(Some("bearer  a.b "), "/"), some("a.b"));
        assert_eq!(token(Some("Basic x"), "/?access_token=c"), some("c"));
        assert_eq!(token(None, "/?id=1&access_token=a%2Eb"), some("a.b"));
        assert_eq!(token(None, "/?id=1"), None);
        assert_eq!(token(None, "/"), None);
    }
}
