//! Every target, from a method's context and from a handle, in one process: who gets a push, how often, and who does not.
#![allow(missing_docs)] // hubs are `pub`, and nobody reads docs of tests

use hubs_runtime::{ConnectionId, prelude::*, testing::TestClient};

#[client_contract]
pub trait CrowdClient {
    async fn told(&self, what: String);
}

#[hub(client = CrowdClient)]
pub struct CrowdHub;

#[hub]
impl CrowdHub {}

type Member = TestClient<CrowdHub>;

/// Ann twice, Bob, Cid, and somebody unknown.
struct Crowd {
    server: HubServer,
    members: [Member; 5],
}

/// The places of the members above.
const ANN: usize = 0;
const ANN_AGAIN: usize = 1;
const BOB: usize = 2;
const CID: usize = 3;
const UNKNOWN: usize = 4;

/// What each place is told, in order.
#[derive(Default)]
struct Expected([Vec<String>; 5]);

impl Expected {
    fn tell(&mut self, what: &str, places: &[usize]) {
        places
            .iter()
            .for_each(|place| self.0[*place].push(what.to_owned()));
    }
}

impl Crowd {
    /// Ann's first connection and Bob are red, Bob and Cid blue.
    async fn gather() -> Self {
        let server = HubServer::builder().hub("/crowd", CrowdHub).build();
        let server = server.expect("it builds");
        let user = async |name: &str| {
            Member::connect_as(&server, name)
                .await
                .expect("it connects")
        };
        let members = [
            user("ann").await,
            user("ann").await,
            user("bob").await,
            user("cid").await,
            Member::connect(&server).await.expect("it connects"),
        ];
        let handle = server.handle::<CrowdHub>();
        for (place, group) in [(ANN, "red"), (BOB, "red"), (BOB, "blue"), (CID, "blue")] {
            let joined = handle.add_to_group(members[place].connection_id(), group);
            joined.await.expect("it joins");
        }
        Self { server, members }
    }

    fn ids<const N: usize>(&self, places: [usize; N]) -> [&ConnectionId; N] {
        places.map(|place| self.members[place].connection_id())
    }

    /// Each was told this and nothing else: the last push comes after all others.
    async fn heard(&self, mut expected: Expected) {
        let all = self.server.handle::<CrowdHub>().clients().all();
        all.told("the end".to_owned()).await.expect("it is sent");
        expected.tell("the end", &[ANN, ANN_AGAIN, BOB, CID, UNKNOWN]);
        for (place, member) in self.members.iter().enumerate() {
            let mut heard = Vec::new();
            while heard.last().is_none_or(|what| what != "the end") {
                heard.push(member.next::<(String,)>("told").await.expect("a push").0);
            }
            assert_eq!(heard, expected.0[place], "of the one at place {place}");
        }
    }
}

/// Those that handles and contexts share.
macro_rules! push_to_shared {
    ($clients:expr, $crowd:expr, $expected:expr) => {{
        let (clients, crowd, expected) = ($clients, $crowd, $expected);
        macro_rules! push {
            ($what:literal, $target:expr, $places:expr) => {
                $target.told($what.to_owned()).await.expect($what);
                expected.tell($what, &$places);
            };
        }
        push!("all", clients.all(), [ANN, ANN_AGAIN, BOB, CID, UNKNOWN]);
        push!(
            "all but two",
            clients.all_except(crowd.ids([ANN, CID])),
            [ANN_AGAIN, BOB, UNKNOWN]
        );
        push!("one", clients.client(crowd.ids([CID])[0]), [CID]);
        push!(
            "three connections",
            clients.clients(crowd.ids([ANN_AGAIN, BOB, UNKNOWN])),
            [ANN_AGAIN, BOB, UNKNOWN]
        );
        push!("red", clients.group("red"), [ANN, BOB]);
        push!(
            "red but Ann",
            clients.group_except("red", crowd.ids([ANN])),
            [BOB]
        );
        push!(
            "blue but two",
            clients.group_except("blue", crowd.ids([BOB, CID])),
            []
        );
        // Who is in both is told twice.
        push!(
            "both groups",
            clients.groups(["red", "blue"]),
            [ANN, BOB, BOB, CID]
        );
        push!("Ann", clients.user("ann"), [ANN, ANN_AGAIN]);
        push!(
            "Ann and Cid",
            clients.users(["ann", "cid"]),
            [ANN, ANN_AGAIN, CID]
        );
    }};
}

#[tokio::test(start_paused = true)]
async fn a_handle_reaches_exactly_whom_its_target_means() {
    let crowd = Crowd::gather().await;
    let mut expected = Expected::default();
    let handle = crowd.server.handle::<CrowdHub>();
    push_to_shared!(handle.clients(), &crowd, &mut expected);
    crowd.heard(expected).await;
}

#[tokio::test(start_paused = true)]
async fn a_context_reaches_exactly_whom_its_target_means() {
    let crowd = Crowd::gather().await;
    let mut expected = Expected::default();
    let from_bob = async |_: &CrowdHub, cx: &HubContext<CrowdHub>| {
        let clients = cx.clients();
        push_to_shared!(&clients, &crowd, &mut expected);
        let what = |text: &str| text.to_owned();
        clients.caller().told(what("caller")).await.expect("caller");
        expected.tell("caller", &[BOB]);
        clients.others().told(what("others")).await.expect("others");
        expected.tell("others", &[ANN, ANN_AGAIN, CID, UNKNOWN]);
        for (group, other) in [("red", ANN), ("blue", CID)] {
            let others = clients.others_in_group(group);
            others.told(what(group)).await.expect(group);
            expected.tell(group, &[other]);
        }
    };
    crowd.members[BOB].as_caller(from_bob).await;
    crowd.heard(expected).await;
}

/// A room of the application, of which the group's name is a part.
struct Room(String);

impl Room {
    fn new(number: u32) -> Self {
        Self(format!("room {number}"))
    }
}

impl AsRef<str> for Room {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[tokio::test(start_paused = true)]
async fn a_type_of_ones_own_names_a_group() {
    let crowd = Crowd::gather().await;
    let mut expected = Expected::default();
    let handle = crowd.server.handle::<CrowdHub>();
    let [ann, cid] = crowd.ids([ANN, CID]);
    for id in [ann, cid] {
        handle
            .add_to_group(id, Room::new(7))
            .await
            .expect("it joins");
    }
    let in_room = async |_: &CrowdHub, cx: &HubContext<CrowdHub>| {
        cx.groups().remove(Room::new(7)).await.expect("it leaves");
        let room = cx.clients().group(Room::new(7));
        room.told("in the room".to_owned()).await.expect("a push");
        expected.tell("in the room", &[CID]);
        let rooms = cx.clients().groups([Room::new(7), Room::new(8)]);
        rooms.told("in any".to_owned()).await.expect("a push");
        expected.tell("in any", &[CID]);
    };
    crowd.members[ANN].as_caller(in_room).await;
    crowd.heard(expected).await;
}
