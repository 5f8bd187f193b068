//! The request that a test client comes with.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri};

use crate::connection::RequestInfo;

/// What a test says of it.
#[derive(Debug, Default)]
pub(super) struct TestRequest {
    pub(super) query: String,
    headers: HeaderMap,
    pub(super) extensions: Extensions,
}

impl TestRequest {
    /// # Panics
    /// If name or value is none of HTTP's.
    pub(super) fn header(&mut self, name: &str, value: &str) {
        let name: HeaderName = name.parse().expect("a header's name");
        let value: HeaderValue = value.parse().expect("a header's value");
        self.headers.append(name, value);
    }

    pub(super) fn query(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(&format!("{name}={value}"));
    }

    pub(super) fn info(self) -> RequestInfo {
        let uri = format!("/?{}", self.query).parse::<Uri>();
        let uri = uri.expect("a query without spaces");
        RequestInfo::new(&uri, &self.headers, self.extensions)
    }
}
