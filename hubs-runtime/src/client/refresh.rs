//! Says anew who this client is before its token ends, so that the connection need not (ASP.NET Core 11, "Authentication
//! refresh").

use std::{ptr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method};
use reqwest::{Response, Url};
use serde::Deserialize;
use tokio::{
    sync::{Mutex, watch},
    time::Instant,
};

use super::{
    error::{ConnectError, RefreshError},
    events::ConnectionEvent,
    http::{Http, Token, read_json, shown},
    link::Link,
    negotiate::Negotiated,
};

/// A token is replaced so long before its end.
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);

/// Time to the next attempt: half of what is left, but not less.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// What says anew who this client is, on one negotiated connection.
pub(super) struct Refresh {
    http: Arc<Http>,
    url: Url,
    /// When the token ends, if it does.
    ends: watch::Sender<Option<Instant>>,
    one_at_a_time: Mutex<()>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Answer {
    token_lifetime_seconds: Option<u64>,
    error: Option<String>,
}

impl Refresh {
    /// `None` for a connection without a token to name it by.
    pub(super) fn of(negotiated: &Negotiated, http: &Arc<Http>) -> Option<Self> {
        let token = negotiated.token.as_ref()?;
        let mut url = negotiated.url.clone();
        let path = format!("{}/refresh", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url.query_pairs_mut().append_pair("id", token);
        let ends = negotiated.token_lifetime.and_then(end_of);
        Some(Self {
            http: http.clone(),
            url,
            ends: watch::Sender::new(ends),
            one_at_a_time: Mutex::default(),
        })
    }

    /// Asks the provider for a newer token and shows it to the server; how long that one holds. The older one is in use until
    /// then, and if nothing comes of it.
    pub(super) async fn say_anew(&self, link: &Link) -> Result<Option<Duration>, RefreshError> {
        let _turn = self.one_at_a_time.lock().await;
        let (what, after) = ("the refresh", link.config.request_timeout);
        let answered = tokio::time::timeout(after, self.ask()).await;
        let late = |_| RefreshError::NotAsked(ConnectError::TimedOut { what, after });
        let (newer, lifetime) = answered.map_err(late)??;
        let present = link.refresh.lock();
        // The connection was lost meanwhile: its successor has another token.
        if !present.as_deref().is_some_and(|it| ptr::eq(it, self)) {
            return Err(RefreshError::NoConnection);
        }
        self.http.replace_token(newer);
        drop(present);
        self.ends.send_replace(lifetime.and_then(end_of));
        let refreshed = ConnectionEvent::AuthenticationRefreshed {
            holds_for: lifetime,
        };
        link.listeners.tell(&refreshed);
        Ok(lifetime)
    }

    /// The newer token, and how long it holds.
    async fn ask(&self) -> Result<(Option<Token>, Option<Duration>), RefreshError> {
        let newer = self.http.newer_token().await;
        let newer = newer.map_err(RefreshError::NotAsked)?;
        let (headers, body) = (HeaderMap::new(), Some(Bytes::new()));
        let sent = self
            .http
            .send_with(newer.as_ref(), &Method::POST, &self.url, &headers, body);
        let response = sent.await.map_err(RefreshError::NotAsked)?;
        if response.status().is_success() {
            let (answer, _) = read(response).await;
            let lifetime = answer.token_lifetime_seconds.map(Duration::from_secs);
            return Ok((newer, lifetime));
        }
        let status = response.status().as_u16();
        let (answer, body) = read(response).await;
        let reason = match answer.error {
            Some(error) => error,
            None if status == 404 && body.is_empty() => {
                "it knows no such request; is `enable_authentication_refresh` on?".to_owned()
            }
            None => body,
        };
        Err(RefreshError::Refused { status, reason })
    }

    /// Says anew who this client is whenever it is time, as long as the connection lasts.
    pub(super) async fn keep(self: Arc<Self>, link: Arc<Link>) {
        let mut ends = self.ends.subscribe();
        let mut failed = false;
        loop {
            let end = *ends.borrow_and_update();
            let next =
                end.and_then(|end| Some((end, due(link.config.refresh_before, end, failed)?)));
            let wait = async {
                let Some((end, due)) = next else {
                    return std::future::pending().await;
                };
                tokio::time::sleep_until(due).await;
                end
            };
            tokio::select! {
                changed = ends.changed() => match changed {
                    Ok(()) => failed = false,
                    Err(_) => return,
                },
                end = wait => failed = !self.refresh_in_time(&link, end).await,
            }
        }
    }

    /// Whether there is a newer token; if not, everybody is told.
    async fn refresh_in_time(&self, link: &Link, end: Instant) -> bool {
        let Err(error) = self.say_anew(link).await else {
            return true;
        };
        let left = end.saturating_duration_since(Instant::now());
        tracing::warn!(%error, ?left, "the token was not replaced");
        link.listeners
            .tell(&ConnectionEvent::AuthenticationExpiring { left, error });
        false
    }
}

/// When to say it: `before` the end but not before half of the time is over, or again after a failure while there is time.
fn due(before: Option<Duration>, end: Instant, failed: bool) -> Option<Instant> {
    let now = Instant::now();
    let left = end.saturating_duration_since(now);
    if failed {
        return (left > SHORTEST_PAUSE).then(|| now + (left / 2).max(SHORTEST_PAUSE));
    }
    // Sooner, one that holds no longer than that would be replaced without a pause.
    let before = before.unwrap_or(FIVE_MINUTES).min(left / 2);
    Some(end.checked_sub(before).unwrap_or(now))
}

/// The end of what holds for so long; `None` if it is too far away to matter, or there is no time before it.
fn end_of(lifetime: Duration) -> Option<Instant> {
    let left = Some(lifetime).filter(|left| !left.is_zero());
    left.and_then(|left| Instant::now().checked_add(left))
}

/// The answer, as far as it is one, and its start for people to read.
async fn read(response: Response) -> (Answer, String) {
    let body = read_json(response).await;
    (
        serde_json::from_slice(&body).unwrap_or_default(),
        shown(&body),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_token_is_replaced_in_time_and_failures_are_tried_again() {
        let now = Instant::now();
        let seconds = |seconds| now + Duration::from_secs(seconds);
        let at = |before: Option<u64>, end, failed| {
            let due = due(before.map(Duration::from_secs), seconds(end), failed);
            due.map(|due| (due - now).as_secs())
        };
        assert_eq!(at(None, 3600, false), Some(3300));
        assert_eq!(at(None, 600, false), Some(300));
        assert_eq!(at(None, 60, false), Some(30));
        assert_eq!(at(Some(10), 60, false), Some(50));
        assert_eq!(at(Some(90), 60, false), Some(30), "not at once");
        assert_eq!(at(Some(10), 60, true), Some(30));
        assert_eq!(at(None, 2, true), Some(1));
        assert_eq!(at(None, 1, true), None, "the connection ends before");
        assert_eq!(at(None, 0, true), None);
        assert_eq!(end_of(Duration::ZERO), None, "not again and again");
        assert_eq!(end_of(Duration::MAX), None);
        assert_eq!(end_of(Duration::from_secs(1)), Some(seconds(1)));
    }
}
