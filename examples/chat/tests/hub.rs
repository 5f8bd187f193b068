//! The hub as clients see it, without a socket.

use std::{error::Error, time::Duration};

use chat::{ChatHub, ChatState, FileStore, Store};
use hubs_runtime::{HubServer, testing::TestClient};

type Client = TestClient<ChatHub>;

/// A chat, and Ann, who is signed in, and Bob, a guest, in its lobby.
async fn lobby() -> Result<(tempfile::TempDir, Client, Client), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Store::File(FileStore::open(&folder.path().join("chat.redb"))?);
    let hubs = HubServer::builder()
        .hub("/chat", ChatHub::new(store))
        .build()?;
    let connect = async |name: &str, signed_in| -> Result<Client, Box<dyn Error>> {
        let state = ChatState {
            display_name: String::new(),
            room: String::new(),
        };
        // Longer than the hub waits for an answer.
        let patience = Duration::from_secs(120);
        let mut builder = TestClient::<ChatHub>::builder(&hubs)
            .patience(patience)
            .state(&state);
        if signed_in {
            builder = builder.user(name);
        }
        let client = builder.connect().await?;
        client
            .calls()
            .join("lobby".to_owned(), Some(name.to_owned()))
            .await?;
        Ok(client)
    };
    let (ann, bob) = (connect("Ann", true).await?, connect("Bob", false).await?);
    Ok((folder, ann, bob))
}

#[tokio::test]
async fn what_is_posted_reaches_the_others_of_the_room() -> Result<(), Box<dyn Error>> {
    let (_folder, ann, bob) = lobby().await?;
    let posted = ann.calls().post("Hello".to_owned()).await?;
    let (heard,): (chat::Message,) = bob.next("messagePosted").await?;
    assert_eq!(heard, posted);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_history_is_forgotten_only_if_the_caller_confirms_in_time() -> Result<(), Box<dyn Error>>
{
    let (_folder, ann, bob) = lobby().await?;
    ann.calls().post("Hello".to_owned()).await?;
    ann.answer("confirm", |(_,): (String,)| false);
    assert!(!ann.calls().clear().await?);
    // Who does not answer within a minute has not confirmed.
    ann.stay_silent("confirm");
    assert!(!ann.calls().clear().await?);
    assert_eq!(bob.calls().history(None).collect_all().await?.len(), 1);
    ann.answer("confirm", |(_,): (String,)| true);
    assert!(ann.calls().clear().await?);
    let (by,): (String,) = bob.next("historyCleared").await?;
    assert_eq!(by, "Ann");
    assert!(bob.calls().history(None).collect_all().await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn guests_clear_nothing_and_read_why() -> Result<(), Box<dyn Error>> {
    let (_folder, _ann, bob) = lobby().await?;
    bob.calls().post("Hello".to_owned()).await?;
    bob.answer("confirm", |(_,): (String,)| true);
    let refused = bob.calls().clear().await.expect_err("a guest").to_string();
    assert!(
        refused.contains("unauthorized: sign in to clear a room"),
        "{refused}"
    );
    assert_eq!(bob.calls().history(None).collect_all().await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn who_is_signed_in_has_the_name_of_the_account() -> Result<(), Box<dyn Error>> {
    let (_folder, ann, bob) = lobby().await?;
    assert_eq!(ann.state().display_name, "Ann");
    let wish = Some("Zoe".to_owned());
    let people = ann.calls().join("lobby".to_owned(), wish.clone()).await?;
    assert_eq!(people, ["Ann", "Bob"]);
    assert_eq!(ann.state().display_name, "Ann");
    assert_eq!(ann.calls().post("Hello".to_owned()).await?.author, "Ann");
    let people = bob.calls().join("lobby".to_owned(), wish).await?;
    assert_eq!(people, ["Ann", "Zoe"]);
    Ok(())
}
