//! Where hubs are mounted: what `build()` refuses, and that the rest of an application does not hide them.

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode},
    routing::post,
};
use hubs_runtime::prelude::*;
use tower::ServiceExt;

/// Named after its type.
#[hub]
pub struct First;
#[hub]
impl First {}

/// Named like the first but for case.
#[hub(name = "first")]
pub struct Other;
#[hub]
impl Other {}

/// Named unlike both.
#[hub]
pub struct Second;
#[hub]
impl Second {}

fn refusal(builder: hubs_runtime::HubServerBuilder) -> String {
    match builder.build() {
        Ok(_) => panic!("not refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn hubs_of_one_name_or_path_are_refused_by_build() {
    let text = refusal(HubServer::builder().hub("/one", First).hub("/two", Other));
    assert!(text.contains("is registered twice"), "{text}");
    assert!(text.contains("First") && text.contains("Other"), "{text}");

    let text = refusal(HubServer::builder().hub("/one", First).hub("/ONE", Second));
    assert!(text.contains("is used twice"), "{text}");
    assert!(text.contains("First") && text.contains("Second"), "{text}");

    let text = refusal(HubServer::builder().hub("/one", First).hub("/two", First));
    assert!(text.contains("is mounted twice"), "{text}");
}

async fn negotiate(app: Router, path: &str) -> StatusCode {
    let request = Request::post(path).body(Body::empty()).expect("a request");
    app.oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn a_hub_is_found_before_and_after_a_fallback() {
    let router = || {
        let hubs = HubServer::builder()
            .hub("/one", First)
            .build()
            .expect("built");
        hubs.router()
    };
    let page = || async { StatusCode::IM_A_TEAPOT };
    let before = router().fallback(page);
    let after = Router::new().fallback(page).merge(router());
    let nested = Router::new().nest("/api", router()).fallback(page);
    for (app, path) in [
        (before, "/one/negotiate?negotiateVersion=1"),
        (after, "/one/negotiate?negotiateVersion=1"),
        (nested, "/api/one/negotiate?negotiateVersion=1"),
    ] {
        assert_eq!(negotiate(app.clone(), path).await, StatusCode::OK, "{path}");
        assert_eq!(negotiate(app, "/elsewhere").await, StatusCode::IM_A_TEAPOT);
    }
}

#[tokio::test]
#[should_panic(expected = "Overlapping method route")]
async fn routes_that_overlap_stop_the_program_at_its_start() {
    let hubs = HubServer::builder()
        .hub("/one", First)
        .build()
        .expect("built");
    let page = || async { "a page" };
    let _never = Router::new()
        .route("/one/negotiate", post(page))
        .merge(hubs.router());
}
