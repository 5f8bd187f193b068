//! The handle of another hub inside a hub: `cx.hub::<Other>()`.
#![allow(missing_docs)] // hubs are `pub`, and nobody reads docs of tests

use std::sync::Arc;

use hubs_runtime::{prelude::*, testing::TestClient};

#[client_contract]
pub trait BoardClient {
    async fn noted(&self, line: String);
}

/// Whoever watches.
#[hub(client = BoardClient)]
pub struct BoardHub;

#[hub]
impl BoardHub {}

/// Whose events those who watch are told.
#[hub]
pub struct OrderHub {
    /// Counted by a test.
    alive: Arc<()>,
}

#[hub]
impl OrderHub {
    #[on_connected]
    async fn come(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let boards = cx.hub::<BoardHub>();
        boards.clients().all().noted("come".to_owned()).await?;
        Ok(())
    }

    #[on_disconnected]
    async fn go(&self, cx: &DisconnectedContext<Self>) {
        let boards = cx.hub::<BoardHub>();
        let _ = boards.clients().all().noted("gone".to_owned()).await;
    }

    pub async fn order(&self, cx: &HubContext<Self>, what: String) -> Result<u32, HubError> {
        let boards = cx.hub::<BoardHub>();
        boards.clients().group("kitchen").noted(what).await?;
        Ok(boards.connection_count() as u32)
    }
}

/// Mounted alone by its test.
#[hub]
pub struct LonelyHub;

#[hub]
impl LonelyHub {
    pub fn look(&self, cx: &HubContext<Self>) -> u32 {
        cx.hub::<BoardHub>().connection_count() as u32
    }
}

fn serve(alive: &Arc<()>) -> HubServer {
    let orders = OrderHub {
        alive: alive.clone(),
    };
    // The one that is looked for comes later, and at two paths.
    HubServer::builder()
        .hub("/orders", orders)
        .hub("/board", BoardHub)
        .hub("/wall", BoardHub)
        .build()
        .expect("it builds")
}

async fn next(board: &TestClient<BoardHub>) -> String {
    board.next::<(String,)>("noted").await.expect("a push").0
}

#[tokio::test(start_paused = true)]
async fn methods_and_hooks_push_to_the_clients_of_another_hub() {
    let alive = Arc::new(());
    let hubs = serve(&alive);
    let board = TestClient::<BoardHub>::connect(&hubs).await.unwrap();
    let wall = TestClient::<BoardHub>::builder(&hubs).path("/wall");
    let wall = wall.connect().await.unwrap();
    let kitchen = hubs.handle::<BoardHub>();
    kitchen
        .add_to_group(wall.connection_id(), "kitchen")
        .await
        .unwrap();

    let guest = TestClient::<OrderHub>::connect(&hubs).await.unwrap();
    assert_eq!(guest.invoke::<u32>("order", ("soup",)).await.unwrap(), 2);
    guest.close().await.unwrap();
    for text in ["come", "soup", "gone"] {
        assert_eq!(next(&wall).await, text);
    }
    for text in ["come", "gone"] {
        assert_eq!(next(&board).await, text);
    }
}

#[tokio::test(start_paused = true)]
async fn other_hubs_last_as_long_as_a_connection_and_no_longer() {
    let alive = Arc::new(());
    let hubs = serve(&alive);
    let guest = TestClient::<OrderHub>::connect(&hubs).await.unwrap();
    assert_eq!(Arc::strong_count(&hubs.handle::<OrderHub>().hub().alive), 2);
    drop(hubs);
    // Nobody else has the board any more.
    assert_eq!(guest.invoke::<u32>("order", ("soup",)).await.unwrap(), 0);
    guest.close().await.unwrap();
    // Tasks of the connections end in their own time.
    for _ in 0..100 {
        if Arc::strong_count(&alive) == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    panic!("something keeps the server: {}", Arc::strong_count(&alive));
}

#[tokio::test]
async fn a_hub_that_is_not_mounted_fails_the_call_at_the_methods_line() {
    let hubs = HubServer::builder().hub("/lonely", LonelyHub).build();
    let client = TestClient::<LonelyHub>::connect(&hubs.unwrap())
        .await
        .unwrap();
    let (sender, told) = std::sync::mpsc::channel();
    std::panic::set_hook(Box::new(move |info| {
        let file = info.location().map(|place| place.file().to_owned());
        let _ = sender.send((file, info.payload_as_str().map(str::to_owned)));
    }));
    let error = client.invoke::<u32>("look", ()).await.unwrap_err();
    let _ = std::panic::take_hook();
    let masked = "An unexpected error occurred invoking 'look' on the server.";
    assert_eq!(error.to_string(), masked);
    let (file, text) = told.recv().expect("a panic");
    assert_eq!(file.as_deref(), Some(file!()));
    let text = text.expect("a text");
    assert!(
        text.starts_with("hub `BoardHub` is not mounted on this server\nhelp: "),
        "{text}"
    );
}
