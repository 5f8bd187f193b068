//! Which web pages may connect, and under which names this server may be asked for.
//!
//! Browsers send `Origin` (RFC 6454) with every cross-site request and with every WebSocket handshake. Other programs
//! send none, and are not what this protects against.

use http::{
    HeaderMap, HeaderValue, StatusCode, Uri,
    header::{self, HeaderName},
};

use super::address::{Address, Scheme};

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What the application said, as it said it.
#[derive(Clone, Debug, Default)]
pub(crate) struct OriginSettings {
    origins: Vec<String>,
    hosts: Option<Vec<String>>,
    trusted_proxy: bool,
}

impl OriginSettings {
    pub(crate) fn allow(&mut self, origins: impl Iterator<Item = String>) {
        self.origins.extend(origins);
    }

    pub(crate) fn own(&mut self, hosts: impl Iterator<Item = String>) {
        self.hosts.get_or_insert_default().extend(hosts);
    }

    pub(crate) fn trust_proxy(&mut self) {
        self.trusted_proxy = true;
    }

    /// # Errors
    /// Names an entry that no browser would ever send.
    pub(crate) fn policy(&self) -> Result<OriginPolicy, String> {
        let mut policy = OriginPolicy {
            trusted_proxy: self.trusted_proxy,
            ..OriginPolicy::default()
        };
        for origin in &self.origins {
            match Address::parse(origin) {
                _ if origin == "null" => policy.null = true,
                Some(address) if address.scheme.is_some() => policy.allowed.push(address),
                _ => {
                    return Err(format!(
                        "origin `{origin}` is not an origin\nhelp: write scheme, host and port as browsers send them: \
                         `https://app.example.com`, `http://localhost:5173`"
                    ));
                }
            }
        }
        let Some(hosts) = &self.hosts else {
            return Ok(policy);
        };
        if hosts.is_empty() {
            return Err(
                "`hosts` names no host\nhelp: every request would be refused; name the server's own, as \
                 `chat.example.com`, or leave it out"
                    .to_owned(),
            );
        }
        for host in hosts {
            policy.hosts.push(Address::parse(host).ok_or_else(|| {
                format!(
                    "host `{host}` is not a host\nhelp: write its name, with scheme and port if they matter, and \
                     without wildcards: `chat.example.com`, `https://chat.example.com`, `localhost:3000`"
                )
            })?);
        }
        Ok(policy)
    }
}

/// Pages of the server's own host, and of the origins that the application names.
#[derive(Clone, Debug, Default)]
pub(crate) struct OriginPolicy {
    allowed: Vec<Address>,
    /// Whether pages without an origin may connect: files, sandboxed frames.
    null: bool,
    /// The server's own; any if empty.
    hosts: Vec<Address>,
    trusted_proxy: bool,
}

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OriginVerdict {
    /// Not from a page, or from a page of this host.
    SameOrigin,
    /// From a page of a named origin: the answer must say so.
    Allowed(HeaderValue),
    Refused(OriginRefusal),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OriginRefusal {
    pub(crate) status: StatusCode,
    /// What the developer of a page reads.
    pub(crate) text: String,
    /// Who must be allowed to read that; `None` if it is no page, or not clear which.
    pub(crate) reader: Option<HeaderValue>,
}

impl OriginPolicy {
    pub(crate) fn judge(&self, uri: &Uri, headers: &HeaderMap) -> OriginVerdict {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next();
        let refused = |status, text| {
            let reader = origin.cloned();
            OriginVerdict::Refused(OriginRefusal {
                status,
                text,
                reader,
            })
        };
        let own = self.own_host(uri, headers);
        let known_as = self.known_as(own.as_ref());
        if known_as.is_empty() && !self.hosts.is_empty() {
            return refused(StatusCode::MISDIRECTED_REQUEST, misdirected(own.as_ref()));
        }
        let Some(origin) = origin else {
            return OriginVerdict::SameOrigin;
        };
        if origins.next().is_some() {
            // One check might read the first, and another the last.
            return OriginVerdict::Refused(OriginRefusal {
                status: StatusCode::BAD_REQUEST,
                text: "the request has more than one `Origin` header\nhelp: browsers send one; see which proxy adds \
                       another"
                    .to_owned(),
                reader: None,
            });
        }
        let text = origin.to_str().unwrap_or("?");
        let page = Address::parse(text).filter(|page| page.scheme.is_some());
        let Some(page) = page else {
            return if text == "null" && self.null {
                OriginVerdict::Allowed(origin.clone())
            } else {
                refused(StatusCode::FORBIDDEN, no_host(text))
            };
        };
        if known_as.iter().any(|own| own.is_home_of(&page)) {
            return OriginVerdict::SameOrigin;
        }
        if self.allowed.iter().any(|allowed| allowed.is_home_of(&page)) {
            return OriginVerdict::Allowed(origin.clone());
        }
        let served_with = known_as
            .iter()
            .filter(|own| own.host == page.host)
            .find_map(|own| own.scheme.filter(|scheme| Some(*scheme) != page.scheme));
        let text = other_origin(text, own.as_ref(), served_with);
        refused(StatusCode::FORBIDDEN, text)
    }

    /// Under which name the client asked for this server, and with which scheme if that can be known.
    fn own_host(&self, uri: &Uri, headers: &HeaderMap) -> Option<Address> {
        let forwarded = |name: HeaderName| {
            let value = self.trusted_proxy.then(|| headers.get(name)).flatten()?;
            // Several proxies append; the first is the one the client spoke to.
            Some(value.to_str().ok()?.split(',').next()?.trim().to_owned())
        };
        let mut hosts = headers.get_all(header::HOST).iter();
        // Whoever sends two hosts asks for none.
        let header = hosts.next().filter(|_| hosts.next().is_none());
        let host = forwarded(FORWARDED_HOST)
            // The target's host counts before the header's (RFC 9112, 3.2.2).
            .or_else(|| Some(uri.authority()?.as_str().to_owned()))
            .or_else(|| Some(header?.to_str().ok()?.to_owned()))?;
        let scheme = forwarded(FORWARDED_PROTO).or_else(|| uri.scheme_str().map(str::to_owned));
        let mut own = Address::parse(&host).filter(|own| own.scheme.is_none())?;
        own.scheme = scheme.and_then(|scheme| Scheme::parse(&scheme));
        Some(own)
    }

    /// What pages of this server may have as their origin, each with what is known of the scheme.
    fn known_as(&self, own: Option<&Address>) -> Vec<Address> {
        let Some(own) = own else {
            return Vec::new();
        };
        if self.hosts.is_empty() {
            return vec![own.clone()];
        }
        let matching = self.hosts.iter().filter(|host| host.includes(own));
        matching
            .map(|host| Address {
                scheme: host.scheme.or(own.scheme),
                ..own.clone()
            })
            .collect()
    }
}

/// An origin that is no host's, so that no proxy can be the cause.
fn no_host(origin: &str) -> String {
    format!(
        "origin `{origin}` may not use this hub\nhelp: allow it with `HubServer::builder().origins([\"{origin}\"])`"
    )
}

fn other_origin(origin: &str, own: Option<&Address>, served_with: Option<Scheme>) -> String {
    let served = match (served_with, own) {
        (Some(scheme), _) => format!(", which is served with `{}`", scheme.name()),
        (None, Some(own)) => format!(", which was asked for at `{own}`"),
        (None, None) => String::new(),
    };
    format!(
        "origin `{origin}` may not use this hub{served}\nhelp: allow it with \
         `HubServer::builder().origins([\"{origin}\"])`; if the page is of this server, a proxy has replaced `Host`: let it \
         pass that on (Vite: no `changeOrigin`; nginx: `proxy_set_header Host $http_host`), or set X-Forwarded-Host and \
         X-Forwarded-Proto, which `.trusted_proxy()` believes"
    )
}

fn misdirected(own: Option<&Address>) -> String {
    let host = own.map_or_else(|| "?".to_owned(), Address::to_string);
    format!(
        "host `{host}` is none of this server's\nhelp: if it is, name it in `HubServer::builder().hosts([…])`; behind a \
         reverse proxy that sets X-Forwarded-Host, also `.trusted_proxy()`"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bench {
        settings: OriginSettings,
        target: &'static str,
    }

    impl Bench {
        fn new(change: impl FnOnce(&mut OriginSettings)) -> Self {
            let mut settings = OriginSettings::default();
            change(&mut settings);
            let target = "/chat";
            Self { settings, target }
        }

        fn hosts(hosts: &[&str]) -> Self {
            Self::new(|settings| settings.own(hosts.iter().map(|host| (*host).to_owned())))
        }

        fn proxied(mut self) -> Self {
            self.settings.trust_proxy();
            self
        }

        fn verdict(&self, pairs: &[(&'static str, &'static str)]) -> OriginVerdict {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_static(value));
            }
            let policy = self.settings.policy().expect("a policy");
            policy.judge(&Uri::from_static(self.target), &headers)
        }

        fn judge(&self, pairs: &[(&'static str, &'static str)]) -> &'static str {
            match self.verdict(pairs) {
                OriginVerdict::SameOrigin => "same",
                OriginVerdict::Allowed(_) => "allowed",
                OriginVerdict::Refused(refusal) => match refusal.status.as_u16() {
                    400 => "twice",
                    403 => "refused",
                    421 => "misdirected",
                    other => panic!("{other}"),
                },
            }
        }

        fn refusal(&self, pairs: &[(&'static str, &'static str)]) -> String {
            match self.verdict(pairs) {
                OriginVerdict::Refused(refusal) => refusal.text,
                other => panic!("{other:?}"),
            }
        }
    }

    fn allow(settings: &mut OriginSettings, origin: &str) {
        settings.allow([origin.to_owned()].into_iter());
    }

    #[test]
    fn pages_of_the_own_host_may_connect() {
        let bench = Bench::new(|_| {});
        for (origin, host, verdict) in [
            ("http://localhost:3000", "localhost:3000", "same"),
            ("https://Chat.example.com", "chat.example.com:443", "same"),
            ("http://chat.example.com:80", "chat.example.com", "same"),
            ("http://[::1]:3000", "[::1]:3000", "same"),
            ("http://localhost:5173", "localhost:3000", "refused"),
            ("http://localhost:3000", "localhost", "refused"),
            ("https://chat.example.com", "chat.example.com:80", "refused"),
            ("ftp://localhost:3000", "localhost:3000", "refused"),
            ("localhost:3000", "localhost:3000", "refused"),
            (
                "http://localhost:3000 http://a",
                "localhost:3000",
                "refused",
            ),
            ("http://a@localhost:3000", "localhost:3000", "refused"),
            ("null", "localhost:3000", "refused"),
            ("null", "null", "refused"),
            ("", "", "refused"),
        ] {
            let told = bench.judge(&[("origin", origin), ("host", host)]);
            assert_eq!(told, verdict, "{origin} at {host}");
        }
        assert_eq!(bench.judge(&[("host", "localhost")]), "same");
        let two_hosts = [
            ("origin", "http://a"),
            ("host", "a"),
            ("host", "b.example.com"),
        ];
        assert_eq!(bench.judge(&two_hosts), "refused");
    }

    #[test]
    fn named_origins_may_connect() {
        let bench = Bench::new(|settings| {
            allow(settings, "http://localhost:5173");
            allow(settings, "https://app.example.com:443");
            allow(settings, "null");
        });
        for (origin, verdict) in [
            ("http://localhost:5173", "allowed"),
            ("https://localhost:5173", "refused"),
            ("https://APP.example.com", "allowed"),
            ("http://app.example.com", "refused"),
            ("null", "allowed"),
        ] {
            let told = bench.judge(&[("origin", origin), ("host", "localhost:3000")]);
            assert_eq!(told, verdict, "{origin}");
        }
    }

    #[test]
    fn a_page_behind_a_proxy_that_replaces_the_host_is_told_so() {
        let bench = Bench::new(|_| {});
        let page = ("origin", "http://localhost:5173");
        assert_eq!(
            bench.refusal(&[page, ("host", "127.0.0.1:3000")]),
            "origin `http://localhost:5173` may not use this hub, which was asked for at `127.0.0.1:3000`\nhelp: allow it \
             with `HubServer::builder().origins([\"http://localhost:5173\"])`; if the page is of this server, a proxy has \
             replaced `Host`: let it pass that on (Vite: no `changeOrigin`; nginx: `proxy_set_header Host $http_host`), or \
             set X-Forwarded-Host and X-Forwarded-Proto, which `.trusted_proxy()` believes"
        );
        assert_eq!(
            bench.refusal(&[("origin", "null"), ("host", "127.0.0.1:3000")]),
            "origin `null` may not use this hub\nhelp: allow it with `HubServer::builder().origins([\"null\"])`"
        );
    }

    #[test]
    fn two_origins_are_refused_whichever_comes_first() {
        let bench = Bench::new(|_| {});
        for pair in [["http://a", "http://evil"], ["http://evil", "http://a"]] {
            let [first, second] = pair.map(|origin| ("origin", origin));
            let told = bench.judge(&[("host", "a"), first, second]);
            assert_eq!(told, "twice", "{pair:?}");
        }
    }

    #[test]
    fn a_forwarded_host_counts_only_from_a_trusted_proxy() {
        let request = [
            ("origin", "https://chat.example.com"),
            ("host", "127.0.0.1:3000"),
            ("x-forwarded-host", "chat.example.com, inner.example.com"),
        ];
        assert_eq!(Bench::new(|_| {}).judge(&request), "refused");
        assert_eq!(Bench::new(|_| {}).proxied().judge(&request), "same");
    }

    #[test]
    fn a_page_of_another_scheme_is_of_another_origin_where_the_own_is_known() {
        let page = ("origin", "http://chat.example.com");
        let host = ("host", "chat.example.com");
        let proto = |scheme| ("x-forwarded-proto", scheme);
        let bench = Bench::new(|_| {});
        assert_eq!(bench.judge(&[page, host]), "same", "nothing is known");
        assert_eq!(bench.judge(&[page, host, proto("https")]), "same");
        let bench = bench.proxied();
        for (scheme, verdict) in [
            ("https", "refused"),
            ("wss", "refused"),
            ("https, http", "refused"),
            ("http", "same"),
            ("ws", "same"),
            ("odd", "same"),
        ] {
            let told = bench.judge(&[page, host, proto(scheme)]);
            assert_eq!(told, verdict, "{scheme}");
        }
        let text = bench.refusal(&[page, host, proto("https")]);
        let known =
            "origin `http://chat.example.com` may not use this hub, which is served with `https`\n";
        assert!(text.starts_with(known), "{text}");

        let mut bench = Bench::new(|_| {});
        bench.target = "https://chat.example.com/chat";
        assert_eq!(bench.judge(&[page, host]), "refused");
        bench.target = "http://chat.example.com/chat";
        assert_eq!(bench.judge(&[page, ("host", "other")]), "same");

        let bench = Bench::hosts(&["https://chat.example.com"]);
        assert_eq!(bench.judge(&[page, host]), "refused");
        let page = ("origin", "https://chat.example.com");
        assert_eq!(bench.judge(&[page, host]), "same");
    }

    #[test]
    fn only_the_named_hosts_are_served() {
        let bench = Bench::hosts(&["chat.example.com", "localhost:3000", "https://a:443"]);
        for (host, verdict) in [
            ("chat.example.com", "same"),
            ("Chat.Example.com:8080", "same"),
            ("localhost:3000", "same"),
            ("a", "same"),
            ("localhost:4000", "misdirected"),
            ("localhost", "misdirected"),
            ("a:80", "misdirected"),
            ("evil.example:3000", "misdirected"),
            ("chat.example.com.evil.example", "misdirected"),
            ("", "misdirected"),
        ] {
            assert_eq!(bench.judge(&[("host", host)]), verdict, "{host}");
        }
        assert_eq!(bench.judge(&[]), "misdirected");
        let rebound = [
            ("origin", "http://evil.example:3000"),
            ("host", "evil.example:3000"),
        ];
        assert_eq!(Bench::new(|_| {}).judge(&rebound), "same");
        assert_eq!(
            bench.refusal(&rebound),
            "host `evil.example:3000` is none of this server's\nhelp: if it is, name it in \
             `HubServer::builder().hosts([…])`; behind a reverse proxy that sets X-Forwarded-Host, also \
             `.trusted_proxy()`"
        );
        let both = [("host", "chat.example.com"), ("host", "evil.example")];
        assert_eq!(bench.judge(&both), "misdirected");
    }

    #[test]
    fn a_proxy_says_which_host_was_meant() {
        let bench = Bench::hosts(&["https://chat.example.com"]);
        let request = |scheme| {
            [
                ("host", "10.0.0.1:3000"),
                ("x-forwarded-host", "chat.example.com"),
                ("x-forwarded-proto", scheme),
            ]
        };
        assert_eq!(bench.judge(&request("https")), "misdirected");
        let bench = bench.proxied();
        assert_eq!(bench.judge(&request("https")), "same");
        assert_eq!(bench.judge(&request("http")), "misdirected");
        let text = bench.refusal(&request("http"));
        assert!(text.starts_with("host `http://chat.example.com` is none of this server's\n"));
    }

    #[test]
    fn what_no_browser_sends_is_refused_at_build() {
        for origin in [
            "app.example.com",
            "https://app.example.com/",
            "https://*.example.com",
            "https://",
            "ftp://a",
        ] {
            let bench = Bench::new(|settings| allow(settings, origin));
            let text = bench.settings.policy().unwrap_err();
            let named = format!("origin `{origin}` is not an origin\nhelp: ");
            assert!(text.starts_with(&named), "{text}");
        }
        for host in [
            "",
            "a/b",
            "*.example.com",
            "a:99999",
            "a:",
            "ftp://a",
            "https://",
            "b@a",
            "a b",
        ] {
            let text = Bench::hosts(&[host]).settings.policy().unwrap_err();
            let named = format!("host `{host}` is not a host\nhelp: ");
            assert!(text.starts_with(&named), "{text}");
        }
        let text = Bench::hosts(&[]).settings.policy().unwrap_err();
        assert!(text.starts_with("`hosts` names no host\nhelp: "), "{text}");
    }
}
