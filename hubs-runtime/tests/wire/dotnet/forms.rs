//! The recorded hub twice: with the types' forms in .NET's JSON, and with those in .NET's MessagePack.

use std::{collections::BTreeMap, time::Duration};

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

pub mod json {
    use super::*;

    pub type Decimal = f64;
    pub type Offset = String;
    pub type Span = String;

    /// .NET writes the numbers of enums in JSON.
    #[hub_type]
    #[derive(Clone, Copy, Debug)]
    #[serde(try_from = "u8", into = "u8")]
    pub enum Color {
        Red,
        DarkBlue,
    }

    impl TryFrom<u8> for Color {
        type Error = String;

        fn try_from(number: u8) -> Result<Self, String> {
            match number {
                0 => Ok(Self::Red),
                1 => Ok(Self::DarkBlue),
                _ => Err(format!("no color has the number {number}")),
            }
        }
    }

    impl From<Color> for u8 {
        fn from(color: Color) -> Self {
            color as Self
        }
    }

    #[hub_type]
    #[derive(Clone, Debug)]
    pub struct Inner {
        pub id: i32,
        pub label: String,
        pub color: Color,
        pub maybe: Option<i32>,
    }

    #[hub_type]
    #[derive(Clone, Debug)]
    pub struct Everything {
        pub int: i32,
        pub long: i64,
        pub double: f64,
        pub decimal: Decimal,
        pub text: String,
        pub flag: bool,
        pub nothing: Option<String>,
        pub utc: String,
        pub unspecified: String,
        pub offset: Offset,
        pub guid: Uuid,
        pub bytes: Bytes,
        pub color: Color,
        pub list: Vec<i32>,
        pub table: BTreeMap<String, i32>,
        pub inner: Inner,
        pub some: Option<i32>,
        pub none: Option<i32>,
        pub float: f32,
        pub span: Span,
    }

    fn sample_decimal() -> Decimal {
        123_456_789.123_456_79
    }

    fn sample_offset() -> Offset {
        "2024-02-29T12:34:56+05:30".to_owned()
    }

    fn sample_span() -> Span {
        "1.02:03:04.0050000".to_owned()
    }

    include!("golden.rs");
}

pub mod messagepack {
    use super::*;

    pub type Decimal = String;
    /// The local time, and minutes.
    pub type Offset = (String, i16);
    /// Steps of 100 ns.
    pub type Span = i64;

    #[hub_type]
    #[derive(Clone, Copy, Debug)]
    #[serde(rename_all = "PascalCase")]
    pub enum Color {
        Red,
        DarkBlue,
    }

    #[hub_type]
    #[derive(Clone, Debug)]
    #[serde(rename_all = "PascalCase")]
    pub struct Inner {
        pub id: i32,
        pub label: String,
        pub color: Color,
        pub maybe: Option<i32>,
    }

    #[hub_type]
    #[derive(Clone, Debug)]
    #[serde(rename_all = "PascalCase")]
    pub struct Everything {
        pub int: i32,
        pub long: i64,
        pub double: f64,
        pub decimal: Decimal,
        pub text: String,
        pub flag: bool,
        pub nothing: Option<String>,
        pub utc: String,
        pub unspecified: String,
        pub offset: Offset,
        pub guid: Uuid,
        pub bytes: Bytes,
        pub color: Color,
        pub list: Vec<i32>,
        pub table: BTreeMap<String, i32>,
        pub inner: Inner,
        pub some: Option<i32>,
        pub none: Option<i32>,
        pub float: f32,
        pub span: Span,
    }

    fn sample_decimal() -> Decimal {
        "123456789.123456789".to_owned()
    }

    fn sample_offset() -> Offset {
        ("2024-02-29T12:34:56Z".to_owned(), 330)
    }

    fn sample_span() -> Span {
        937_840_050_000
    }

    include!("golden.rs");
}
