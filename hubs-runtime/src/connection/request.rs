//! The request that opened a connection.

use http::{Extensions, HeaderMap, HeaderValue, Uri};

use super::ids::UserId;

/// Headers, address and extensions of the request that opened a connection: that of its transport, the first poll of
/// long polling, not negotiation's.
///
/// The query is without `id` and `access_token`, so that logging it gives no secret away.
#[derive(Debug, Default)]
pub struct RequestInfo {
    /// Path as the hub saw it.
    pub path: String,
    /// Query without secrets, as `room=lobby&hubs=1`.
    pub query: String,
    /// All headers.
    pub headers: HeaderMap,
    /// What middleware put there, as [`UserId`].
    pub extensions: Extensions,
}

impl RequestInfo {
    pub(crate) fn new(uri: &Uri, headers: &HeaderMap, extensions: Extensions) -> Self {
        let query: Vec<&str> = uri
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| {
                let name = pair.split('=').next().unwrap_or_default();
                !name.is_empty()
                    && !name.eq_ignore_ascii_case("id")
                    && !name.eq_ignore_ascii_case("access_token")
            })
            .collect();
        Self {
            path: uri.path().to_owned(),
            query: query.join("&"),
            headers: copied(headers),
            extensions,
        }
    }

    /// The first query value with this name, ignoring case, percent-decoded by nobody.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Who middleware said is calling.
    pub(crate) fn user_id(&self) -> Option<&UserId> {
        self.extensions.get::<UserId>()
    }
}

/// The headers in memory of their own: those of a request are slices of the buffer that all of it was read into.
fn copied(headers: &HeaderMap) -> HeaderMap {
    let mut copy = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        if let Ok(mut value_copy) = HeaderValue::from_bytes(value.as_bytes()) {
            value_copy.set_sensitive(value.is_sensitive());
            copy.append(name.clone(), value_copy);
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_leave_the_query() {
        let uri = Uri::from_static("/chat?id=token&room=a&ACCESS_TOKEN=x&hubs=1");
        let request = RequestInfo::new(&uri, &HeaderMap::new(), Extensions::new());
        assert_eq!(request.query, "room=a&hubs=1");
        assert_eq!(request.query_value("Room"), Some("a"));
        assert_eq!(request.query_value("id"), None);
    }
}
