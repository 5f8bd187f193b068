//! Which web pages may connect.
//!
//! Browsers send `Origin` (RFC 6454) with every cross-site request and with every WebSocket handshake. Other programs
//! send none, and are not what this protects against.

use http::{
    HeaderMap, HeaderValue,
    header::{self, HeaderName},
};

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Pages of the server's own host, and of the origins that the application names.
#[derive(Clone, Debug, Default)]
pub(crate) struct OriginPolicy {
    allowed: Vec<String>,
    forwarded_host: bool,
}

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OriginVerdict {
    /// Not from a page, or from a page of this host.
    SameOrigin,
    /// From a page of a named origin: the answer must say so.
    Allowed(HeaderValue),
    /// From a page of another origin.
    Refused(HeaderValue),
}

impl OriginPolicy {
    pub(crate) fn allow(&mut self, origins: Vec<String>) {
        self.allowed.extend(origins);
    }

    pub(crate) fn trust_forwarded_host(&mut self) {
        self.forwarded_host = true;
    }

    /// Finds entries that no browser would ever send.
    pub(crate) fn check(&self) -> Result<(), String> {
        for origin in &self.allowed {
            let rest = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"));
            let well_formed = rest.is_some_and(|host| !host.is_empty() && !host.contains('/'));
            if !well_formed {
                return Err(format!(
                    "origin `{origin}` is not an origin\nhelp: write scheme, host and port as browsers send them: \
                     `https://app.example.com`, `http://localhost:5173`"
                ));
            }
        }
        Ok(())
    }

    pub(crate) fn judge(&self, headers: &HeaderMap) -> OriginVerdict {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return OriginVerdict::SameOrigin;
        };
        let text = origin.to_str().unwrap_or_default();
        if self.is_own_host(text, headers) {
            return OriginVerdict::SameOrigin;
        }
        let named = self
            .allowed
            .iter()
            .any(|allowed| allowed.eq_ignore_ascii_case(text));
        if named {
            OriginVerdict::Allowed(origin.clone())
        } else {
            OriginVerdict::Refused(origin.clone())
        }
    }

    fn is_own_host(&self, origin: &str, headers: &HeaderMap) -> bool {
        let Some((scheme, host)) = origin.split_once("://") else {
            return false;
        };
        let forwarded = self
            .forwarded_host
            .then(|| headers.get(FORWARDED_HOST))
            .flatten();
        let own = forwarded.or_else(|| headers.get(header::HOST));
        let Some(own) = own.and_then(|own| own.to_str().ok()) else {
            return false;
        };
        // Several proxies append; the first is the one the client spoke to.
        let own = own.split(',').next().unwrap_or_default().trim();
        let default_port = if scheme.eq_ignore_ascii_case("https") {
            ":443"
        } else {
            ":80"
        };
        let bare = |host: &str| {
            host.strip_suffix(default_port)
                .unwrap_or(host)
                .to_ascii_lowercase()
        };
        bare(host) == bare(own)
    }
}

/// What a refused page's developer reads.
pub(crate) fn refusal_text(origin: &HeaderValue) -> String {
    format!(
        "origin `{}` may not use this hub\nhelp: allow it with `HubServer::builder().origins([\"{}\"])`; behind a \
         reverse proxy that sets X-Forwarded-Host, also `.trusted_proxy()`",
        origin.to_str().unwrap_or("?"),
        origin.to_str().unwrap_or("?")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(policy: &OriginPolicy, pairs: &[(&'static str, &'static str)]) -> &'static str {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        match policy.judge(&headers) {
            OriginVerdict::SameOrigin => "same",
            OriginVerdict::Allowed(_) => "allowed",
            OriginVerdict::Refused(_) => "refused",
        }
    }

    #[test]
    fn pages_of_the_own_host_may_connect() {
        let policy = OriginPolicy::default();
        for (origin, host, verdict) in [
            ("http://localhost:3000", "localhost:3000", "same"),
            ("https://Chat.example.com", "chat.example.com:443", "same"),
            ("http://chat.example.com:80", "chat.example.com", "same"),
            ("http://localhost:5173", "localhost:3000", "refused"),
            ("null", "localhost:3000", "refused"),
        ] {
            assert_eq!(
                judge(&policy, &[("origin", origin), ("host", host)]),
                verdict,
                "{origin} at {host}"
            );
        }
        assert_eq!(judge(&policy, &[("host", "localhost")]), "same");
    }

    #[test]
    fn named_origins_may_connect() {
        let mut policy = OriginPolicy::default();
        policy.allow(vec!["http://localhost:5173".to_owned()]);
        assert_eq!(
            judge(
                &policy,
                &[
                    ("origin", "http://localhost:5173"),
                    ("host", "localhost:3000")
                ]
            ),
            "allowed"
        );
    }

    #[test]
    fn a_forwarded_host_counts_only_from_a_trusted_proxy() {
        let request = [
            ("origin", "https://chat.example.com"),
            ("host", "127.0.0.1:3000"),
            ("x-forwarded-host", "chat.example.com"),
        ];
        let mut policy = OriginPolicy::default();
        assert_eq!(judge(&policy, &request), "refused");
        policy.trust_forwarded_host();
        assert_eq!(judge(&policy, &request), "same");
    }

    #[test]
    fn what_no_browser_sends_is_refused_at_build() {
        let mut policy = OriginPolicy::default();
        policy.allow(vec!["app.example.com".to_owned()]);
        assert!(policy.check().is_err());
        let mut policy = OriginPolicy::default();
        policy.allow(vec!["https://app.example.com/".to_owned()]);
        assert!(policy.check().is_err());
    }
}
