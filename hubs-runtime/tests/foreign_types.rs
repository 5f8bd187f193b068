//! Types of other crates in hubs, as docs/guide.md says what they are on the wire.
#![allow(missing_docs)]

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use hubs_runtime::{prelude::*, protocol::Protocol, testing::TestClient};
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

/// What MessagePack calls bin, and JSON a list of numbers.
struct Binary(Vec<u8>);

impl serde::Serialize for Binary {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_are_lists_of_numbers_in_json() {
    let client = client(Protocol::Json).await;
    for method in ["list", "bytes"] {
        let answer: Value = client.invoke(method, (json!([1, 2, 255]),)).await.unwrap();
        assert_eq!(answer, json!([1, 2, 255]), "{method}");
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_are_binary_in_messagepack_if_their_type_says_so() {
    let client = client(Protocol::MessagePack).await;
    for method in ["list", "bytes"] {
        // Binary data is read in both forms.
        let sent = Binary(vec![1, 2, 255]);
        let answer: Bytes = client.invoke(method, (sent,)).await.unwrap();
        assert_eq!(answer, [1, 2, 255].as_slice(), "{method}");
        let answer: Bytes = client.invoke(method, (vec![1_u8, 2, 255],)).await.unwrap();
        assert_eq!(answer, [1, 2, 255].as_slice(), "{method}");
    }
    // `Vec<u8>` is written as a list, which JSON's value can hold; `Bytes` as bin, which it cannot.
    let list = client.invoke::<Value>("list", (vec![1_u8, 2],)).await;
    assert_eq!(list.unwrap(), json!([1, 2]));
    let binary = client.invoke::<Value>("bytes", (vec![1_u8, 2],)).await;
    assert!(binary.unwrap_err().to_string().contains("byte array"));
}
