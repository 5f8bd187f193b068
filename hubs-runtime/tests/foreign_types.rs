//! Types of other crates in hubs, as docs/guide.md says what they are on the wire.
#![allow(missing_docs)]

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use hubs_runtime::{Text, prelude::*, protocol::Protocol, testing::TestClient};
use serde_json::{Value, json};
use uuid::Uuid;

#[hub_type]
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    pub id: Uuid,
    pub starts: DateTime<Utc>,
    pub day: NaiveDate,
}

#[hub]
pub struct ForeignHub;

#[hub]
impl ForeignHub {
    pub fn meeting(&self, meeting: Meeting) -> Meeting {
        meeting
    }

    pub fn wide(&self, number: u64) -> u64 {
        number
    }

    pub fn signed(&self, number: i64) -> i64 {
        number
    }

    pub fn list(&self, bytes: Vec<u8>) -> Vec<u8> {
        bytes
    }

    pub fn bytes(&self, bytes: Bytes) -> Bytes {
        bytes
    }

    pub fn texts(&self, numbers: Vec<Text<i128>>) -> Vec<Text<i128>> {
        numbers
    }

    pub fn own(&self, bytes: hubs_runtime::Bytes) -> hubs_runtime::Bytes {
        bytes
    }
}

async fn client(protocol: Protocol) -> TestClient<ForeignHub> {
    let hubs = HubServer::builder().hub("/foreign", ForeignHub);
    let hubs = hubs.build().unwrap();
    TestClient::builder(&hubs)
        .protocol(protocol)
        .connect()
        .await
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn ids_and_times_are_texts() {
    let meeting = json!({
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "starts": "2026-03-01T09:30:00Z",
        "day": "2026-03-01",
    });
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let client = client(protocol).await;
        let answer: Value = client.invoke("meeting", (&meeting,)).await.unwrap();
        assert_eq!(answer, meeting, "{protocol:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn wide_integers_are_exact() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let client = client(protocol).await;
        let answer: u64 = client.invoke("wide", (u64::MAX,)).await.unwrap();
        assert_eq!(answer, u64::MAX, "{protocol:?}");
        let answer: i64 = client.invoke("signed", (i64::MIN,)).await.unwrap();
        assert_eq!(answer, i64::MIN, "{protocol:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn lists_of_numbers_are_lists_in_both_protocols() {
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let client = client(protocol).await;
        for method in ["list", "bytes"] {
            let sent = json!([1, 2, 255]);
            let answer: Value = client.invoke(method, (&sent,)).await.unwrap();
            assert_eq!(answer, sent, "{method} in {protocol:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn integers_of_any_width_are_exact_as_texts() {
    let sent = json!([
        i128::MAX.to_string(),
        i128::MIN.to_string(),
        "9007199254740993"
    ]);
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let client = client(protocol).await;
        let answer: Value = client.invoke("texts", (&sent,)).await.unwrap();
        assert_eq!(answer, sent, "{protocol:?}");
        for (wrong, found) in [
            (json!([7]), "integer `7`"),
            (json!(["7x"]), "string \"7x\""),
        ] {
            let refused = client.invoke::<Value>("texts", (wrong,)).await;
            let refused = refused.unwrap_err().to_string();
            let expected = format!("{found}, expected the text of a value of `i128`");
            assert!(refused.contains(&expected), "{refused}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_of_ours_are_base64_or_binary() {
    let sent = hubs_runtime::Bytes::from([1, 2, 255]);
    for protocol in [Protocol::Json, Protocol::MessagePack] {
        let client = client(protocol).await;
        let answer: hubs_runtime::Bytes = client.invoke("own", (&sent,)).await.unwrap();
        assert_eq!(answer, sent, "{protocol:?}");
        let answer: hubs_runtime::Bytes = client.invoke("own", ([1, 2, 255],)).await.unwrap();
        assert_eq!(answer, sent, "{protocol:?}");
        let refused = client.invoke::<Value>("own", ("AQL",)).await.unwrap_err();
        let expected = "invalid value: string \"AQL\", expected bytes, or a text of base64";
        assert!(refused.to_string().contains(expected), "{refused}");
    }
    let json = client(Protocol::Json).await;
    let answer: Value = json.invoke("own", ("AQL/",)).await.unwrap();
    assert_eq!(answer, "AQL/");
    // A list that is sent as binary data is read, whatever its type.
    let binary = client(Protocol::MessagePack).await;
    for method in ["list", "bytes"] {
        let answer: Value = binary.invoke(method, (&sent,)).await.unwrap();
        assert_eq!(answer, json!([1, 2, 255]), "{method}");
    }
    let answer = binary.invoke::<Value>("own", (&sent,)).await;
    assert!(answer.unwrap_err().to_string().contains("byte array"));
}
