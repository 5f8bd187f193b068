//! Types of the standard library and of well-known crates.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::{Range, RangeInclusive},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use hubs_runtime::prelude::*;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_bytes::ByteBuf;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

#[hub_type]
#[derive(Debug)]
pub struct Times {
    pub duration: Duration,
    pub system: SystemTime,
}

#[hub_type]
#[derive(Debug)]
pub struct Dates {
    pub at: DateTime<Utc>,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub timestamp: Timestamp,
    pub local: NaiveDateTime,
    pub length: SignedDuration,
}

#[hub_type]
#[derive(Debug)]
pub struct Uuids {
    pub id: Uuid,
    pub list: Vec<Uuid>,
}

#[hub_type]
#[derive(Debug)]
pub struct Addresses {
    pub url: Url,
    pub any: IpAddr,
    pub four: Ipv4Addr,
    pub six: Ipv6Addr,
    pub socket: SocketAddr,
}

#[hub_type]
#[derive(Debug)]
pub struct Paths {
    pub path: PathBuf,
}

#[hub_type]
#[derive(Debug)]
pub struct Values {
    pub any: Value,
    pub map: Map<String, Value>,
}

#[hub_type]
#[derive(Debug)]
pub struct Numbers {
    pub number: serde_json::Number,
}

#[hub_type]
#[derive(Debug)]
pub struct ByteList {
    pub list: Vec<u8>,
}

#[hub_type]
#[derive(Debug)]
pub struct ByteBuffers {
    #[schemars(with = "Vec<u8>")]
    pub buffer: ByteBuf,
}

#[hub_type]
#[derive(Debug)]
pub struct SharedBytes {
    pub bytes: Bytes,
}

/// Bytes that are no list of numbers.
#[hub_type]
#[derive(Debug)]
pub struct Blobs {
    pub content: hubs_runtime::Bytes,
    pub more: Vec<Option<hubs_runtime::Bytes>>,
}

#[hub_type]
#[derive(Debug)]
pub struct Decimals {
    pub decimal: Decimal,
}

#[hub_type]
#[derive(Debug)]
pub struct Ranges {
    pub range: Range<u32>,
    pub letters: RangeInclusive<String>,
    pub bound: std::ops::Bound<u8>,
}

fn times() -> [Times; 2] {
    let epoch = SystemTime::UNIX_EPOCH;
    let long = Duration::new(u32::MAX.into(), 999_999_999);
    [
        Times {
            duration: Duration::ZERO,
            system: epoch,
        },
        Times {
            duration: Duration::MAX,
            system: epoch + long,
        },
    ]
}

fn dates() -> [Dates; 2] {
    [
        dates_of("1969-12-31T23:59:59.999999999Z", "0001-01-01", "00:00:00"),
        dates_of("2024-02-29T12:00:00Z", "9999-12-31", "23:59:59.5"),
    ]
}

fn dates_of(at: &str, date: &str, time: &str) -> Dates {
    Dates {
        at: at.parse().expect("a time"),
        date: date.parse().expect("a date"),
        time: time.parse().expect("a time of day"),
        timestamp: at.parse().expect("a time"),
        local: format!("{date}T{time}").parse().expect("a local time"),
        length: SignedDuration::from_mins(90),
    }
}

fn addresses(any: &str) -> Addresses {
    Addresses {
        url: "https://例え.jp/ä?q=1#x".parse().expect("a URL"),
        any: any.parse().expect("an address"),
        four: Ipv4Addr::BROADCAST,
        six: Ipv6Addr::UNSPECIFIED,
        socket: SocketAddr::from((Ipv6Addr::LOCALHOST, 65_535)),
    }
}

fn values() -> Vec<Values> {
    let any = [
        json!(null),
        json!([1, -1, 0.5, 1.0, "ä", true, {}]),
        json!({"a": {"b": [null]}, "": u64::MAX, "least": i64::MIN}),
        json!("text"),
    ];
    any.into_iter()
        .map(|any| Values {
            map: Map::from_iter([("key".to_owned(), any.clone())]),
            any,
        })
        .collect()
}

fn blobs() -> [Blobs; 2] {
    let blob = |bytes: &[u8]| Blobs {
        content: bytes.into(),
        more: vec![None, Some(bytes.into())],
    };
    [blob(&[]), blob(&[0, 128, 255])]
}

fn numbers() -> Vec<Numbers> {
    let numbers = [
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(0.25),
        json!(1.0),
    ];
    (numbers.into_iter())
        .map(|number| Numbers {
            number: number.as_number().expect("a number").clone(),
        })
        .collect()
}

fn decimals() -> Vec<Decimals> {
    let texts = ["0", "-0.10", "79228162514264337593543950335"];
    texts
        .map(|text| Decimals {
            decimal: text.parse().expect("a decimal"),
        })
        .into()
}

fn ranges() -> [Ranges; 3] {
    use std::ops::Bound::{Excluded, Included, Unbounded};
    let letters = "a".to_owned()..="z".to_owned();
    [
        Ranges {
            range: 0..0,
            letters: letters.clone(),
            bound: Unbounded,
        },
        Ranges {
            range: 1..u32::MAX,
            letters: letters.clone(),
            bound: Included(1),
        },
        Ranges {
            range: 1..2,
            letters: letters.clone(),
            bound: Excluded(255),
        },
    ]
}

super::shapes! { KnownHub:
    times: Times = times();
    dates: Dates = dates();
    uuids: Uuids = [Uuids { id: Uuid::nil(), list: vec![Uuid::max()] }];
    addresses: Addresses = [addresses("127.0.0.1"), addresses("::1")];
    paths: Paths = [Paths { path: PathBuf::new() }, Paths { path: "ä/b c".into() }];
    values: Values = values();
    numbers: Numbers = numbers();
    byte_list: ByteList = [ByteList { list: vec![] }, ByteList { list: vec![0, 128, 255] }];
    byte_buffers: ByteBuffers = [ByteBuffers { buffer: ByteBuf::new() }, ByteBuffers { buffer: ByteBuf::from([0, 128, 255]) }];
    shared_bytes: SharedBytes = [SharedBytes { bytes: Bytes::new() }, SharedBytes { bytes: Bytes::from_static(&[0, 128, 255]) }];
    blobs: Blobs = blobs();
    decimals: Decimals = decimals();
    ranges: Ranges = ranges();
}
