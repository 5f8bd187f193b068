//! Where a server is, or where a page was loaded from: host, and scheme and port as far as they are said.

use std::fmt;

use http::uri::Authority;

/// How a page was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    /// Some proxies name the scheme of a WebSocket.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let named = |names: [&str; 2]| names.iter().any(|name| name.eq_ignore_ascii_case(text));
        if named(["http", "ws"]) {
            Some(Self::Http)
        } else if named(["https", "wss"]) {
            Some(Self::Https)
        } else {
            None
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// A host with what was said beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) scheme: Option<Scheme>,
    /// In lower case; IPv6 in brackets.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
}

impl Address {
    /// Reads `host`, `host:port`, or either behind `http://` or `https://`, and nothing more.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => {
                let scheme = Scheme::parse(scheme).filter(|found| {
                    // A page is never loaded with `ws`.
                    found.name().eq_ignore_ascii_case(scheme)
                });
                (Some(scheme?), rest)
            }
            None => (None, text),
        };
        let odd = |letter: char| "/@*,?#".contains(letter) || !letter.is_ascii_graphic();
        if rest.contains(odd) {
            return None;
        }
        let authority: Authority = rest.parse().ok()?;
        let host = authority.host();
        let port = match rest.strip_prefix(host)? {
            "" => None,
            port => Some(port.strip_prefix(':')?.parse().ok()?),
        };
        (!host.is_empty()).then(|| Self {
            scheme,
            host: host.to_ascii_lowercase(),
            port,
        })
    }

    /// Whether this server's own address, as far as it is known, is that of `page`, which says its scheme.
    pub(crate) fn is_home_of(&self, page: &Self) -> bool {
        let Some(scheme) = page.scheme else {
            return false;
        };
        let port = |address: &Self| address.port.unwrap_or(scheme.port());
        self.host == page.host
            && self.scheme.is_none_or(|own| own == scheme)
            && port(self) == port(page)
    }

    /// Whether `own` agrees with all that this entry says; what `own` does not know is no contradiction.
    pub(crate) fn includes(&self, own: &Self) -> bool {
        let scheme = self.scheme.or(own.scheme);
        let same_port = |wanted: u16| match (own.port, scheme) {
            (Some(port), _) => port == wanted,
            (None, Some(scheme)) => scheme.port() == wanted,
            (None, None) => wanted == 80 || wanted == 443,
        };
        self.host == own.host
            && (self.scheme.is_none() || own.scheme.is_none() || self.scheme == own.scheme)
            && self.port.is_none_or(same_port)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(scheme) = self.scheme {
            write!(f, "{}://", scheme.name())?;
        }
        f.write_str(&self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}
