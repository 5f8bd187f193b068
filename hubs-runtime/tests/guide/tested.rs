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

    // The hub's own methods and types, over the wire.
    let count = ann.calls().add(note.clone()).await?;
    assert_eq!(count, 1);
    let (heard,): (Note,) = bob.next("added").await?;
    assert_eq!(heard, note);

    assert_eq!(bob.calls().latest(10).await?, [note]);

    let empty = Note {
        author: "Bob".to_owned(),
        text: String::new(),
    };
    let error = bob.calls().add(empty).await.unwrap_err();
    assert!(error.to_string().contains("a note needs a text"));

    // By name, as a client may send anything; arguments are a tuple.
    let latest: Vec<Note> = bob.invoke("latest", ()).await?;
    assert_eq!(latest.len(), 1);
    Ok(())
}
