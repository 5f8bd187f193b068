//! Everyone who can be called, from a server where they are not.

use hubs_runtime::{ClientCallError, SendError};

use super::{
    cluster::{Client, Server, note_of, nothing_at, until},
    server::Redis,
};

struct Three {
    redis: Redis,
    servers: [Server; 3],
    /// One client of each server; that of the second speaks MessagePack.
    clients: [Client; 3],
}

async fn three() -> Three {
    let redis = Redis::start().await;
    let servers = [
        Server::start(&redis).await,
        Server::start(&redis).await,
        Server::start(&redis).await,
    ];
    let clients = [
        servers[0].json().await,
        servers[1].binary().await,
        servers[2].json().await,
    ];
    Three {
        redis,
        servers,
        clients,
    }
}

#[tokio::test]
async fn everyone_is_reached_on_every_server() {
    let three = three().await;
    let [a, b, c] = &three.clients;
    let clients = three.servers[0].handle.clients();
    clients.all().note("all".to_owned()).await.unwrap();
    for client in [a, b, c] {
        assert_eq!(note_of(client).await, "all");
    }
    let except = clients.all_except([b.connection_id(), c.connection_id()]);
    except.note("not b and c".to_owned()).await.unwrap();
    assert_eq!(note_of(a).await, "not b and c");
    let () = b.invoke("tellOthers", ("others",)).await.unwrap();
    for client in [a, c] {
        assert_eq!(note_of(client).await, "others");
    }
    nothing_at(b).await;
}

#[tokio::test]
async fn connections_are_reached_wherever_they_are() {
    let three = three().await;
    let [a, b, c] = &three.clients;
    let clients = three.servers[0].handle.clients();
    let note = |text: &str| text.to_owned();
    clients
        .client(b.connection_id())
        .note(note("b"))
        .await
        .unwrap();
    assert_eq!(note_of(b).await, "b");
    clients
        .client(a.connection_id())
        .note(note("a"))
        .await
        .unwrap();
    assert_eq!(note_of(a).await, "a");
    clients.client("nobody").note(note("lost")).await.unwrap();
    let list = clients.clients([a.connection_id(), c.connection_id()]);
    list.note(note("a and c")).await.unwrap();
    assert_eq!(note_of(a).await, "a and c");
    assert_eq!(note_of(c).await, "a and c");
    nothing_at(b).await;
}

#[tokio::test]
async fn users_are_reached_on_all_their_connections() {
    let three = three().await;
    let ann = [
        three.servers[1].user("ann").await,
        three.servers[2].user("ann").await,
    ];
    let bob = three.servers[2].user("bob: with *?[ in it").await;
    let clients = three.servers[0].handle.clients();
    clients
        .user("ann")
        .note("for ann".to_owned())
        .await
        .unwrap();
    for connection in &ann {
        assert_eq!(note_of(connection).await, "for ann");
    }
    nothing_at(&bob).await;
    let both = clients.users(["ann", "bob: with *?[ in it"]);
    both.note("for both".to_owned()).await.unwrap();
    for connection in ann.iter().chain([&bob]) {
        assert_eq!(note_of(connection).await, "for both");
    }
    // With the last connection goes the subscription.
    let channel = "NoteHub:user:ann";
    assert_eq!(three.redis.subscribers(channel).await, 2);
    let [first, second] = ann;
    first.close().await.unwrap();
    second.close().await.unwrap();
    until("nobody listens for ann", async || {
        three.redis.subscribers(channel).await == 0
    })
    .await;
}

#[tokio::test]
async fn groups_span_servers() {
    let three = three().await;
    let [a, b, c] = &three.clients;
    let handle = &three.servers[0].handle;
    let () = a.invoke("join", ("Räume: *?[",)).await.unwrap();
    // From another server than the connection's, which is done when the call ends.
    handle
        .add_to_group(b.connection_id(), "Räume: *?[")
        .await
        .unwrap();
    let group = handle.clients().group("Räume: *?[");
    group.note("to the group".to_owned()).await.unwrap();
    assert_eq!(note_of(a).await, "to the group");
    assert_eq!(note_of(b).await, "to the group");
    let except = handle
        .clients()
        .group_except("Räume: *?[", [a.connection_id()]);
    except.note("not a".to_owned()).await.unwrap();
    assert_eq!(note_of(b).await, "not a");
    // Case counts, unlike among servers of .NET.
    let () = c.invoke("join", ("räume: *?[",)).await.unwrap();
    group.note("again".to_owned()).await.unwrap();
    assert_eq!(note_of(a).await, "again");
    assert_eq!(note_of(b).await, "again");
    handle
        .remove_from_group(b.connection_id(), "Räume: *?[")
        .await
        .unwrap();
    group.note("without b".to_owned()).await.unwrap();
    assert_eq!(note_of(a).await, "without b");
    for client in [a, b, c] {
        nothing_at(client).await;
    }
    let error = handle.clients().group("").note(String::new()).await;
    assert!(matches!(error, Err(SendError::EmptyGroupName)));
}

#[tokio::test]
async fn servers_without_members_hear_nothing_of_a_group() {
    let three = three().await;
    let [a, b, _] = &three.clients;
    let subscribers = async || three.redis.subscribers("NoteHub:group:g").await;
    assert_eq!(subscribers().await, 0);
    let () = a.invoke("join", ("g",)).await.unwrap();
    let () = a.invoke("join", ("g",)).await.unwrap();
    assert_eq!(subscribers().await, 1);
    let () = b.invoke("join", ("g",)).await.unwrap();
    assert_eq!(subscribers().await, 2);
    let () = a.invoke("leave", ("g",)).await.unwrap();
    until("a's server has left", async || subscribers().await == 1).await;
    // A connection that ends leaves as well.
    let [_, b, _] = three.clients;
    b.close().await.unwrap();
    until("b's server has left", async || subscribers().await == 0).await;
}

#[tokio::test]
async fn a_connection_that_is_nowhere_is_in_no_group() {
    let three = three().await;
    let handle = &three.servers[0].handle;
    // At once, and not after the time in which another server could say that it has done it.
    let began = std::time::Instant::now();
    handle.add_to_group("nobody", "g").await.unwrap();
    handle.remove_from_group("nobody", "g").await.unwrap();
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn clients_of_other_servers_answer() {
    let three = three().await;
    let [a, b, c] = &three.clients;
    for client in [b, c] {
        client.answer("ask", |(question,): (String,)| format!("{question}? yes"));
    }
    let clients = three.servers[0].handle.clients();
    for client in [b, c] {
        let answer = clients
            .client(client.connection_id())
            .ask("ready".to_owned())
            .await;
        assert_eq!(answer.unwrap(), "ready? yes");
    }
    // From inside a method, whose own connection is on a third server.
    let arguments = (b.connection_id().as_str(), "you");
    let answer: String = a.invoke("askOne", arguments).await.unwrap();
    assert_eq!(answer, "you? yes");
}

#[tokio::test]
async fn questions_without_an_answer_end() {
    let three = three().await;
    let [_, b, _] = &three.clients;
    let clients = three.servers[0].handle.clients();
    let nobody = clients.client("nobody").ask("?".to_owned()).await;
    assert!(matches!(nobody, Err(ClientCallError::NoSuchConnection(id)) if id == "nobody"));
    b.try_answer("ask", |(_,): (String,)| {
        Err::<String, _>("not today".to_owned())
    });
    let refused = clients.client(b.connection_id()).ask("?".to_owned()).await;
    assert!(matches!(refused, Err(ClientCallError::Rejected(text)) if text == "not today"));
    // Who leaves before it has answered.
    let silent = three.servers[1].json().await;
    silent.stay_silent("ask");
    let id = silent.connection_id().clone();
    let asked = tokio::spawn(clients.client(&id).ask("?".to_owned()));
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    silent.lose().await.unwrap();
    let left = asked.await.unwrap();
    assert!(
        matches!(&left, Err(ClientCallError::Rejected(text)) if text == "Connection disconnected."),
        "{left:?}"
    );
}

#[tokio::test]
async fn all_servers_see_one_order() {
    let three = three().await;
    let send = |server: usize| {
        let clients = three.servers[server].handle.clients();
        async move {
            for number in 0..300 {
                clients
                    .all()
                    .note(format!("{server} {number}"))
                    .await
                    .unwrap();
            }
        }
    };
    tokio::join!(send(0), send(1));
    let mut seen = Vec::new();
    for client in &three.clients {
        let mut notes = Vec::new();
        for _ in 0..600 {
            notes.push(note_of(client).await);
        }
        seen.push(notes);
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn own_clients_can_be_first() {
    let redis = Redis::start().await;
    let near = Server::with(&redis, |builder| builder.local_first()).await;
    let far = Server::start(&redis).await;
    let (here, there) = (near.json().await, far.binary().await);
    let () = here.invoke("join", ("g",)).await.unwrap();
    let () = there.invoke("join", ("g",)).await.unwrap();
    for server in [&near, &far] {
        let clients = server.handle.clients();
        clients.all().note("all".to_owned()).await.unwrap();
        clients.group("g").note("group".to_owned()).await.unwrap();
        let both = [here.connection_id(), there.connection_id()];
        clients.clients(both).note("list".to_owned()).await.unwrap();
        for client in [&here, &there] {
            let mut notes = [
                note_of(client).await,
                note_of(client).await,
                note_of(client).await,
            ];
            notes.sort();
            assert_eq!(notes, ["all", "group", "list"]);
            nothing_at(client).await;
        }
    }
}

#[tokio::test]
async fn prefixes_and_names_keep_clusters_apart() {
    let redis = Redis::start().await;
    let plain = Server::start(&redis).await;
    let named = Server::with(&redis, |builder| {
        builder
            .prefix("app1:")
            .hub_name::<super::cluster::NoteHub>("Notes.Hubs.NoteHub")
    })
    .await;
    let (one, two) = (plain.json().await, named.json().await);
    let id = two.connection_id();
    let channel = format!("app1:Notes.Hubs.NoteHub:connection:{id}");
    assert_eq!(redis.subscribers(&channel).await, 1);
    plain
        .handle
        .clients()
        .all()
        .note("plain".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&one).await, "plain");
    nothing_at(&two).await;
    assert!(named.backplane.is_ready());
}

#[tokio::test]
async fn two_servers_of_one_process_can_share_a_backplane() {
    let redis = Redis::start().await;
    let one = Server::start(&redis).await;
    let two = Server::on(one.backplane.clone());
    let (first, second) = (one.json().await, two.binary().await);
    for client in [&first, &second] {
        let () = client.invoke("join", ("g",)).await.unwrap();
    }
    one.handle
        .clients()
        .group("g")
        .note("to both".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&first).await, "to both");
    assert_eq!(note_of(&second).await, "to both");
    drop((one, first));
    two.handle
        .clients()
        .all()
        .note("still".to_owned())
        .await
        .unwrap();
    assert_eq!(note_of(&second).await, "still");
}
