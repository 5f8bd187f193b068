//! A Redis Cluster of three servers, with sharded channels.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use super::{
    cluster::{Server, note_of, nothing_at, until},
    server::{Redis, free_port},
};

/// Three servers that share the slots.
struct RedisCluster {
    servers: Vec<Redis>,
    _folder: TempDir,
}

impl RedisCluster {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut servers = Vec::new();
        for number in 0..3 {
            let file = folder.path().join(format!("nodes-{number}.conf"));
            let bus = free_port().to_string();
            servers.push(
                Redis::with(&[
                    "--cluster-enabled",
                    "yes",
                    "--cluster-config-file",
                    file.to_str().unwrap(),
                    "--cluster-port",
                    &bus,
                    "--cluster-node-timeout",
                    "2000",
                ])
                .await,
            );
        }
        let made = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(
                servers
                    .iter()
                    .map(|redis| format!("127.0.0.1:{}", redis.port())),
            )
            .args(["--cluster-replicas", "0", "--cluster-yes"])
            .stdout(Stdio::null())
            .status()
            .expect("`redis-cli` is installed (Debian: redis-tools)");
        assert!(made.success());
        let cluster = Self {
            servers,
            _folder: folder,
        };
        until("the cluster is whole", async || {
            let mut connection = cluster.servers[2].connection().await.unwrap();
            let info: String = redis::cmd("CLUSTER")
                .arg("INFO")
                .query_async(&mut connection)
                .await
                .unwrap();
            info.contains("cluster_state:ok")
        })
        .await;
        cluster
    }

    async fn server(&self, redis: usize) -> Server {
        let quick = Duration::from_secs(2);
        Server::with(&self.servers[redis], |builder| {
            builder.sharded().timeout(quick)
        })
        .await
    }
}

#[tokio::test]
async fn every_target_is_reached_wherever_its_slot_is() {
    let redis = RedisCluster::start().await;
    let servers = [redis.server(0).await, redis.server(1).await];
    let (a, b) = (servers[0].user("ann").await, servers[1].binary().await);
    b.answer("ask", |(question,): (String,)| format!("{question}? yes"));
    let handle = &servers[0].handle;
    // Groups whose slots are all over the cluster, joined here and from the other server.
    for number in 0..20 {
        let group = format!("group {number}");
        let () = a.invoke("join", (&group,)).await.unwrap();
        handle
            .add_to_group(b.connection_id(), &group)
            .await
            .unwrap();
        handle
            .clients()
            .group(&group)
            .note(group.clone())
            .await
            .unwrap();
        assert_eq!(note_of(&a).await, group);
        assert_eq!(note_of(&b).await, group);
    }
    handle.clients().all().note("all".to_owned()).await.unwrap();
    handle
        .clients()
        .user("ann")
        .note("ann".to_owned())
        .await
        .unwrap();
    let mut notes = [note_of(&a).await, note_of(&a).await];
    notes.sort();
    assert_eq!(notes, ["all", "ann"]);
    assert_eq!(note_of(&b).await, "all");
    nothing_at(&b).await;
    let answer = handle
        .clients()
        .client(b.connection_id())
        .ask("ready".to_owned())
        .await;
    assert_eq!(answer.unwrap(), "ready? yes");
    assert!(servers[1].handle.is_online("ann").await.unwrap());
    assert!(!servers[1].handle.is_online("bob").await.unwrap());
    assert_eq!(handle.group_size("group 7").await.unwrap().value, 2);
    handle.add_to_group("nobody", "group 1").await.unwrap();
}

#[tokio::test]
async fn pushes_of_one_channel_stay_in_order() {
    let redis = RedisCluster::start().await;
    let servers = [redis.server(0).await, redis.server(1).await];
    let client = servers[1].json().await;
    let clients = servers[0].handle.clients();
    let sent: Vec<_> = (0..500)
        .map(|number| match number % 7 {
            // Not for one more connection, so that it cannot go with those before it.
            0 => clients.all_except(["nobody"]).note(number.to_string()),
            _ => clients.all().note(number.to_string()),
        })
        .collect();
    for sent in sent {
        sent.await.unwrap();
    }
    for number in 0..500 {
        assert_eq!(note_of(&client).await, number.to_string());
    }
}

#[tokio::test]
async fn a_server_of_the_cluster_that_goes_is_a_break_that_heals() {
    let mut redis = RedisCluster::start().await;
    let servers = [redis.server(0).await, redis.server(1).await];
    let client = servers[1].json().await;
    redis.servers[2].down();
    until("the break is noticed", async || {
        servers.iter().all(|server| !server.backplane.is_ready())
    })
    .await;
    redis.servers[2].up().await;
    until("both are back", async || {
        servers.iter().all(|server| server.backplane.is_ready())
    })
    .await;
    let clients = servers[0].handle.clients();
    until("pushes go through", async || {
        clients.all().note("healed".to_owned()).await.is_ok()
    })
    .await;
    assert_eq!(note_of(&client).await, "healed");
}
