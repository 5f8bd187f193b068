//! What the backplane counts.

use std::time::Duration;

use redis::AsyncCommands;

use super::{
    book::Book,
    cluster::{Server, note_of, until},
    server::Redis,
};

#[tokio::test]
async fn what_goes_to_redis_and_comes_from_it_is_counted() {
    let book = Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let of = |name: &str| book.sum(&format!("hubs.server.backplane.{name}"));
    let mut redis = Redis::start().await;
    let quick = Duration::from_millis(700);
    let server = Server::with(&redis, |builder| builder.timeout(quick)).await;
    until("it is connected", async || of("connected{}") == 1.0).await;
    let client = server.json().await;
    let before = (of("published{}"), of("received{}"), of("channels{}"));
    let () = client.invoke("join", ("a group",)).await.unwrap();
    assert_eq!(of("channels{}"), before.2 + 1.0);
    for _ in 0..3 {
        let all = server.handle.clients().all();
        all.note("counted".to_owned()).await.unwrap();
        assert_eq!(note_of(&client).await, "counted");
    }
    assert_eq!(of("published{}"), before.0 + 3.0);
    // Those that wait together come as one.
    assert!(of("received{}") > before.1);

    assert_eq!(of("unreadable{}"), 0.0);
    let mut other = redis.connection().await.unwrap();
    let () = other.publish("NoteHub:all", "no message").await.unwrap();
    until("it is seen", async || of("unreadable{}") == 1.0).await;

    redis.down();
    until("the break is noticed", async || of("connected{}") == 0.0).await;
    assert_eq!(of("breaks{}"), 1.0);
    let all = server.handle.clients().all();
    all.note("lost".to_owned()).await.unwrap_err();
    assert_eq!(of("unpublished{cause=unreachable}"), 1.0);
    redis.up().await;
    until("it is back", async || of("connected{}") == 1.0).await;
    assert_eq!(of("breaks{}"), 1.0);
}
