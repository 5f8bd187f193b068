//! Where hubs are mounted, and how clients of SignalR spell it.
//!
//! ASP.NET Core matches paths whatever their letter case, decodes them and allows a slash at the end. axum matches
//! bytes, so the slash has routes of its own, and the rest is a service around the whole application.

use std::{
    borrow::Cow,
    collections::HashMap,
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
    Transport,
}

/// The paths that a hub mounted at `path` answers.
pub(super) fn routes(path: &str) -> impl Iterator<Item = (String, Step)> {
    let base = path.trim_end_matches('/');
    let negotiate = format!("{base}/negotiate");
    let slash = (!base.is_empty()).then(|| (format!("{base}/"), Step::Transport));
    let with_slash = format!("{negotiate}/");
    [
        (path.to_owned(), Step::Transport),
        (negotiate, Step::Negotiate),
        (with_slash, Step::Negotiate),
    ]
    .into_iter()
    .chain(slash)
}

/// A path that two hubs would answer.
pub(super) fn common(one: &str, other: &str) -> Option<String> {
    let folded = |path| routes(path).map(|(route, _)| names::fold(&route));
    folded(one).find(|route| folded(other).any(|found| found == *route))
}

/// Spells requests for hubs as the hubs are mounted, before the application looks at them.
#[derive(Clone)]
pub(super) struct AnyCase {
    /// Folded path to the path as it is mounted.
    spellings: Arc<HashMap<String, String>>,
    app: Router,
}

impl AnyCase {
    pub(super) fn new<'p>(paths: impl Iterator<Item = &'p str>, app: Router) -> Self {
        let routes = paths.flat_map(routes);
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

    #[test]
    fn a_hub_answers_with_and_without_a_slash() {
        let of = |path| routes(path).map(|(route, _)| route).collect::<Vec<_>>();
        assert_eq!(
            of("/chat"),
            ["/chat", "/chat/negotiate", "/chat/negotiate/", "/chat/"]
        );
        assert_eq!(of("/"), ["/", "/negotiate", "/negotiate/"]);
    }

    #[test]
    fn hubs_that_answer_the_same_path_are_found() {
        assert_eq!(common("/a", "/b"), None);
        assert_eq!(common("/a", "/a/b"), None);
        assert_eq!(common("/a", "/A/Negotiate"), Some("/a/negotiate".into()));
        assert_eq!(common("/negotiate", "/"), Some("/negotiate".into()));
    }

    #[test]
    fn the_mounted_spelling_is_put_in() {
        let app = AnyCase::new(["/Chat", "/"].into_iter(), Router::new());
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
