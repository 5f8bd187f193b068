//! Redis away, connections cut: what goes on, what is told, what heals.

use std::time::{Duration, Instant};

use hubs_runtime::{BackplaneError, RedisBackplane, SendError, testing::TestClient};

use tower::ServiceExt;

use super::{
    cluster::{NoteHub, Server, note_of, nothing_at, until},
    server::Redis,
};

fn quick(builder: hubs_runtime::RedisBackplaneBuilder) -> hubs_runtime::RedisBackplaneBuilder {
    builder.timeout(Duration::from_millis(700))
}

#[tokio::test]
async fn no_redis_at_start_is_a_clear_error() {
    let redis = Redis::prepared();
    let error = RedisBackplane::connect(redis.url()).await.unwrap_err();
    let text = error.to_string();
    let address = format!("Redis at 127.0.0.1:{} cannot be reached: ", redis.port());
    assert!(text.starts_with(&address), "{text}");
    let secret = RedisBackplane::connect("redis://ann:secret@127.0.0.1:1").await;
    let text = secret.unwrap_err().to_string();
    assert!(!text.contains("secret"), "{text}");
    let error = RedisBackplane::connect("http://127.0.0.1")
        .await
        .unwrap_err();
    assert!(matches!(error, BackplaneError::Connect { .. }), "{error}");
}

#[tokio::test]
async fn a_server_can_wait_for_redis() {
    let mut redis = Redis::prepared();
    let builder = quick(RedisBackplane::builder(redis.url()));
    let server = Server::on(builder.connect_when_there().unwrap());
    assert!(!server.backplane.is_ready());
    // Who comes is told to come again.
    let Err(refused) = TestClient::<NoteHub>::connect(&server.hubs).await else {
        panic!("connected without Redis");
    };
    let text = refused.to_string();
    assert!(text.contains("cannot reach the other servers"), "{text}");
    redis.up().await;
    until("the server is connected", async || {
        server.backplane.is_ready()
    })
    .await;
    let client = server.json().await;
    server
        .handle
        .clients()
        .all()
        .note("there".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&client).await, "there");
}

#[tokio::test]
async fn what_redis_does_not_take_is_told_and_the_rest_goes_on() {
    let mut redis = Redis::start().await;
    let server = Server::with(&redis, quick).await;
    let client = server.json().await;
    client.answer("ask", |(question,): (String,)| question);
    assert_eq!(readiness(&server).await, (200, "ready".to_owned()));
    redis.down();
    until("the break is noticed", async || {
        !server.backplane.is_ready()
    })
    .await;
    let reason = "the backplane has no connection to Redis".to_owned();
    assert_eq!(readiness(&server).await, (503, reason));
    let clients = server.handle.clients();
    // To one connection of its own no Redis is needed.
    clients
        .client(client.connection_id())
        .note("direct".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&client).await, "direct");
    let answer = clients
        .client(client.connection_id())
        .ask("still".to_owned())
        .await;
    assert_eq!(answer.unwrap(), "still");
    let began = Instant::now();
    let lost = clients.all().note("lost".to_owned()).await;
    assert!(
        matches!(
            lost,
            Err(SendError::Backplane(BackplaneError::Unreachable { .. }))
        ),
        "{lost:?}"
    );
    assert!(began.elapsed() >= Duration::from_millis(600));
    // A group that needs a subscription is not joined, and can be joined later.
    let joined = client.invoke::<()>("join", ("late",)).await;
    joined.expect_err("Redis is away");
    redis.up().await;
    until("it is back", async || server.backplane.is_ready()).await;
    clients
        .group("late")
        .note("to nobody".to_owned())
        .await
        .unwrap();
    nothing_at(&client).await;
    let () = client.invoke("join", ("late",)).await.unwrap();
    clients
        .group("late")
        .note("to the group".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&client).await, "to the group");
}

/// What a load balancer is told.
async fn readiness(server: &Server) -> (u16, String) {
    let app: axum::Router = axum::Router::new().route("/ready", server.hubs.readiness());
    let request = axum::extract::Request::get("/ready").body(axum::body::Body::empty());
    let answer = app.oneshot(request.unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), 100).await.unwrap();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn groups_and_users_survive_a_restart_of_redis() {
    let mut redis = Redis::start().await;
    let servers = [Server::start(&redis).await, Server::start(&redis).await];
    let (a, b) = (servers[0].user("ann").await, servers[1].binary().await);
    let () = a.invoke("join", ("g",)).await.unwrap();
    let () = b.invoke("join", ("g",)).await.unwrap();
    redis.down();
    until("both notice", async || {
        servers.iter().all(|server| !server.backplane.is_ready())
    })
    .await;
    // What is sent in a short break waits for its end, and for the subscriptions.
    let waiting = tokio::spawn(
        servers[1]
            .handle
            .clients()
            .group("g")
            .note("waited".to_owned()),
    );
    redis.up().await;
    waiting.await.unwrap().unwrap();
    assert_eq!(note_of(&b).await, "waited");
    until("both are back", async || {
        servers.iter().all(|server| server.backplane.is_ready())
    })
    .await;
    let clients = servers[1].handle.clients();
    clients.group("g").note("healed".to_owned()).await.unwrap();
    clients.user("ann").note("ann".to_owned()).await.unwrap();
    let mut notes = vec![note_of(&a).await, note_of(&a).await];
    if notes[0] == "waited" {
        notes.remove(0);
        notes.push(note_of(&a).await);
    }
    assert_eq!(notes, ["healed", "ann"]);
    assert_eq!(note_of(&b).await, "healed");
}

/// Sends numbered notes to all while `disturb` runs; returns which of them failed.
async fn failed_while(
    server: &Server,
    count: usize,
    disturb: impl Future<Output = ()>,
) -> Vec<usize> {
    let clients = server.handle.clients();
    let send = async {
        let mut failed = Vec::new();
        for number in 0..count {
            if clients.all().note(number.to_string()).await.is_err() {
                failed.push(number);
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        failed
    };
    tokio::join!(send, disturb).0
}

#[tokio::test]
async fn a_cut_loses_nothing_that_is_not_told_and_doubles_nothing() {
    for kind in ["pubsub", "normal"] {
        let redis = Redis::start().await;
        let server = Server::start(&redis).await;
        let client = server.json().await;
        let disturb = async {
            for _ in 0..3 {
                tokio::time::sleep(Duration::from_millis(60)).await;
                until("it is back", async || server.backplane.is_ready()).await;
                redis.cut(kind).await;
            }
        };
        let failed = failed_while(&server, 300, disturb).await;
        server
            .handle
            .clients()
            .all()
            .note("end".to_owned())
            .await
            .unwrap();
        let mut seen = Vec::new();
        loop {
            match note_of(&client).await.as_str() {
                "end" => break,
                number => seen.push(number.parse::<usize>().unwrap()),
            }
        }
        // In order, none twice; and what is missing was an error of its sender.
        assert!(
            seen.is_sorted_by(|one, next| one < next),
            "{kind}: {seen:?}"
        );
        for number in 0..300 {
            let told = failed.contains(&number);
            assert!(
                seen.contains(&number) || told,
                "{kind}: {number} is lost, and nobody was told"
            );
        }
    }
}

#[tokio::test]
async fn a_full_queue_is_told_at_once() {
    let mut redis = Redis::start().await;
    let server = Server::with(&redis, |builder| quick(builder).max_queued_bytes(1_000)).await;
    redis.down();
    until("the break is noticed", async || {
        !server.backplane.is_ready()
    })
    .await;
    let clients = server.handle.clients();
    let waiting = clients.all().note("x".repeat(300));
    let began = Instant::now();
    let full = clients.all().note("x".repeat(300)).await;
    assert!(
        matches!(
            full,
            Err(SendError::Backplane(BackplaneError::QueueFull {
                limit: 1_000
            }))
        ),
        "{full:?}"
    );
    assert!(began.elapsed() < Duration::from_millis(500));
    waiting.await.expect_err("Redis is away");
}

#[tokio::test]
async fn the_last_handle_ends_the_connections() {
    let redis = Redis::start().await;
    let server = Server::start(&redis).await;
    let client = server.json().await;
    assert_eq!(redis.subscribers("NoteHub:all").await, 1);
    client.close().await.unwrap();
    drop(server);
    until("the server is gone from Redis", async || {
        redis.subscribers("NoteHub:all").await == 0
    })
    .await;
}

#[tokio::test]
async fn a_slow_redis_is_told_and_heals() {
    let redis = Redis::start().await;
    let server = Server::with(&redis, quick).await;
    let client = server.json().await;
    redis.pause(Duration::from_secs(2)).await;
    let clients = server.handle.clients();
    let began = Instant::now();
    let lost = clients.all().note("lost".to_owned()).await;
    assert!(matches!(lost, Err(SendError::Backplane(_))), "{lost:?}");
    assert!(began.elapsed() < Duration::from_secs(2));
    until("Redis answers again", async || {
        clients.all().note("again".to_owned()).await.is_ok()
    })
    .await;
    // What was lost may have been sent: then it came before what was sent after it.
    let mut notes = vec![note_of(&client).await];
    if notes[0] != "again" {
        notes.push(note_of(&client).await);
    }
    assert!(notes.ends_with(&["again".to_owned()]), "{notes:?}");
}

#[tokio::test]
async fn passwords_let_servers_in() {
    let redis = Redis::guarded("open-sesame").await;
    let without = format!("redis://127.0.0.1:{}", redis.port());
    let wrong = format!("redis://:wrong@127.0.0.1:{}", redis.port());
    for url in [without, wrong] {
        let refused = RedisBackplane::connect(url).await.unwrap_err();
        assert!(
            matches!(refused, BackplaneError::Connect { .. }),
            "{refused}"
        );
    }
    let server = Server::start(&redis).await;
    let client = server.json().await;
    server
        .handle
        .clients()
        .all()
        .note("inside".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&client).await, "inside");
}

#[tokio::test]
async fn a_holder_that_was_just_cut_off_is_waited_for() {
    let redis = Redis::start().await;
    let (near, far) = (Server::start(&redis).await, Server::start(&redis).await);
    let client = far.json().await;
    for round in 0..5 {
        redis.cut("pubsub").await;
        let group = format!("g{round}");
        let id = client.connection_id();
        near.handle.add_to_group(id, &group).await.unwrap();
        until("both are back", async || {
            near.backplane.is_ready() && far.backplane.is_ready()
        })
        .await;
        near.handle
            .clients()
            .group(&group)
            .note(group.clone())
            .await
            .unwrap();
        assert_eq!(note_of(&client).await, group);
    }
}
