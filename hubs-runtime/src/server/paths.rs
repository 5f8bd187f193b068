//! Where hubs are mounted, and how clients of SignalR spell it.
//!
//! ASP.NET Core matches paths whatever their letter case, decodes them and allows a slash at the end. axum matches
//! bytes, so the slash has routes of its own, and the rest is a service around the whole application.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{Router, body::Body, extract::Request, response::Response};
use futures_util::future::BoxFuture;
use http::{Uri, uri::PathAndQuery};
use hubs_contract::names;
use percent_encoding::percent_decode_str;
use tower::Service;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Negotiate,
    Refresh,
    Transport,
}

/// Where something is mounted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address<'p> {
    pub(super) path: &'p str,
    /// Whether clients may say anew there who they are.
    pub(super) refreshes: bool,
}

impl Address<'_> {
    /// The paths that it answers.
    pub(super) fn routes(self) -> impl Iterator<Item = (String, Step)> {
        let base = self.path.trim_end_matches('/').to_owned();
        let slash = (!base.is_empty()).then(|| (format!("{base}/"), Step::Transport));
        let negotiate = ("negotiate", Step::Negotiate);
        let refresh = self.refreshes.then_some(("refresh", Step::Refresh));
        let below = [Some(negotiate), refresh].into_iter().flatten();
        let below = below.flat_map(move |(name, step)| {
            [
                (format!("{base}/{name}"), step),
                (format!("{base}/{name}/"), step),
            ]
        });
        std::iter::once((self.path.to_owned(), Step::Transport))
            .chain(below)
            .chain(slash)
    }

    /// A path that the other would answer, too.
    pub(super) fn common(self, other: Address<'_>) -> Option<String> {
        let folded = |(route, _): (String, Step)| names::fold(&route);
        let others: HashSet<String> = other.routes().map(folded).collect();
        self.routes()
            .map(folded)
            .find(|route| others.contains(route))
    }
}

/// Spells requests for hubs as the hubs are mounted, before the application looks at them.
#[derive(Clone)]
pub(super) struct AnyCase {
    /// Folded path to the path as it is mounted.
    spellings: Arc<HashMap<String, String>>,
    app: Router,
}

impl AnyCase {
    pub(super) fn new<'p>(addresses: impl Iterator<Item = Address<'p>>, app: Router) -> Self {
        let routes = addresses.flat_map(Address::routes);
        let spellings = routes.map(|(route, _)| (names::fold(&route), route));
        Self {
            spellings: Arc::new(spellings.collect()),
            app,
        }
    }

    /// The request's target with a hub's path as it is mounted; `None` if it is that already, or no hub's.
    fn respelled(&self, uri: &Uri) -> Option<Uri> {
        let decoded: Cow<'_, str> = percent_decode_str(uri.path()).decode_utf8().ok()?;
        let mounted = self.spellings.get(&names::fold(&decoded))?;
        if mounted == uri.path() {
            return None;
        }
        let target = match uri.query() {
            Some(query) => Cow::Owned(format!("{mounted}?{query}")),
            None => Cow::Borrowed(mounted.as_str()),
        };
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(target.as_ref()).ok()?);
        Uri::from_parts(parts).ok()
    }
}

impl Service<Request> for AnyCase {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(uri) = self.respelled(request.uri()) {
            *request.uri_mut() = uri;
        }
        let answer = self.app.call(request);
        Box::pin(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Address<'_> {
        Address {
            path,
            refreshes: false,
        }
    }

    fn refreshing(path: &str) -> Address<'_> {
        Address {
            path,
            refreshes: true,
        }
    }

    #[test]
    fn a_hub_answers_with_and_without_a_slash() {
        let of =
            |address: Address<'_>| address.routes().map(|(route, _)| route).collect::<Vec<_>>();
        assert_eq!(
            of(at("/chat")),
            ["/chat", "/chat/negotiate", "/chat/negotiate/", "/chat/"]
        );
        assert_eq!(of(at("/")), ["/", "/negotiate", "/negotiate/"]);
        assert_eq!(
            of(refreshing("/")),
            ["/", "/negotiate", "/negotiate/", "/refresh", "/refresh/"]
        );
    }

    #[test]
    fn hubs_that_answer_the_same_path_are_found() {
        assert_eq!(at("/a").common(at("/b")), None);
        assert_eq!(at("/a").common(at("/a/b")), None);
        assert_eq!(
            at("/a").common(at("/A/Negotiate")),
            Some("/a/negotiate".into())
        );
        assert_eq!(at("/negotiate").common(at("/")), Some("/negotiate".into()));
        assert_eq!(at("/a").common(at("/a/refresh")), None);
        let common = refreshing("/a").common(at("/a/refresh"));
        assert_eq!(common, Some("/a/refresh".into()));
    }

    #[test]
    fn the_mounted_spelling_is_put_in() {
        let app = AnyCase::new(["/Chat", "/"].map(at).into_iter(), Router::new());
        let told = |text: &str| {
            let uri = text.parse::<Uri>().expect("a target");
            app.respelled(&uri).map(|uri| uri.to_string())
        };
        assert_eq!(told("/chat?id=A%20b"), Some("/Chat?id=A%20b".into()));
        assert_eq!(told("/%43HAT/Negotiate/"), Some("/Chat/negotiate/".into()));
        assert_eq!(told("http://a.b/CHAT/"), Some("http://a.b/Chat/".into()));
        assert_eq!(told("/NEGOTIATE"), Some("/negotiate".into()));
        for other in ["/Chat", "/chats", "/chat//", "/%ff", "*", "/"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
