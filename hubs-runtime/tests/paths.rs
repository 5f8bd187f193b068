//! One hub at several paths: one hub to its handle, its groups, its users and its limits; settings and value by path.
#![allow(missing_docs)] // hubs are `pub`, and nobody reads docs of tests

use hubs_runtime::{
    Caller, ClientCallError, HubOptions, Policy, SendError,
    prelude::*,
    testing::{ConnectError, TestClient},
};

#[client_contract]
pub trait DeskClient {
    async fn told(&self, text: String);
    async fn confirm(&self) -> bool;
}

/// A value at each of its paths.
#[hub(client = DeskClient)]
pub struct DeskHub {
    door: &'static str,
}

#[hub]
impl DeskHub {
    pub fn door(&self) -> String {
        self.door.to_owned()
    }

    pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<(), HubError> {
        Ok(cx.groups().add(&room).await?)
    }

    pub async fn say(
        &self,
        cx: &HubContext<Self>,
        room: String,
        text: String,
    ) -> Result<(), HubError> {
        cx.clients().others_in_group(&room).told(text).await?;
        Ok(())
    }
}

const FRONT: DeskHub = DeskHub { door: "front" };
const BACK: DeskHub = DeskHub { door: "back" };

fn two_paths(front: HubOptions, back: HubOptions) -> HubServer {
    HubServer::builder()
        .hub_with_options("/front", FRONT, front)
        .hub_with_options("/back", BACK, back)
        .build()
        .expect("it builds")
}

fn options(change: impl FnOnce(&mut HubOptions)) -> HubOptions {
    let mut options = HubOptions::default();
    change(&mut options);
    options
}

async fn connect(
    hubs: &HubServer,
    path: &str,
    user: &str,
) -> Result<TestClient<DeskHub>, ConnectError> {
    TestClient::builder(hubs)
        .path(path)
        .user(user)
        .connect()
        .await
}

#[tokio::test(start_paused = true)]
async fn groups_users_and_the_handle_reach_the_connections_of_every_path() {
    let hubs = two_paths(HubOptions::default(), HubOptions::default());
    let ann = connect(&hubs, "/front", "ann").await.unwrap();
    let bob = connect(&hubs, "/back", "bob").await.unwrap();
    for client in [&ann, &bob] {
        client.invoke::<()>("join", ("lobby",)).await.unwrap();
    }
    ann.invoke::<()>("say", ("lobby", "to the group"))
        .await
        .unwrap();
    let handle = hubs.handle::<DeskHub>();
    let clients = handle.clients();
    clients
        .user("bob")
        .told("to the user".to_owned())
        .await
        .unwrap();
    clients.all().told("to all".to_owned()).await.unwrap();
    for text in ["to the group", "to the user", "to all"] {
        assert_eq!(bob.next::<(String,)>("told").await.unwrap().0, text);
    }
    assert_eq!(ann.next::<(String,)>("told").await.unwrap().0, "to all");

    assert_eq!(handle.connection_count(), 2);
    assert_eq!(handle.group_size("lobby").await.unwrap().value, 2);
    assert!(handle.is_online("ann").await.unwrap());
    assert!(handle.is_online("bob").await.unwrap());
    bob.answer("confirm", |()| true);
    let confirmed = clients.client(bob.connection_id()).confirm().await;
    assert!(confirmed.unwrap());
    assert!(handle.close(bob.connection_id()));
    bob.closed().await.unwrap();
    assert_eq!(handle.connection_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_path_has_its_own_value() {
    let hubs = two_paths(HubOptions::default(), HubOptions::default());
    for (path, door) in [("/front", "front"), ("/back", "back")] {
        let client = connect(&hubs, path, "ann").await.unwrap();
        assert_eq!(client.invoke::<String>("door", ()).await.unwrap(), door);
        let direct = client.as_caller(async |hub, cx| (hub.door(), cx.handle().hub().door));
        assert_eq!(direct.await, (door.to_owned(), door));
    }
    // Who names no path gets the first.
    let first = TestClient::<DeskHub>::connect(&hubs).await.unwrap();
    assert_eq!(first.invoke::<String>("door", ()).await.unwrap(), "front");
    assert_eq!(hubs.handle::<DeskHub>().hub().door, "front");
}

#[tokio::test(start_paused = true)]
async fn what_one_connection_may_have_is_set_by_its_path() {
    let hubs = two_paths(
        options(|front| front.max_groups_per_connection = 1),
        options(|back| {
            back.max_groups_per_connection = 2;
            back.max_client_calls = 1;
        }),
    );
    let ann = connect(&hubs, "/front", "ann").await.unwrap();
    let bob = connect(&hubs, "/back", "bob").await.unwrap();
    let handle = hubs.handle::<DeskHub>();
    for (client, limit) in [(&ann, 1), (&bob, 2)] {
        for number in 0..limit {
            let joined = handle.add_to_group(client.connection_id(), number.to_string());
            joined.await.unwrap();
        }
        let refused = handle.add_to_group(client.connection_id(), "more").await;
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, SendError::TooManyGroups { limit: told } if told == limit),
            "{refused}"
        );
    }
    let ask = |client: &TestClient<DeskHub>| {
        let asked = handle.clients().client(client.connection_id());
        async move {
            let (first, second) = tokio::join!(asked.confirm(), asked.confirm());
            [first, second]
                .map(|answer| matches!(answer, Err(ClientCallError::TooMany { limit: 1, .. })))
        }
    };
    assert_eq!(ask(&ann).await, [false, false]);
    assert_eq!(ask(&bob).await, [false, true]);
}

#[tokio::test(start_paused = true)]
async fn connections_are_counted_for_the_hub_and_held_against_the_limit_of_their_path() {
    let hubs = two_paths(
        options(|front| {
            front.max_connections = 3;
            front.max_connections_per_user = Some(2);
        }),
        HubOptions::default(),
    );
    let refusal = async |path, user| {
        connect(&hubs, path, user)
            .await
            .map(drop)
            .unwrap_err()
            .to_string()
    };
    let _of_ann = [
        connect(&hubs, "/back", "ann").await.unwrap(),
        connect(&hubs, "/back", "ann").await.unwrap(),
    ];
    let text = refusal("/front", "ann").await;
    assert!(
        text.contains("the user already has 2 connections"),
        "{text}"
    );
    let bob = connect(&hubs, "/front", "bob").await.unwrap();
    let text = refusal("/front", "eve").await;
    assert!(text.contains("the hub already has 3 connections"), "{text}");
    // The other path sets no such limits.
    let _third = connect(&hubs, "/back", "ann").await.unwrap();
    drop(bob);
    let text = refusal("/front", "eve").await;
    assert!(text.contains("the hub already has 3 connections"), "{text}");
}

#[tokio::test]
async fn a_test_client_at_a_path_without_its_hub_is_told() {
    let hubs = two_paths(HubOptions::default(), HubOptions::default());
    let error = connect(&hubs, "/side", "ann").await.map(drop).unwrap_err();
    assert_eq!(
        error.to_string(),
        "hub `DeskHub` is not mounted at `/side` on this server; it is at `/front`, `/back`"
    );
}

/// Staff comes in by the back door alone.
pub struct BackDoor;

impl Policy for BackDoor {
    async fn allows(caller: &Caller) -> bool {
        caller.path() == "/back" || caller.refuse(format!("not at {}", caller.path()))
    }
}

#[hub]
#[authorize(BackDoor)]
pub struct StaffHub;

#[hub]
impl StaffHub {
    #[authorize(BackDoor)]
    pub fn door(&self, cx: &HubContext<Self>) -> String {
        cx.path().to_owned()
    }
}

#[tokio::test]
async fn policies_and_methods_know_the_path() {
    let hubs = HubServer::builder()
        .hub("/front", StaffHub)
        .hub("/back", StaffHub)
        .build()
        .expect("it builds");
    let at = |path| TestClient::<StaffHub>::builder(&hubs).path(path).connect();
    let refused = at("/front").await.expect_err("a policy refuses");
    assert!(
        refused.to_string().ends_with(": not at /front"),
        "{refused}"
    );
    let client = at("/back").await.expect("it connects");
    let door: String = client.invoke("door", ()).await.expect("an answer");
    assert_eq!(door, "/back");
}
