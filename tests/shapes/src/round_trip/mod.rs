//! Shapes of types that go from a client to the server and back: each hub has a method for each of its shapes, and the
//! values to send. The method takes the value's index too, so that it can tell whether it got the very value.

pub mod collections;
pub mod custom;
pub mod enums;
pub mod flatten;
pub mod known;
pub mod names;
pub mod options;
pub mod scalars;
pub mod sent;
pub mod structure;

use std::fmt::Debug;

use hubs_runtime::{HubServerBuilder, prelude::*};
use serde::Serialize;

/// A shape with its values in JSON.
pub struct Written {
    /// The method, as it is called in Rust.
    pub name: &'static str,
    /// A text for each value, or why there is none.
    pub values: Result<Vec<String>, String>,
}

impl Written {
    fn new<T: Serialize>(name: &'static str, values: &[T]) -> Self {
        let texts = values.iter().map(serde_json::to_string);
        let values = texts.collect::<Result<_, _>>();
        Self {
            name,
            values: values.map_err(|error| error.to_string()),
        }
    }
}

/// All these hubs, not built yet.
pub fn server() -> HubServerBuilder {
    HubServer::builder()
        .hub("/collections", collections::CollectionsHub)
        .hub("/custom", custom::CustomHub)
        .hub("/enums", enums::EnumsHub)
        .hub("/flatten", flatten::FlattenHub)
        .hub("/known", known::KnownHub)
        .hub("/names", names::NamesHub)
        .hub("/options", options::OptionsHub)
        .hub("/scalars", scalars::ScalarsHub)
        .hub("/sent", sent::SentHub)
        .hub("/structure", structure::StructureHub)
}

/// The value if it is the one of `samples` at `index`. Texts are compared, since they tell -0 from 0, and what is in a lock.
fn checked<T: Debug>(index: u32, value: T, samples: &[T]) -> Result<T, HubError> {
    let got = format!("{value:?}");
    match samples
        .get(index as usize)
        .map(|sample| format!("{sample:?}"))
    {
        Some(expected) if expected == got => Ok(value),
        Some(expected) => Err(HubError::new(format!(
            "the server got {got}, not {expected}"
        ))),
        None => Err(HubError::new(format!("there is no sample {index}"))),
    }
}

/// A hub with a method for each shape, the names of these, and their values in functions of the same names.
macro_rules! shapes {
    ($hub:ident: $($name:ident: $ty:ty = $samples:expr;)* $([$($more:tt)*])?) => {
        /// Has a method for each shape of its module.
        #[hub]
        pub struct $hub;

        #[hub]
        impl $hub {
            $(pub fn $name(&self, index: u32, value: $ty) -> Result<$ty, HubError> {
                super::checked(index, value, &samples::$name())
            })*

            $($($more)*)?
        }

        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Every shape, with its values as they are written.
        pub fn written() -> Vec<super::Written> {
            vec![$(super::Written::new(stringify!($name), &samples::$name())),*]
        }

        pub mod samples {
            $(pub fn $name() -> Vec<super::of::$name::Type> {
                super::of::$name::samples()
            })*
        }

        /// A module for each shape, so that the helpers of its samples may be called like it.
        mod of {
            $(pub(super) mod $name {
                #[allow(unused_imports)] // for some, the types are enough
                use super::super::*;

                pub(in super::super) type Type = $ty;

                pub(in super::super) fn samples() -> Vec<$ty> {
                    $samples.into()
                }
            })*
        }
    };
}
use shapes;
