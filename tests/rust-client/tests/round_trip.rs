//! Every shape of type through a generated client to a server and back, in both protocols. The server compares what
//! comes in, this compares what goes out, and neither may differ from the sample.
#![allow(missing_docs)]

mod known_differences;

use std::{any::type_name, fmt::Debug};

use futures_util::StreamExt;
use hubs_runtime::client::{
    BoxError, CallError, HubConnectionBuilder, NoError, Protocol, Transport,
};
use hubs_rust_client_tests::shapes as client;
use hubs_shapes::round_trip::{
    self, collections, custom, enums, flatten, known, names, options, scalars, structure,
};
use known_differences::{Difference, PROTOCOLS};
use serde::{Serialize, de::DeserializeOwned};

#[path = "support/serve.rs"]
mod serve;

use serve::serve;

/// Serves the hubs; the result is where.
async fn serve_shapes() -> String {
    let hubs = round_trip::server().build().expect("it builds");
    serve(&hubs).await
}

fn by(protocol: Protocol) -> impl Fn(HubConnectionBuilder) -> HubConnectionBuilder {
    move |builder| {
        builder
            .transports([Transport::WebSockets])
            .protocol(protocol)
    }
}

/// The client's form of a value of the server's, without the way over a connection.
fn to_client<C: DeserializeOwned>(value: &impl Serialize) -> Result<C, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| {
        format!(
            "the client's `{}` does not read {text}: {error}",
            type_name::<C>()
        )
    })
}

/// What goes wrong on the way of the samples to the server and back. What the client gets (`O`) may be another type than
/// what it sends (`I`).
async fn faults<S, I, O>(
    samples: Vec<S>,
    call: impl AsyncFn(u32, I) -> Result<O, CallError<NoError>>,
) -> Vec<String>
where
    S: Serialize,
    I: DeserializeOwned,
    O: DeserializeOwned + Debug,
{
    let mut faults = Vec::new();
    for (index, sample) in (0..).zip(&samples) {
        if let Err(fault) = one(index, sample, &call).await {
            faults.push(format!("sample {index}: {fault}"));
        }
    }
    faults
}

async fn one<S, I, O>(
    index: u32,
    sample: &S,
    call: &impl AsyncFn(u32, I) -> Result<O, CallError<NoError>>,
) -> Result<(), String>
where
    S: Serialize,
    I: DeserializeOwned,
    O: DeserializeOwned + Debug,
{
    let expected = format!("{:?}", to_client::<O>(sample)?);
    let answer = call(index, to_client(sample)?).await;
    let answer = answer.map_err(|error| error.to_string())?;
    let answer = format!("{answer:?}");
    if answer == expected {
        Ok(())
    } else {
        Err(format!("the client got {answer}, not {expected}"))
    }
}

/// All shapes of a hub in both protocols.
macro_rules! round_trip {
    ($test:ident, $module:ident, $connection:ident: $($name:ident)*) => {
        #[tokio::test]
        async fn $test() {
            assert_eq!([$(stringify!($name)),*], $module::NAMES, "shapes of the hub");
            let url = format!("{}/{}", serve_shapes().await, stringify!($module));
            let mut wrong = Vec::new();
            for protocol in PROTOCOLS {
                let hub = client::$connection::connect_with(url.clone(), by(protocol))
                    .await
                    .expect("it connects");
                $({
                    let call = async |index, value| hub.$name(index, value).await;
                    let found = faults($module::samples::$name(), call).await;
                    wrong.extend(Difference::judge(stringify!($name), protocol, &found));
                })*
            }
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    };
}

round_trip! { numbers_texts_and_units, scalars, ScalarsHubConnection:
    small_ints wide_ints huge_ints huge_alone sizes floats special_ints texts unit unit_field unit_struct
    has_unit_struct empty_struct newtype tuple_struct tuples tuple_alone transparent pointers
}

round_trip! { options_and_defaults, options, OptionsHubConnection:
    options option_alone skip_if_none default_and_skip double_option three_states three_states_null field_default
    container_default skipped skip_serializing skip_deserializing skip_if_empty option_unit list_of_options
}

round_trip! { names_of_fields_and_types, names, NamesHubConnection:
    camel_case screaming aliased odd_keys prototype_keys deny_unknown record uses_alias alias_alone
}

round_trip! { flattened_fields, flatten, FlattenHubConnection:
    flat_struct flat_map flat_values flat_internal flat_option flat_external flat_two flat_adjacent
}

round_trip! { enums_of_every_tag, enums, EnumsHubConnection:
    units all_external all_internal all_adjacent all_untagged variant_untagged internal_untagged other skipped_variant has_repr has_never
    has_result variant_alias one_variant tagged_struct many_enums
}

round_trip! { lists_sets_and_maps, collections, CollectionsHubConnection:
    sequences list_alone arrays text_keys number_keys signed_keys unsigned_keys enum_keys newtype_keys char_keys
    bool_keys tuple_keys nested ordered tagged_keys map_alone
}

round_trip! { recursive_and_generic_types, structure, StructureHubConnection:
    tree folder slice_of_texts both_slices loaded matrix other_matrix phantom generic_of_generic
}

round_trip! { types_of_well_known_crates, known, KnownHubConnection:
    times dates uuids addresses paths values numbers byte_list byte_buffers shared_bytes blobs decimals ranges
}

round_trip! { forms_written_by_hand, custom, CustomHubConnection:
    with_text has_name has_remote documented has_hidden
}

/// Answers with what it was asked.
struct Mirror;

macro_rules! mirrors {
    ($($name:ident: $ty:ident)*) => {
        impl client::SentClient for Mirror {
            $(async fn $name(&self, value: client::$ty) -> Result<client::$ty, BoxError> {
                Ok(value)
            })*
        }
    };
}

mirrors! {
    wide_ints: WideInts
    texts: Texts
    external: AllExternal
    internal: AllInternal
    adjacent: AllAdjacent
    untagged: AllUntagged
    number_keys: NumberKeys
    nested: Nested
    flat_internal: FlatInternal
    tree: Tree
}

/// Asks, and reads the stream.
macro_rules! sent {
    ($hub:ident: $($ask:ident $stream:ident = $samples:path;)*) => {
        $({
            let samples = $samples();
            assert_eq!($hub.$ask().await, Ok(samples.len() as u32), stringify!($ask));
            let items: Vec<_> = $hub.$stream().await.expect("a stream").collect().await;
            assert_eq!(items.len(), samples.len(), stringify!($stream));
            for (item, sample) in items.into_iter().zip(&samples) {
                let item = item.expect("an item");
                assert_eq!(Ok(item), to_client(sample), stringify!($stream));
            }
        })*
    };
}

#[tokio::test]
async fn handlers_and_streams_get_what_was_sent() {
    let url = format!("{}/sent", serve_shapes().await);
    for protocol in PROTOCOLS {
        let hub = client::SentHubConnection::connect_with(url.clone(), Mirror, by(protocol))
            .await
            .expect("it connects");
        sent! { hub:
            ask_wide_ints stream_wide_ints = scalars::samples::wide_ints;
            ask_texts stream_texts = scalars::samples::texts;
            ask_external stream_external = enums::samples::all_external;
            ask_internal stream_internal = enums::samples::all_internal;
            ask_adjacent stream_adjacent = enums::samples::all_adjacent;
            ask_untagged stream_untagged = enums::samples::all_untagged;
            ask_number_keys stream_number_keys = collections::samples::number_keys;
            ask_nested stream_nested = collections::samples::nested;
            ask_flat_internal stream_flat_internal = flatten::samples::flat_internal;
            ask_tree stream_tree = structure::samples::tree;
        }
    }
}

/// Names that differ by direction, and what only one direction has: one type cannot have both.
#[tokio::test]
async fn what_differs_by_direction_arrives() {
    let url = serve_shapes().await;
    for protocol in PROTOCOLS {
        let names = format!("{url}/names");
        let hub = client::NamesHubConnection::connect_with(names, by(protocol))
            .await
            .expect("it connects");
        let answer = hub
            .renamed_by_direction(client::RenamedByDirectionInput { taken: 7 })
            .await;
        assert_eq!(answer, Ok(client::RenamedByDirection { sent: 7 }));
        let answer = hub
            .cased_by_direction(client::CasedByDirectionInput { of_both: 7 })
            .await;
        assert_eq!(answer, Ok(client::CasedByDirection { of_both: 7 }));
        let options = format!("{url}/options");
        let hub = client::OptionsHubConnection::connect_with(options, by(protocol))
            .await
            .expect("it connects");
        let secret = client::SkipSerializingInput {
            name: "n".to_owned(),
            secret: Some("only sent".to_owned()),
        };
        assert_eq!(hub.secret_of(secret).await, Ok("only sent".to_owned()));
        let missing = client::FieldDefaultInput { a: None, b: None };
        let defaults = client::FieldDefault { a: 0, b: 7 };
        assert_eq!(hub.defaults(missing).await, Ok(defaults));
    }
}

/// Floats that JSON has no form for are refused where they are sent, by either end, before anything is written.
#[tokio::test]
async fn floats_that_are_not_finite_are_refused() {
    let url = format!("{}/scalars", serve_shapes().await);
    for protocol in PROTOCOLS {
        let hub = client::ScalarsHubConnection::connect_with(url.clone(), by(protocol))
            .await
            .expect("it connects");
        for double in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let floats = client::Floats {
                single: 0.0,
                double,
            };
            let refused = hub.floats(0, floats).await.unwrap_err().to_string();
            let text = format!("the float {double} is not finite, so it has no form on the wire");
            assert!(refused.contains(&text), "{refused}");
        }
        let refused = hub.not_finite().await.unwrap_err().to_string();
        let text = "An unexpected error occurred invoking 'notFinite' on the server.";
        assert!(refused.contains(text), "{refused}");
        assert_eq!(hub.unit(0, ()).await, Ok(()), "the connection lives");
    }
}
