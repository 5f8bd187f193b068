//! One hub at two paths, over sockets: their clients meet in its groups, and each path has its own settings.

use hubs_runtime::{HubOptions, HubServer, Transport, prelude::*, protocol::Protocol};
use serde_json::json;

use super::support::{COMBINATIONS, Client, Event, Server, negotiate};

#[client_contract]
pub trait PathsClient {
    async fn told(&self, text: String);
}

#[hub(client = PathsClient)]
pub struct PathsHub;

#[hub]
impl PathsHub {
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

fn serve() -> Server {
    let large = HubOptions {
        maximum_receive_message_size: 100_000,
        ..HubOptions::default()
    };
    let hubs = HubServer::builder()
        .hub("/small", PathsHub)
        .hub_with_options("/large", PathsHub, large);
    Server::start(hubs.build().expect("it builds"))
}

async fn joined(
    server: &Server,
    path: &str,
    (transport, protocol): (Transport, Protocol),
) -> Client {
    let mut client = Client::connect(server, path, transport, protocol).await;
    let answer = client.ask("Join", &("lobby",)).await;
    assert!(matches!(answer, Event::Result { .. }), "{answer:?}");
    client
}

#[tokio::test]
async fn clients_of_two_paths_share_a_group_and_each_path_has_its_limit() {
    let server = serve();
    let text = "x".repeat(40_000);
    for way in COMBINATIONS {
        let mut small = joined(&server, "/small", way).await;
        let mut large = joined(&server, "/large", way).await;
        let said = large.ask("Say", &("lobby", &text)).await;
        assert!(matches!(said, Event::Result { .. }), "{way:?}: {said:?}");
        let told = small.next().await;
        let expected = Event::Call {
            id: None,
            target: "told".to_owned(),
            arguments: vec![json!(text)],
        };
        assert!(told == Some(expected), "{way:?}");

        // Either a POST is refused, or a Close comes that names the size; nothing of it reaches the group.
        let (_, too_long) = small.call_bytes("Say", &("lobby", &text));
        small.try_send(too_long).await;
        let end = small.next().await;
        let Some(Event::Close {
            error: Some(error), ..
        }) = end
        else {
            panic!("{way:?}: {end:?}");
        };
        assert!(error.contains("32768"), "{way:?}: {error}");
        let mut second = joined(&server, "/small", way).await;
        second.ask("Say", &("lobby", "short")).await;
        let told = large.next().await;
        assert!(
            matches!(&told, Some(Event::Call { arguments, .. }) if arguments[0] == "short"),
            "{way:?}: {told:?}"
        );
    }
}

#[tokio::test]
async fn a_connection_belongs_to_the_path_it_was_negotiated_at() {
    let server = serve();
    let token = negotiate(&server, "/large").await;
    let http = reqwest::Client::new();
    let at = |path: &str| server.url("http", &format!("{path}?id={token}"));
    let poll = http.get(at("/small")).send().await.expect("it answers");
    assert_eq!(poll.status(), 404);
    let poll = http.get(at("/large")).send().await.expect("it answers");
    assert_eq!(poll.status(), 200);
}
