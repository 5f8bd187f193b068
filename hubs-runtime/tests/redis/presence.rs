//! Who is there, on whichever server.

use std::time::Duration;

use super::{cluster::Server, server::Redis};

#[tokio::test]
async fn connections_and_groups_are_counted_everywhere() {
    let redis = Redis::start().await;
    let servers = [Server::start(&redis).await, Server::start(&redis).await];
    let clients = [
        servers[0].json().await,
        servers[1].binary().await,
        servers[1].json().await,
    ];
    let mut members = Vec::new();
    for client in &clients[..2] {
        let () = client.invoke("join", ("g",)).await.unwrap();
        members.push(client.connection_id().clone());
    }
    members.sort();
    for server in &servers {
        let handle = &server.handle;
        let all = handle.connection_count_everywhere().await.unwrap();
        assert_eq!((all.value, all.silent), (3, 0));
        let size = handle.group_size("g").await.unwrap();
        assert_eq!((size.value, size.silent), (2, 0));
        let mut seen = handle.group_members("g").await.unwrap().value;
        seen.sort();
        assert_eq!(seen, members);
        assert_eq!(handle.group_size("empty").await.unwrap().value, 0);
    }
    assert_eq!(servers[0].handle.connection_count(), 1);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_missing_and_said_so() {
    let redis = Redis::start().await;
    let quick =
        |builder: hubs_runtime::RedisBackplaneBuilder| builder.timeout(Duration::from_millis(500));
    let server = Server::with(&redis, quick).await;
    let _client = server.json().await;
    // Someone who listens and says nothing.
    let client = redis::Client::open(redis.url()).unwrap();
    let mut deaf = client.get_async_pubsub().await.unwrap();
    deaf.subscribe("NoteHub:internal:hubs:survey")
        .await
        .unwrap();
    let all = server.handle.connection_count_everywhere().await.unwrap();
    assert_eq!((all.value, all.silent), (1, 1));
}

#[tokio::test]
async fn users_are_online_wherever_they_are() {
    let redis = Redis::start().await;
    let servers = [Server::start(&redis).await, Server::start(&redis).await];
    let ann = servers[0].user("ann").await;
    for server in &servers {
        assert!(server.handle.is_online("ann").await.unwrap());
        assert!(!server.handle.is_online("bob").await.unwrap());
    }
    ann.close().await.unwrap();
    super::cluster::until("ann is gone", async || {
        !servers[1].handle.is_online("ann").await.unwrap()
    })
    .await;
}
