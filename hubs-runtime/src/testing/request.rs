//! The request that a test client comes with.

use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri};

use crate::connection::RequestInfo;

/// The settings of a test client that has a `request` and its `patience`.
macro_rules! request_settings {
    () => {
        /// Connects as this user, as if middleware had found it out.
        pub fn user(self, user: impl crate::NamesUser) -> Self {
            self.extension(user.into())
        }

        /// Puts a value into the request's extensions, as middleware does.
        pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
            self.request.extensions.insert(value);
            self
        }

        /// Adds a header to the request.
        ///
        /// # Panics
        /// If name or value is none of HTTP's.
        pub fn header(mut self, name: &str, value: &str) -> Self {
            self.request.header(name, value);
            self
        }

        /// Adds to the request's query, as `("room", "lobby")`. Nothing is escaped.
        pub fn query(mut self, name: &str, value: &str) -> Self {
            self.request.query(name, value);
            self
        }

        /// How long each wait of the client may take before it fails. Default 60 s of tokio's time, which pass at once while
        /// the clock is paused.
        pub fn patience(mut self, patience: Duration) -> Self {
            self.patience = patience;
            self
        }
    };
}

pub(super) use request_settings;

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
