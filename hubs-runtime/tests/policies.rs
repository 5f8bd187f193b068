//! Who may call a method: policies on the block and on the method, and what those who may not are told.
#![allow(missing_docs)]

use hubs_runtime::{
    FailureKind, HasRole, Identity, Role,
    prelude::*,
    testing::{ConnectError, TestClient, TestError},
};
use log::LogText;
use tracing_subscriber::fmt::format::FmtSpan;

#[path = "support/log.rs"]
mod log;

pub struct Ann;

impl Policy for Ann {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some_and(|user| user.as_str() == "ann")
    }
}

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

#[derive(Default)]
#[hub]
pub struct ChatHub;

#[hub]
#[authorize(SignedIn)]
impl ChatHub {
    pub fn send(&self) -> u32 {
        1
    }

    #[authorize(Ann)]
    pub fn ban(&self) -> u32 {
        2
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_on_the_block_guards_every_method() {
    let server = HubServer::builder().hub("/chat", ChatHub).build().unwrap();
    let nobody = TestClient::<ChatHub>::connect(&server).await.unwrap();
    let bob = TestClient::<ChatHub>::connect_as(&server, "bob").await;
    let bob = bob.unwrap();
    let ann = TestClient::<ChatHub>::connect_as(&server, "ann").await;
    let ann = ann.unwrap();
    for (client, send, ban) in [
        (&nobody, None, None),
        (&bob, Some(1), None),
        (&ann, Some(1), Some(2)),
    ] {
        assert_eq!(client.invoke::<u32>("send", ()).await.ok(), send);
        assert_eq!(client.invoke::<u32>("ban", ()).await.ok(), ban);
    }
}

/// Lets in who is on the list, and says what it was asked for.
pub struct Listed;

impl Policy for Listed {
    async fn allows(caller: &Caller) -> bool {
        let asked = (caller.hub(), caller.method());
        caller.request().query_value("listed").is_some()
            || caller.refuse(format!("not on the list for {asked:?}"))
    }
}

/// Asks another policy, and lets everyone in all the same.
pub struct Lenient;

impl Policy for Lenient {
    async fn allows(caller: &Caller) -> bool {
        let listed = Listed::allows(caller).await;
        listed || caller.method().is_some()
    }
}

/// Says no without a word.
pub struct Silent;

impl Policy for Silent {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

/// Takes its time, and has its reason from another policy.
pub struct Slow;

impl Policy for Slow {
    async fn allows(caller: &Caller) -> bool {
        tokio::task::yield_now().await;
        caller.refuse("replaced");
        // A clone tells the same caller.
        Listed::allows(&caller.clone()).await
    }
}

#[hub]
pub struct ListHub;

#[hub]
impl ListHub {
    #[authorize(Listed)]
    pub fn enter(&self) -> u32 {
        1
    }

    #[authorize(Slow)]
    pub fn enter_slowly(&self) -> u32 {
        2
    }

    #[authorize(Lenient)]
    pub fn look(&self) -> u32 {
        3
    }

    #[authorize(Lenient, Silent)]
    pub fn vanish(&self) -> u32 {
        4
    }
}

#[hub]
#[authorize(Listed)]
pub struct ClubHub;

#[hub]
impl ClubHub {
    pub fn dance(&self) {}
}

fn hubs() -> HubServer {
    let builder = HubServer::builder().hub("/list", ListHub);
    builder.hub("/club", ClubHub).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_caller_reads_the_reason_of_the_policy_that_refused() {
    let client = TestClient::<ListHub>::connect(&hubs()).await.unwrap();
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let sentence = |method| format!("Failed to invoke '{method}' because user is unauthorized");
    let reason = |method| format!(r#"not on the list for ("ListHub", Some("{method}"))"#);
    for method in ["enter", "enterSlowly"] {
        let refused = client.invoke::<u32>(method, ()).await.unwrap_err();
        let TestError::Failed { text, kind, .. } = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(text, format!("{}: {}", sentence(method), reason(method)));
        assert_eq!(kind, None, "stock clients are told no kind");
        let logged = format!("reason={:?}", reason(method));
        assert!(log.text().contains(&logged), "{}", log.text());
    }
    assert_eq!(client.invoke::<u32>("look", ()).await.unwrap(), 3);
    // The reason of one who let the caller go on is not that of the next.
    let refused = client.invoke::<u32>("vanish", ()).await.unwrap_err();
    let TestError::Failed { text, .. } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(text, sentence("vanish"));
    let listed = TestClient::<ListHub>::builder(&hubs()).query("listed", "1");
    let listed = listed.connect().await.unwrap();
    assert_eq!(listed.invoke::<u32>("enter", ()).await.unwrap(), 1);
    assert_eq!(listed.invoke::<u32>("enterSlowly", ()).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn clients_of_ours_know_the_kind_beside_the_reason() {
    let client = TestClient::<ListHub>::builder(&hubs()).reconnecting();
    let client = client.connect().await.unwrap();
    let refused = client.invoke::<u32>("enter", ()).await.unwrap_err();
    let TestError::Failed { text, kind, .. } = refused else {
        panic!("{refused:?}");
    };
    assert!(text.contains("unauthorized: not on the list"), "{text}");
    assert_eq!(kind, Some(FailureKind::Unauthorized));
}

#[tokio::test(start_paused = true)]
async fn who_is_not_let_in_reads_the_reason_in_the_answer() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let reason = r#"not on the list for ("ClubHub", None)"#;
    for (user, expected) in [
        (Some("bob"), (403, "this hub does not take this caller")),
        (None, (401, "this hub takes signed-in callers; ")),
    ] {
        let hubs = hubs();
        let mut client = TestClient::<ClubHub>::builder(&hubs);
        if let Some(user) = user {
            client = client.user(user);
        }
        let Err(ConnectError::Refused { status, text }) = client.connect().await else {
            panic!("not refused");
        };
        assert_eq!(status, expected.0);
        assert!(text.starts_with(expected.1), "{text}");
        assert!(text.ends_with(&format!(": {reason}")), "{text}");
        assert!(!text.contains("Listed"), "the policy's name is nobody's");
    }
    let logged = format!("policy=\"Listed\" reason={reason:?}");
    assert_eq!(log.text().matches(&logged).count(), 2, "{}", log.text());
    let listed = TestClient::<ClubHub>::builder(&hubs()).query("listed", "1");
    listed
        .connect()
        .await
        .unwrap()
        .invoke::<()>("dance", ())
        .await
        .unwrap();
}

/// Fails instead of deciding, at once or later.
pub struct Broken;

impl Policy for Broken {
    async fn allows(caller: &Caller) -> bool {
        if caller.method() == Some("knock_slowly") {
            tokio::task::yield_now().await;
        }
        panic!("the list is lost");
    }
}

#[hub]
#[authorize(Lenient, Broken)]
pub struct BrokenHub;

#[hub]
impl BrokenHub {}

#[hub]
pub struct DoorHub;

#[hub]
impl DoorHub {
    #[authorize(Lenient, Broken)]
    pub fn knock(&self) {}

    #[authorize(Lenient, Broken)]
    pub fn knock_slowly(&self) {}
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_panics_is_named_in_the_log_and_found_by_an_id() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let hubs = HubServer::builder()
        .hub("/broken", BrokenHub)
        .hub("/door", DoorHub);
    let hubs = hubs.build().unwrap();
    let logged = |id: &str| {
        let log = log.text();
        let line = log.lines().find(|line| line.contains(id));
        let line = line.unwrap_or_else(|| panic!("no {id} in {log}"));
        assert!(line.contains("ERROR") && line.contains("Broken"), "{line}");
    };
    let listed = TestClient::<BrokenHub>::builder(&hubs).query("listed", "1");
    let Err(ConnectError::Refused { status, text }) = listed.connect().await else {
        panic!("not refused");
    };
    assert_eq!(status, 500);
    let begin = "the server failed to decide whether this hub takes this caller; its log has the cause (error id ";
    let id = text.strip_prefix(begin).and_then(|id| id.strip_suffix(')'));
    logged(id.unwrap_or_else(|| panic!("{text}")));

    let client = TestClient::<DoorHub>::builder(&hubs).reconnecting();
    let client = client.connect().await.unwrap();
    for method in ["knock", "knockSlowly"] {
        let failed = client.invoke::<()>(method, ()).await.unwrap_err();
        let TestError::Failed { text, error_id, .. } = failed else {
            panic!("{failed:?}");
        };
        assert_eq!(
            text,
            format!("An unexpected error occurred invoking '{method}' on the server.")
        );
        logged(&error_id.expect("an id"));
    }
}

/// What middleware knows of a caller.
#[derive(Clone)]
struct Account {
    roles: Vec<&'static str>,
    age: u32,
}

impl Identity for Account {
    fn has_role(&self, role: &str) -> bool {
        self.roles.contains(&role)
    }
}

struct Moderator;

impl Role for Moderator {
    type Identity = Account;
    const NAME: &'static str = "moderator";
}

struct Chief;

impl Role for Chief {
    type Identity = Account;
    const NAME: &'static str = "chief";
}

/// A claim with a value.
struct Adult;

impl Role for Adult {
    type Identity = Account;
    const NAME: &'static str = "adult";

    fn is_held_by(account: &Account) -> bool {
        account.age >= 18
    }
}

#[hub]
pub struct ForumHub;

#[hub]
impl ForumHub {
    #[authorize(HasRole<Moderator>)]
    pub fn close(&self) {}

    #[authorize(HasRole<(Moderator, Chief)>)]
    pub fn pin(&self) {}

    #[authorize(HasRole<Moderator>, HasRole<Adult>)]
    pub fn read_reports(&self) {}
}

#[hub]
#[authorize(HasRole<Chief>)]
pub struct OfficeHub;

#[hub]
impl OfficeHub {}

#[tokio::test(start_paused = true)]
async fn callers_are_let_in_by_their_roles() {
    let (log, _guard) = LogText::start(FmtSpan::NONE);
    let hubs = HubServer::builder().hub("/forum", ForumHub);
    let hubs = hubs.hub("/office", OfficeHub).build().unwrap();
    let account = |roles: &[&'static str], age| Account {
        roles: roles.to_vec(),
        age,
    };
    for (account, allowed, office) in [
        (None, [false, false, false], false),
        (Some(account(&[], 30)), [false, false, false], false),
        (
            Some(account(&["moderator"], 12)),
            [true, true, false],
            false,
        ),
        (Some(account(&["moderator"], 30)), [true, true, true], false),
        (Some(account(&["chief"], 30)), [false, true, false], true),
    ] {
        let mut forum = TestClient::<ForumHub>::builder(&hubs);
        let mut chief = TestClient::<OfficeHub>::builder(&hubs);
        if let Some(account) = &account {
            forum = forum.extension(account.clone());
            chief = chief.extension(account.clone());
        }
        let forum = forum.connect().await.unwrap();
        for (method, allowed) in ["close", "pin", "readReports"].into_iter().zip(allowed) {
            let called = forum.invoke::<()>(method, ()).await;
            assert_eq!(called.is_ok(), allowed, "{method}: {called:?}");
        }
        assert_eq!(chief.connect().await.is_ok(), office);
    }
    let log = log.text();
    assert!(
        log.contains(r#"policy="HasRole<(Moderator, Chief)>""#),
        "{log}"
    );
}
