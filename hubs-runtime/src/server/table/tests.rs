//! Tokens, limits, and who gives way.

use super::*;

const LIFETIME: Duration = Duration::from_secs(15);

fn limits(max_connections: usize, max_waiting: usize) -> MountLimits {
    MountLimits {
        mount: MountId(0),
        counted_at: MountId(0),
        counts_users: false,
        max_connections,
        max_of_user: None,
        max_waiting,
    }
}

fn table() -> Arc<ConnectionTable> {
    Arc::new(ConnectionTable::new(100))
}

fn negotiate(table: &Arc<ConnectionTable>, limits: MountLimits) -> String {
    let token = ConnectionId::random().to_string();
    let ids = (ConnectionId::random(), token.as_str());
    table
        .negotiate(limits, ids, None, false, LIFETIME)
        .expect("there is room");
    token
}

fn attach(
    table: &Arc<ConnectionTable>,
    token: &str,
    transport: Transport,
) -> Result<Attachment, AttachFault> {
    table
        .attach(limits(10, 10), token, None, transport)
        .map(|(.., attachment)| attachment)
}

#[tokio::test]
async fn a_token_serves_one_transport() {
    let table = table();
    let token = negotiate(&table, limits(10, 10));
    let attachment = attach(&table, &token, Transport::WebSockets).expect("it waits");
    let fault = |transport| attach(&table, &token, transport).err();
    assert_eq!(fault(Transport::WebSockets), Some(TokenFault::Taken.into()));
    assert_eq!(
        fault(Transport::LongPolling),
        Some(TokenFault::OtherTransport.into())
    );
    drop(attachment);
    assert_eq!(
        fault(Transport::WebSockets),
        Some(TokenFault::Unknown.into())
    );
    assert_eq!(table.attached(), 0);
}

#[tokio::test]
async fn a_token_belongs_to_its_hub_and_user() {
    let table = table();
    let token = negotiate(&table, limits(10, 10));
    let other = MountLimits {
        mount: MountId(1),
        counted_at: MountId(1),
        ..limits(10, 10)
    };
    let other = table.attach(other, &token, None, Transport::WebSockets);
    assert_eq!(other.err(), Some(TokenFault::Unknown.into()));
    let ann = UserId::from("ann");
    let other = table.attach(limits(10, 10), &token, Some(&ann), Transport::WebSockets);
    assert_eq!(other.err(), Some(TokenFault::OtherUser.into()));
}

#[tokio::test]
async fn the_oldest_gives_way_to_the_newest() {
    let table = table();
    let tokens: Vec<String> = (0..3).map(|_| negotiate(&table, limits(10, 2))).collect();
    let found = |token: &String| table.find(token, MountId(0), None).is_ok();
    assert_eq!(
        tokens.iter().map(found).collect::<Vec<_>>(),
        [false, true, true]
    );
}

#[tokio::test]
async fn limits_hold_for_everyone_who_comes_in() {
    let table = Arc::new(ConnectionTable::new(3));
    let small = limits(2, 10);
    // All are let in at negotiation, before any has connected.
    let tokens: Vec<String> = (0..4).map(|_| negotiate(&table, small)).collect();
    let mut attachments = Vec::new();
    for token in &tokens[..2] {
        let attached = table.attach(small, token, None, Transport::WebSockets);
        attachments.push(attached.expect("there is room").2);
    }
    let full = Busy::Hub { limit: 2 };
    let third = table.attach(small, &tokens[2], None, Transport::WebSockets);
    assert_eq!(third.err(), Some(full.into()));
    let id = ConnectionId::random;
    assert_eq!(
        table.attach_without_token(small, id(), None).err(),
        Some(full)
    );
    assert_eq!(table.check(small, None), Err(full));
    let other = MountLimits {
        mount: MountId(1),
        counted_at: MountId(1),
        ..small
    };
    attachments.push(
        table
            .attach_without_token(other, id(), None)
            .expect("another hub's"),
    );
    let full = Busy::Server { limit: 3 };
    assert_eq!(
        table.attach_without_token(other, id(), None).err(),
        Some(full)
    );
    attachments.remove(0);
    let third = table.attach(small, &tokens[2], None, Transport::WebSockets);
    assert!(third.is_ok());
    table.shut_down();
    let fourth = table.attach(small, &tokens[3], None, Transport::WebSockets);
    assert_eq!(fourth.err(), Some(Busy::ShuttingDown.into()));
}

#[tokio::test]
async fn a_user_has_a_limit_on_each_hub() {
    let table = table();
    let limits = MountLimits {
        counts_users: true,
        max_of_user: Some(1),
        ..limits(10, 10)
    };
    let (ann, bob) = (UserId::from("ann"), UserId::from("bob"));
    let come = |limits, user| table.attach_without_token(limits, ConnectionId::random(), user);
    let first = come(limits, Some(&ann)).expect("her first");
    let full = Busy::User { limit: 1 };
    assert_eq!(come(limits, Some(&ann)).err(), Some(full));
    assert_eq!(table.check(limits, Some(&ann)), Err(full));
    let elsewhere = MountLimits {
        mount: MountId(1),
        counted_at: MountId(1),
        ..limits
    };
    let others = [
        come(limits, Some(&bob)).expect("another user"),
        come(limits, None).expect("nobody known"),
        come(limits, None).expect("nobody known"),
        come(elsewhere, Some(&ann)).expect("another hub"),
    ];
    drop(first);
    let again = come(limits, Some(&ann)).expect("there is room again");
    drop((again, others));
    let entries = table.entries.lock();
    assert!(
        entries
            .mounts
            .values()
            .all(|mount| mount.of_users.is_empty())
    );
}

#[tokio::test(start_paused = true)]
async fn negotiated_connections_do_not_wait_forever() {
    let table = table();
    let token = negotiate(&table, limits(10, 1));
    tokio::time::sleep(LIFETIME + Duration::from_secs(2)).await;
    let fault = attach(&table, &token, Transport::WebSockets).err();
    assert_eq!(fault, Some(TokenFault::Unknown.into()));
    assert!(table.entries.lock().mounts[&MountId(0)].waiting.is_empty());
}
