//! Negotiations that are answered with another address (SignalR transport protocol, "Negotiation").

use std::{fmt, sync::Arc};

use http::Uri;

use crate::{
    connection::{RequestInfo, query_value},
    hub::caller::Caller,
    wire,
};

/// Where a client is to negotiate instead: the answer of
/// [`HubServerBuilder::redirect`](crate::HubServerBuilder::redirect).
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    url: String,
    access_token: Option<String>,
}

impl Redirect {
    /// To the hub at this address: absolute, with `http` or `https`, as `https://eu.example.com/chat?room=lobby`. What
    /// the client had in the query of its own address does not go along.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            access_token: None,
        }
    }

    /// With a token that the client shows there in place of its own, until it negotiates here again.
    #[must_use]
    pub fn with_access_token(mut self, token: impl Into<String>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    pub(super) fn access_token(&self) -> Option<&str> {
        self.access_token.as_deref()
    }

    /// The address for the client that sent `request`; `None` if it is none that clients could go to.
    pub(super) fn url_for(&self, request: &RequestInfo) -> Option<String> {
        let uri: Uri = self.url.parse().ok()?;
        let has_host = uri.host().is_some_and(|host| !host.is_empty());
        if !has_host || !matches!(uri.scheme_str(), Some("http" | "https")) {
            return None;
        }
        let mut url = self.url.clone();
        let present = uri.query().unwrap_or_default();
        // Clients of ours say what they are in the query alone, and official ones drop theirs on the way.
        if let Some(version) = request.query_value(wire::QUERY)
            && query_value(present, wire::QUERY).is_none()
        {
            // An address with a fragment was cut there, or the pair would stand behind it.
            url.truncate(url.find('#').unwrap_or(url.len()));
            url.push(if uri.query().is_some() { '&' } else { '?' });
            let mut pair = form_urlencoded::Serializer::new(String::new());
            url.push_str(&pair.append_pair(wire::QUERY, &version).finish());
        }
        Some(url)
    }
}

// The token is a secret.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirect")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Says where a caller is to go, if not here.
pub(super) type Redirects = Arc<dyn Fn(&Caller) -> Option<Redirect> + Send + Sync>;

#[cfg(test)]
mod tests {
    use http::{Extensions, HeaderMap};

    use super::*;

    fn url(to: &str, query: &str) -> Option<String> {
        let uri: Uri = format!("/chat/negotiate?{query}").parse().unwrap();
        let request = RequestInfo::new(&uri, &HeaderMap::new(), Extensions::new());
        Redirect::to(to).url_for(&request)
    }

    #[test]
    fn clients_of_ours_stay_what_they_are() {
        for (to, expected) in [
            ("https://b.example/chat", "https://b.example/chat?hubs=1"),
            (
                "https://b.example/chat?a=b",
                "https://b.example/chat?a=b&hubs=1",
            ),
            (
                "https://b.example/chat#end",
                "https://b.example/chat?hubs=1",
            ),
            (
                "https://b.example/chat?hubs=1",
                "https://b.example/chat?hubs=1",
            ),
        ] {
            let told = url(to, "negotiateVersion=1&hubs=1");
            assert_eq!(told.as_deref(), Some(expected));
            assert_eq!(url(to, "negotiateVersion=1").as_deref(), Some(to));
        }
    }

    #[test]
    fn only_addresses_are_told() {
        for none in [
            "",
            "/chat",
            "b.example/chat",
            "ws://b.example/chat",
            "https:///chat",
            "https://b example",
        ] {
            assert_eq!(url(none, ""), None, "{none}");
        }
    }

    #[test]
    fn a_token_is_not_printed() {
        let redirect = Redirect::to("https://b.example").with_access_token("secret");
        assert!(!format!("{redirect:?}").contains("secret"));
    }
}
