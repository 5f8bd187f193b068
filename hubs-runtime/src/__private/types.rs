//! How macros tell the contract the types of parameters, results and fields.
//!
//! With the feature `contract` a row of a table holds a function that visits the types; without it the row holds
//! nothing, so that production builds compile no schema code. Calls for tests are written in the same way.

#[cfg(feature = "contract")]
use with_contract::argument_schemas;
#[cfg(feature = "contract")]
pub use with_contract::*;
#[cfg(not(feature = "contract"))]
use without_contract::argument_schemas;
#[cfg(not(feature = "contract"))]
pub use without_contract::*;

#[cfg(feature = "contract")]
mod with_contract {
    pub(super) use crate::contract::argument_schemas;
    pub use crate::contract::{ClientSink, StateSink, TypeSink, export_if_asked as export_hook};
    pub use linkme;

    /// Visits the types of one hub method.
    pub type MethodTypes = fn(&mut TypeSink<'_>);
    /// Visits the types of all methods of a client contract.
    pub type ClientTypes = fn(&mut ClientSink<'_>);
    /// Visits the types of all fields of a caller state.
    pub type StateTypes = fn(&mut StateSink<'_>);
}

#[cfg(not(feature = "contract"))]
mod without_contract {
    /// Nothing, without the feature `contract`.
    #[derive(Clone, Copy, Debug)]
    pub struct NoTypes;
    /// Nothing, without the feature `contract`.
    pub type MethodTypes = NoTypes;
    /// Nothing, without the feature `contract`.
    pub type ClientTypes = NoTypes;
    /// Nothing, without the feature `contract`.
    pub type StateTypes = NoTypes;

    /// Nothing, without the feature `contract`.
    pub fn export_hook() {}

    /// Nothing, without the feature `contract`.
    #[expect(clippy::extra_unused_type_parameters, reason = "its twin needs it")]
    pub(super) fn argument_schemas<T: schemars::JsonSchema>() -> serde_json::Value {
        serde_json::Value::Null
    }
}

/// Tells what a generic type was given for a parameter, if that has a schema.
#[derive(Debug)]
pub struct GenericArgument<T: ?Sized>(std::marker::PhantomData<T>);

impl<T: schemars::JsonSchema> GenericArgument<T> {
    /// Its schemas, by direction.
    pub fn schemas() -> serde_json::Value {
        argument_schemas::<T>()
    }
}

/// What is told of a parameter that needs no schema: its function counts where [`GenericArgument`] has none of its own.
pub trait NoGenericArgument {
    /// Nothing.
    fn schemas() -> serde_json::Value {
        serde_json::Value::Null
    }
}

impl<T: ?Sized> NoGenericArgument for T {}

/// Adds the tag of a struct with `#[serde(tag = "…")]` to its schema, before all fields, as serde writes it. The mark goes
/// once the contract knows which way the value travels.
pub fn tagged_struct(tag: &'static str, name: &'static str) -> impl FnMut(&mut schemars::Schema) {
    move |schema| {
        let schema = schema.ensure_object();
        let constant = serde_json::json!({ "type": "string", "const": name, TAG_MARK: true });
        let empty = || serde_json::json!({});
        let properties = schema.entry("properties").or_insert_with(empty);
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(tag.to_owned(), constant);
        }
        let required = schema
            .entry("required")
            .or_insert_with(|| Vec::<String>::new().into());
        if let Some(required) = required.as_array_mut() {
            required.insert(0, tag.into());
        }
    }
}

/// Stands on the tag of a struct until the contract is finished.
pub(crate) const TAG_MARK: &str = "x-tag";

/// A type visitor with the feature `contract`, nothing without it.
#[cfg(feature = "contract")]
#[doc(hidden)]
#[macro_export]
macro_rules! __types {
    ($visitor:expr) => {
        $visitor
    };
}

/// A type visitor with the feature `contract`, nothing without it.
#[cfg(not(feature = "contract"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __types {
    ($visitor:expr) => {
        $crate::__private::NoTypes
    };
}

/// Registers a hub for contract extraction with the feature `contract`, nothing without it.
#[cfg(all(feature = "contract", not(test)))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_hub {
    ($hub:ty) => {
        const _: () = {
            #[$crate::__private::linkme::distributed_slice($crate::contract::ROWS)]
            #[linkme(crate = $crate::__private::linkme)]
            static ROW: fn(&mut $crate::contract::Registry) = |registry| registry.hub::<$hub>();
        };
    };
}

/// Registers a hub for contract extraction with the feature `contract`, nothing without it. Nothing in this crate's unit
/// tests either: within the crate, rustc counts the row's place in the linker's table as `unsafe` code of ours.
#[cfg(any(not(feature = "contract"), test))]
#[doc(hidden)]
#[macro_export]
macro_rules! __register_hub {
    ($hub:ty) => {};
}

/// The typed calls of a hub for its tests with the feature `testing`, nothing without it.
#[cfg(feature = "testing")]
#[doc(hidden)]
#[macro_export]
macro_rules! __calls {
    ($($calls:tt)*) => {
        $($calls)*
    };
}

/// The typed calls of a hub for its tests with the feature `testing`, nothing without it.
#[cfg(not(feature = "testing"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __calls {
    ($($calls:tt)*) => {};
}

/// The type of a derived error, for the contract; nothing without the feature `contract`.
#[cfg(feature = "contract")]
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_error {
    ($error:ty) => {
        fn describe(types: &mut $crate::contract::TypeSink<'_>) {
            use $crate::__private::ranks::*;
            (&&&&&&&$crate::__private::Told::<$error>::NEW)
                .__hubs_kind()
                .describe::<$error>(types);
        }
    };
}

/// The type of a derived error, for the contract; nothing without the feature `contract`.
#[cfg(not(feature = "contract"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_error {
    ($error:ty) => {};
}

/// Lets `hubs-codegen` read the contract of a program that has no library: the first statement of `main`.
///
/// Does nothing unless the program is built with the feature `contract`, which `hubs-codegen` switches on, and the
/// environment variable `HUBS_EXPORT` says which file to write.
///
/// ```
/// # fn serve() {}
/// hubs_runtime::export_hook!();
/// serve();
/// ```
#[macro_export]
macro_rules! export_hook {
    () => {
        $crate::__private::export_hook()
    };
}
