//! Every setting's default, once in full, and as docs/security.md tells it.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use super::{ContractDrift, HubOptions, SlowClients};
use crate::protocol::{Conventions, Transport};

/// What users may rely on: a change of it is a change of what deployed servers do.
fn expected() -> HubOptions {
    let seconds = Duration::from_secs;
    HubOptions {
        keep_alive_interval: seconds(15),
        client_timeout_interval: seconds(30),
        handshake_timeout: seconds(15),
        maximum_receive_message_size: 32_768,
        stream_buffer_capacity: 10,
        maximum_parallel_invocations_per_client: 1,
        call_rate_limit: None,
        enable_detailed_errors: false,
        stateful_reconnect_buffer_size: 100_000,
        allow_stateful_reconnects: false,
        minimum_protocol_version: 0,
        close_on_authentication_expiration: false,
        enable_authentication_refresh: false,
        disconnect_timeout: seconds(15),
        poll_timeout: seconds(90),
        web_socket_close_timeout: seconds(5),
        transports: vec![
            Transport::WebSockets,
            Transport::ServerSentEvents,
            Transport::LongPolling,
        ],
        client_call_timeout: seconds(30),
        max_client_calls: 100,
        max_streams_per_connection: 1_000,
        slow_client_timeout: seconds(5),
        max_groups_per_connection: 10_000,
        max_outgoing_bytes: 1_048_576,
        slow_clients: SlowClients::Disconnect,
        max_connections: 100_000,
        max_connections_per_user: None,
        max_pending_negotiations: 10_000,
        max_request_header_bytes: 16_384,
        max_state_bytes: 4_096,
        drain_timeout: seconds(5),
        hook_timeout: seconds(30),
        contract_drift: ContractDrift::Warn,
        conventions: Conventions::Declared,
    }
}

/// Each setting with its value, in the words of the page.
fn in_words(options: &HubOptions) -> BTreeMap<&'static str, String> {
    macro_rules! words {
        ($($write:ident: $($name:ident)*;)*) => {{
            // Without `..`, so that a new setting does not compile until it is here.
            let HubOptions { $($($name,)*)* } = options;
            [$($((stringify!($name), $write($name)),)*)*].into()
        }};
    }
    words! {
        time: keep_alive_interval client_timeout_interval handshake_timeout disconnect_timeout poll_timeout
            web_socket_close_timeout client_call_timeout slow_client_timeout drain_timeout hook_timeout;
        count: stream_buffer_capacity maximum_parallel_invocations_per_client max_client_calls
            max_streams_per_connection max_groups_per_connection max_connections max_pending_negotiations;
        bytes: maximum_receive_message_size stateful_reconnect_buffer_size max_outgoing_bytes
            max_request_header_bytes max_state_bytes;
        switch: enable_detailed_errors allow_stateful_reconnects close_on_authentication_expiration
            enable_authentication_refresh;
        version: minimum_protocol_version;
        names: transports;
        or_likes: call_rate_limit;
        or_hub: max_connections_per_user;
        debug: slow_clients contract_drift conventions;
    }
}

fn time(value: &Duration) -> String {
    format!("{} s", value.as_secs_f64())
}

fn count(value: &usize) -> String {
    let digits = value.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",")
}

fn bytes(value: &usize) -> String {
    match value {
        1_048_576 => "1 MiB".to_owned(),
        _ => format!("{} bytes", count(value)),
    }
}

fn switch(value: &bool) -> String {
    if *value { "on" } else { "off" }.to_owned()
}

fn version(value: &u8) -> String {
    value.to_string()
}

fn names(value: &[Transport]) -> String {
    let names: Vec<&str> = value.iter().map(|transport| transport.name()).collect();
    names.join(", ")
}

fn or_likes(value: &Option<crate::RateLimit>) -> String {
    value.map_or("as often as it likes".to_owned(), |limit| limit.to_string())
}

fn or_hub(value: &Option<usize>) -> String {
    value.map_or("as many as the hub".to_owned(), |limit| count(&limit))
}

/// One of several behaviors, of which the page says what it does.
fn debug(value: &impl std::fmt::Debug) -> String {
    match format!("{value:?}").as_str() {
        "Disconnect" => "it is disconnected",
        "Warn" => "they connect, and the log names what has changed",
        "Declared" => "as declared",
        other => panic!("{other} has no words on the page"),
    }
    .to_owned()
}

#[test]
fn every_default_is_the_expected_one() {
    assert_eq!(HubOptions::default(), expected());
}

#[test]
fn the_page_has_every_setting_with_its_default() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/security.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, table) = page
        .split_once("| setting of `HubOptions` |")
        .expect("the table");
    let rows: Vec<(&str, String)> = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| `")?.strip_suffix(" |"))
        .map(|row| {
            let (name, rest) = row.split_once('`').expect("a name");
            let (_, default) = rest.rsplit_once(" | ").expect("three cells");
            (name, default.to_owned())
        })
        .collect();
    let told: BTreeMap<&str, String> = rows.iter().cloned().collect();
    assert_eq!(told.len(), rows.len(), "each has one row");
    assert_eq!(told, in_words(&HubOptions::default()));
}
