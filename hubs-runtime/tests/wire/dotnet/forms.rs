//! The recorded hub twice: for the types that .NET writes as other ones in JSON than in MessagePack. Names and enums are
//! those of `Conventions::Dotnet`.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use hubs_runtime::{Bytes, prelude::*};
use uuid::Uuid;

/// Anyone with a name.
pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

/// For signed-in users alone.
#[hub]
#[authorize(SignedIn)]
pub struct SecretHub;

#[hub]
impl SecretHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

/// Nobody gets to it: its negotiation leads elsewhere.
#[hub]
pub struct ElsewhereHub;

#[hub]
impl ElsewhereHub {
    pub fn echo(&self, text: String) -> String {
        text
    }
}

#[hub_type]
#[derive(Clone, Copy, Debug)]
pub enum Color {
    Red,
    DarkBlue,
}

#[hub_type]
#[derive(Clone, Debug)]
pub struct Inner {
    pub id: i32,
    pub label: String,
    pub color: Color,
    pub maybe: Option<i32>,
}

fn date(text: &str) -> DateTime<Utc> {
    text.parse().expect("a date")
}

pub mod json {
    use super::*;

    pub type Decimal = f64;
    /// A date without a zone has none, so that it is a text to Rust.
    pub type Moment = String;
    pub type Offset = String;
    pub type Span = String;

    fn sample_decimal() -> Decimal {
        123_456_789.123_456_79
    }

    fn sample_offset() -> Offset {
        "2024-02-29T12:34:56+05:30".to_owned()
    }

    fn sample_unspecified() -> Moment {
        "2024-02-29T12:34:56".to_owned()
    }

    fn sample_span() -> Span {
        "1.02:03:04.0050000".to_owned()
    }

    include!("golden.rs");
}

pub mod messagepack {
    use super::*;

    pub type Decimal = String;
    /// As .NET has it, which takes dates without a zone for such in UTC.
    pub type Moment = DateTime<Utc>;
    /// The local time, and minutes.
    pub type Offset = (DateTime<Utc>, i16);
    /// Steps of 100 ns.
    pub type Span = i64;

    fn sample_decimal() -> Decimal {
        "123456789.123456789".to_owned()
    }

    fn sample_offset() -> Offset {
        (date("2024-02-29T12:34:56Z"), 330)
    }

    fn sample_unspecified() -> Moment {
        date("2024-02-29T12:34:56Z")
    }

    fn sample_span() -> Span {
        937_840_050_000
    }

    include!("golden.rs");
}
