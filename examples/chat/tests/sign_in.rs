//! Accounts and tokens, over HTTP: who gets in, and as whom.

use std::{
    convert::Infallible,
    io::Write,
    sync::{Arc, Mutex, Once},
    time::Duration,
};

use chat::{ChatHub, ChatState, FileStore, Store, TOKEN_HOLDS, server, with_sign_in};
use hubs_runtime::{
    HubServer, Transport,
    client::{ConnectionStatus, HubConnection, HubConnectionBuilder, ReconnectPolicy},
    testing::TestClient,
};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pass {
    token: String,
    name: String,
    expires_at: u64,
}

/// A server of the chat.
#[derive(Clone)]
struct Chat {
    url: String,
    http: reqwest::Client,
}

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = FileStore::open(&folder.path().join("chat.redb")).expect("a file");
    (folder, Store::File(file))
}

/// Someone listens from the first server on. Otherwise a line that one test reaches before another test listens can be taken
/// for one that nobody ever wants.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let sink = tracing_subscriber::fmt()
            .with_writer(std::io::sink)
            .finish();
        tracing::subscriber::set_global_default(sink).expect("nobody else sets one");
    });
}

impl Chat {
    async fn serve(store: Store, holds: Duration) -> Self {
        listen();
        let hubs = server(store.clone(), None).expect("it builds");
        let app = with_sign_in(hubs.router(), store, holds).await;
        let app = app.expect("a store that works");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
        Self {
            url,
            http: reqwest::Client::new(),
        }
    }

    async fn ask(&self, route: &str, name: &str, password: &str) -> Result<Pass, (u16, String)> {
        let body = json!({"name": name, "password": password});
        let request = self.http.post(format!("{}/{route}", self.url)).json(&body);
        answer(request).await
    }

    async fn renew(&self, token: &str) -> Result<Pass, (u16, String)> {
        answer(
            self.http
                .post(format!("{}/token", self.url))
                .bearer_auth(token),
        )
        .await
    }

    fn guest(&self) -> HubConnectionBuilder {
        HubConnection::builder(format!("{}/chat", self.url)).reconnect(ReconnectPolicy::never())
    }

    fn with(&self, token: &str) -> HubConnectionBuilder {
        let token = token.to_owned();
        self.guest().access_token(move || {
            let token = token.clone();
            async move { Ok::<_, Infallible>(token) }
        })
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Pass, (u16, String)> {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    if status == 200 {
        return Ok(answer.json().await.expect("a pass"));
    }
    Err((status, answer.text().await.expect("a text")))
}

/// Who is in the lobby once `hub` has joined it by `name`, or why it may not.
async fn join(hub: &HubConnection, name: &str) -> Result<Vec<String>, String> {
    let people = hub.invoke("join", ("lobby", name)).await;
    people.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_name_and_its_password_open_the_account_and_nothing_else_does() {
    let (_folder, store) = store();
    let chat = Chat::serve(store, TOKEN_HOLDS).await;
    let ann = chat.ask("accounts", " Ann ", PASSWORD).await;
    assert_eq!(ann.expect("it is free").name, "Ann");
    let again = chat.ask("sign-in", "ANN", PASSWORD).await;
    assert_eq!(again.expect("it is hers").name, "Ann");
    // Who has an account nobody learns here.
    for (name, password) in [("Ann", "correct house"), ("Bob", PASSWORD)] {
        let (status, text) = chat.ask("sign-in", name, password).await.err().unwrap();
        assert_eq!((status, &*text), (401, "wrong name or password"), "{name}");
    }
}

#[tokio::test]
async fn bad_and_taken_names_and_passwords_make_no_account() {
    let (_folder, store) = store();
    let chat = Chat::serve(store, TOKEN_HOLDS).await;
    let ann = chat.ask("accounts", "Ann", &"ä".repeat(8)).await;
    ann.expect("short enough and long enough");
    for (name, password, refused) in [
        ("aNN", PASSWORD, (409, "this name is taken")),
        (" ", PASSWORD, (400, "choose a name of 1 to 24 characters")),
        (
            "Bob",
            "1234567",
            (400, "choose a password of 8 to 128 characters"),
        ),
        (
            "Bob",
            &"x".repeat(129),
            (400, "choose a password of 8 to 128 characters"),
        ),
    ] {
        let (status, text) = chat.ask("accounts", name, password).await.err().unwrap();
        assert_eq!((status, &*text), refused, "{name:?} {password:?}");
    }
    let (status, _) = chat
        .ask("accounts", "Bob", &"x".repeat(4096))
        .await
        .err()
        .unwrap();
    assert_eq!(status, 413);
    assert!(chat.ask("accounts", "Bob", &"x".repeat(128)).await.is_ok());
}

#[tokio::test]
async fn of_two_who_take_a_name_at_once_one_gets_it() {
    let (_folder, store) = store();
    let chat = Chat::serve(store, TOKEN_HOLDS).await;
    let (one, two) = tokio::join!(
        chat.ask("accounts", "Ann", "hers alone"),
        chat.ask("accounts", "ann", "his alone"),
    );
    let refused = one.err().xor(two.err()).expect("one is refused");
    assert_eq!(refused, (409, "this name is taken".to_owned()));
}

#[tokio::test]
async fn a_name_with_an_account_is_its_owners_alone() {
    let (_folder, store) = store();
    let chat = Chat::serve(store, TOKEN_HOLDS).await;
    let early = chat.guest().connect().await.expect("it connects");
    assert_eq!(join(&early, "Ann").await.expect("free"), ["Ann"]);
    let pass = chat.ask("accounts", "Ann", PASSWORD).await.expect("free");

    let refusal = "this name belongs to an account: sign in, or choose another";
    let spoken = early
        .invoke::<serde_json::Value>("post", ("It is me",))
        .await;
    let spoken = spoken.expect_err("not hers").to_string();
    assert!(spoken.contains(refusal), "{spoken}");
    early.close().await;
    let guest = chat.guest().connect().await.expect("it connects");
    let refused = join(&guest, "aNN").await.expect_err("not hers");
    assert!(refused.contains(refusal), "{refused}");
    join(&guest, "Bob").await.expect("free");

    let ann = chat.with(&pass.token).connect().await.expect("it connects");
    let people = join(&ann, "Somebody").await.expect("she may");
    assert_eq!(people, ["Ann", "Bob"]);
}

#[tokio::test]
async fn who_comes_back_is_put_into_the_room_by_a_name_of_ones_own_alone() {
    let (_folder, store) = store();
    let chat = Chat::serve(store.clone(), TOKEN_HOLDS).await;
    chat.ask("accounts", "Ann", PASSWORD).await.expect("free");
    let hubs = HubServer::builder().hub("/chat", ChatHub::new(store));
    let hubs = hubs.build().expect("it builds");
    for (user, name, room) in [
        (None, "Ann", ""),
        (None, "Bob", "lobby"),
        (Some("Ann"), "Bob", "lobby"),
    ] {
        let state = ChatState {
            display_name: name.to_owned(),
            room: "lobby".to_owned(),
        };
        let mut client = TestClient::<ChatHub>::builder(&hubs)
            .reconnecting()
            .state(&state);
        if let Some(user) = user {
            client = client.user(user);
        }
        let client = client.connect().await.expect("it may come back");
        let state = client.state();
        assert_eq!(state.room, room, "{user:?} {name}");
        assert_eq!(state.display_name, user.unwrap_or(name));
    }
}

/// A body that never ends must not hold its socket.
#[tokio::test]
async fn a_request_that_does_not_arrive_is_given_up() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let (_folder, store) = store();
    let chat = Chat::serve(store, TOKEN_HOLDS).await;
    let address = chat.url.strip_prefix("http://").expect("a URL");
    let socket = tokio::net::TcpStream::connect(address).await;
    let mut socket = socket.expect("a socket");
    let head = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    socket.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = [0; 12];
    let read = socket.read_exact(&mut answer);
    let read = tokio::time::timeout(Duration::from_secs(30), read).await;
    read.expect("in time").expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 503");
}

#[tokio::test]
async fn who_shows_a_bad_token_is_a_guest_and_the_log_says_why_once() {
    let (_folder, first) = store();
    let (_other_folder, second) = store();
    let chat = Chat::serve(first, TOKEN_HOLDS).await;
    let other = Chat::serve(second, TOKEN_HOLDS).await;
    let forged = other.ask("accounts", "Ann", PASSWORD).await.expect("free");
    let (log, _guard) = Log::start();
    for way in [Transport::WebSockets, Transport::LongPolling] {
        let before = log.text().len();
        let hub = chat.with(&forged.token).transports([way]);
        let hub = hub.connect().await.expect("guests may come");
        assert_eq!(join(&hub, "Zoe").await.expect("free"), ["Zoe"]);
        let refused = hub.invoke::<bool>("clear", ()).await.expect_err("a guest");
        let refused = refused.to_string();
        assert!(refused.contains("sign in to clear a room"), "{refused}");
        hub.close().await;
        let text = log.text().split_off(before);
        let told = text.matches("token refused cause=InvalidSignature path=\"/chat/negotiate\"");
        assert_eq!(told.count(), 1, "{way:?}: {text}");
        assert_eq!(text.matches("token refused").count(), 1, "{way:?}: {text}");
        assert!(!text.contains(&forged.token), "{text}");
    }
    let (status, text) = chat.renew(&forged.token).await.err().unwrap();
    assert_eq!((status, &*text), (401, "sign in again"));
}

#[tokio::test]
async fn tokens_are_good_at_every_server_of_a_store() {
    let (_folder, store) = store();
    let one = Chat::serve(store.clone(), TOKEN_HOLDS).await;
    let two = Chat::serve(store, TOKEN_HOLDS).await;
    let pass = one.ask("accounts", "Ann", PASSWORD).await.expect("free");
    let ann = two.with(&pass.token).connect().await.expect("it connects");
    assert_eq!(join(&ann, "").await.expect("she may"), ["Ann"]);
}

#[tokio::test]
async fn a_connection_ends_with_its_token_unless_it_gets_another_in_time() {
    let (_folder, store) = store();
    let chat = Chat::serve(store, Duration::from_secs(6)).await;
    let pass = chat.ask("accounts", "Ann", PASSWORD).await.expect("free");
    let ending = chat.with(&pass.token).connect().await.expect("it connects");
    let newest = Arc::new(Mutex::new(pass.token.clone()));
    let from = chat.clone();
    let lasting = chat.guest().access_token(move || {
        let (chat, newest) = (from.clone(), newest.clone());
        async move {
            let held = newest.lock().expect("no panic").clone();
            let renewed = chat.renew(&held).await.expect("it holds still").token;
            newest.lock().expect("no panic").clone_from(&renewed);
            Ok::<_, Infallible>(renewed)
        }
    });
    let lasting = lasting.connect().await.expect("it connects");
    let ended = tokio::time::timeout(Duration::from_secs(20), ending.closed()).await;
    ended.expect("it ends with its token");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    assert!(now.expect("after 1970").as_millis() >= u128::from(pass.expires_at));
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(matches!(lasting.status(), ConnectionStatus::Connected));
    assert_eq!(join(&lasting, "").await.expect("she may"), ["Ann"]);
    assert_eq!(chat.renew(&pass.token).await.err().unwrap().0, 401);
}

/// What is logged by this thread while the guard lives.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
