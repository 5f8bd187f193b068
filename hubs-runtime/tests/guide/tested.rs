use hubs_runtime::testing::TestClient;
use notes::{Note, NotesHub};

#[tokio::test(start_paused = true)]
async fn everyone_else_hears_of_a_note() -> Result<(), Box<dyn std::error::Error>> {
    let hubs = notes::hubs()?;
    let ann = TestClient::<NotesHub>::connect_as(&hubs, "ann").await?;
    let bob = TestClient::<NotesHub>::connect_as(&hubs, "bob").await?;
    let note = Note {
        author: "Ann".to_owned(),
        text: "Milk".to_owned(),
    };

    // By name, over the wire; arguments are a tuple.
    let count: u32 = ann.invoke("add", (&note,)).await?;
    assert_eq!(count, 1);
    let (heard,): (Note,) = bob.next("added").await?;
    assert_eq!(heard, note);

    // Typed: the hub's own method, called as by this client.
    let latest = bob.as_caller(async |hub, _cx| hub.latest(10)).await;
    assert_eq!(latest, [note]);

    let empty = Note {
        author: "Bob".to_owned(),
        text: String::new(),
    };
    let error = bob.invoke::<u32>("add", (empty,)).await.unwrap_err();
    assert!(error.to_string().contains("a note needs a text"));
    Ok(())
}
