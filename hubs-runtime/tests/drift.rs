//! Clients that were made for another version of their hub, against a server that knows its contract.
#![allow(missing_docs, unreachable_pub)] // hubs are `pub`, and nobody reads docs of tests

use std::net::SocketAddr;

use hubs_runtime::{
    BuildError, ContractDrift,
    client::{ConnectError, HubConnection, Protocol},
    prelude::*,
    protocol::ContractDigests,
};
use serde_json::{Value, json};

#[path = "support/book.rs"]
mod book;
#[path = "support/log.rs"]
mod log;

#[client_contract]
pub trait LampClient {
    async fn changed(&self, on: bool);
}

#[caller_state]
pub struct LampState {
    pub name: String,
}

#[hub(client = LampClient, state = LampState)]
pub struct LampHub;

#[hub]
impl LampHub {
    pub fn switch(&self, on: bool) -> bool {
        !on
    }

    pub fn glow(&self, _cx: &HubContext<Self>) {}
}

/// The contract of the hub above, as `hubs-codegen contract` writes it, with short digests.
fn contract() -> Value {
    let member = |digest: &str| json!({ "about": { "path": "" }, "params": [], "digest": digest });
    json!({
        "format": 2,
        "server": { "kind": "hubs", "version": "0.1.0" },
        "hubs": { "LampHub": {
            "about": { "path": "lamps::LampHub" },
            "client": "LampClient",
            "state": "LampState",
            "digest": "hub",
            "methods": { "switch": member("m1"), "glow": member("m2") },
        } },
        "clients": { "LampClient": { "about": { "path": "" }, "methods": { "changed": member("c1") } } },
        "states": { "LampState": { "about": { "path": "" }, "digest": "s", "fields": [{ "name": "name", "digest": "s1" }] } },
        "types": { "input": {}, "output": {} },
    })
}

fn build(contract: &str, drift: ContractDrift) -> Result<HubServer, BuildError> {
    HubServer::builder()
        .hub("/lamp", LampHub)
        .configure(|options| options.contract_drift = drift)
        .contract(contract)
        .build()
}

async fn serve(drift: ContractDrift) -> SocketAddr {
    let hubs = build(&contract().to_string(), drift).expect("it builds");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = hubs.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn connect(
    address: SocketAddr,
    protocol: Protocol,
    digests: ContractDigests,
) -> Result<HubConnection, ConnectError> {
    #[derive(Default, serde::Serialize, serde::Deserialize)]
    struct State {
        name: String,
    }
    HubConnection::builder(format!("http://{address}/lamp"))
        .protocol(protocol)
        .state(&State::default())
        .contract(digests)
        .connect()
        .await
}

const PROTOCOLS: [Protocol; 2] = [Protocol::Json, Protocol::MessagePack];

/// Made before `glow` was added.
const OLDER: ContractDigests = ContractDigests {
    digest: "older",
    methods: &[("switch", "m1")],
    client: &[("changed", "c1")],
    state: &[("name", "s1")],
};

/// Made for a version whose members were others.
const OTHER: ContractDigests = ContractDigests {
    digest: "other",
    methods: &[("switch", "m0"), ("dim", "m3")],
    client: &[("changed", "c0"), ("broke", "c2")],
    state: &[("name", "s0"), ("room", "s2")],
};

const OTHER_IS_TOLD: &str = "This client was made for another version of hub `LampHub`: changed: method `switch`, \
    client method `changed`, state field `name`; gone: method `dim`, client method `broke`, state field `room`.";

#[tokio::test]
async fn clients_of_an_older_contract_pass_while_their_members_are_there() {
    let address = serve(ContractDrift::Reject).await;
    for protocol in PROTOCOLS {
        for digests in [
            OLDER,
            ContractDigests {
                digest: "hub",
                ..OTHER
            },
            ContractDigests::default(),
        ] {
            let hub = connect(address, protocol, digests)
                .await
                .expect("it connects");
            let off: bool = hub.invoke("switch", (true,)).await.expect("an answer");
            assert!(!off);
        }
    }
}

#[tokio::test]
async fn clients_whose_members_changed_are_refused_by_name() {
    let address = serve(ContractDrift::Reject).await;
    for protocol in PROTOCOLS {
        let error = connect(address, protocol, OTHER).await.unwrap_err();
        let ConnectError::Refused { reason, .. } = &error else {
            panic!("{error:?}");
        };
        let expected = format!("{OTHER_IS_TOLD} Generate it again with hubs-codegen.");
        assert!(reason.ends_with(&expected), "{reason}");
    }
}

#[tokio::test]
async fn by_default_the_log_names_what_has_changed() {
    let (log, _guard) = log::LogText::start(tracing_subscriber::fmt::format::FmtSpan::NONE);
    let address = serve(ContractDrift::default()).await;
    for protocol in PROTOCOLS {
        let hub = connect(address, protocol, OTHER)
            .await
            .expect("it connects");
        let _: bool = hub.invoke("switch", (true,)).await.expect("an answer");
    }
    let text = log.text();
    let warned = text.lines().filter(|line| line.contains("WARN")).count();
    assert_eq!((warned, text.contains(OTHER_IS_TOLD)), (1, true), "{text}");
}

#[test]
fn a_contract_of_other_hubs_is_refused_by_build() {
    let refused = |change: fn(&mut Value)| {
        let mut contract = contract();
        change(&mut contract);
        let error = build(&contract.to_string(), ContractDrift::Warn).unwrap_err();
        error.to_string()
    };
    for (found, expected) in [
        (
            refused(|contract| contract["format"] = json!(1)),
            "the contract has format 1, but this hubs-runtime",
        ),
        (
            refused(|contract| contract["hubs"] = json!({})),
            "the contract has no hub `LampHub`",
        ),
        (
            refused(|contract| drop(methods(contract).remove("glow"))),
            "the contract is older than hub `LampHub`: it has no method `glow`",
        ),
        (
            refused(|contract| {
                methods(contract).insert("dim".to_owned(), json!({}));
            }),
            "the contract is not that of hub `LampHub`, which has no method `dim`",
        ),
        (
            refused(|contract| contract["states"]["LampState"]["fields"] = json!([])),
            "it has no state field `name`",
        ),
        (
            refused(|contract| contract["clients"] = json!({})),
            "the contract lacks the client contract `LampClient`",
        ),
        (
            refused(|contract| methods(contract)["glow"]["digest"] = json!("")),
            "hub `LampHub` has members without a digest",
        ),
        (
            build("{", ContractDrift::Warn).unwrap_err().to_string(),
            "the text given to `contract` is no hubs.contract.json",
        ),
    ] {
        assert!(found.contains(expected), "{found}");
        assert!(
            found.contains("\nhelp: write it again with `hubs-codegen contract`"),
            "{found}"
        );
    }
}

fn methods(contract: &mut Value) -> &mut serde_json::Map<String, Value> {
    let methods = &mut contract["hubs"]["LampHub"]["methods"];
    methods.as_object_mut().expect("an object")
}

#[tokio::test]
async fn each_client_of_another_contract_is_counted() {
    let book = book::Book::default();
    let _guard = metrics::set_default_local_recorder(&book);
    let address = serve(ContractDrift::Warn).await;
    // One whose members are all there is none.
    for digests in [OLDER, OTHER, OTHER] {
        connect(address, Protocol::Json, digests)
            .await
            .expect("it connects");
    }
    assert_eq!(book.sum("hubs.server.contract_drift{hub=LampHub}"), 2.0);
}
