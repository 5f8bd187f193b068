//! What a type must be able to do to go over the wire, one marker for each fault, with the words for it.
//!
//! Nobody implements or names these. Generated code asks for exactly the one that is missing, at the type as the user
//! wrote it; see `__private/checks.rs`.

use std::fmt::Display;

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

/// Can be read from a client's message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from clients: it does not implement `serde::Deserialize`",
    label = "cannot be deserialized",
    note = "on a type of your own write `#[hub_type]`, or derive `serde::Deserialize`; for one of another crate, switch on its \
            feature `serde`"
)]
pub trait Receivable {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Receivable for T {}

/// Can be written into a message for a client.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to clients: it does not implement `serde::Serialize`",
    label = "cannot be serialized",
    note = "on a type of your own write `#[hub_type]`, or derive `serde::Serialize`; for one of another crate, switch on its \
            feature `serde`"
)]
pub trait Sendable {}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Sendable for T {}

/// Is known to the generated clients.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no JSON schema for the generated clients: it does not implement `schemars::JsonSchema`",
    label = "has no JSON schema",
    note = "on a type of your own write `#[hub_type]`, or derive `schemars::JsonSchema`",
    note = "for a type of another crate, switch on that crate's feature of `schemars`; of `chrono`, `jiff` and `uuid`, the feature \
            of that name of `hubs-runtime`"
)]
pub trait Described {}

#[diagnostic::do_not_recommend]
impl<T: JsonSchema> Described for T {}

/// Can move between threads, as every call does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot move between threads: it is not `Send`",
    label = "not `Send`",
    note = "hub methods run on many threads; use `Arc` instead of `Rc`, and own the data"
)]
pub trait Movable {}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> Movable for T {}

/// Can be an argument of a hub method or the answer of a client method.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be received from clients: it implements neither `serde::Deserialize` nor `schemars::JsonSchema`",
    label = "not a type for the wire",
    note = "on a type of your own write `#[hub_type]`, or derive both",
    note = "for a type of another crate, switch on its feature `serde` and that crate's feature of `schemars`; of `chrono`, `jiff` \
            and `uuid`, the feature of that name of `hubs-runtime`; of what has neither, send the parts in a struct of your own"
)]
pub trait WireInput {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema> WireInput for T {}

/// Can be a result of a hub method or an argument of a client method.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to clients: it implements neither `serde::Serialize` nor `schemars::JsonSchema`",
    label = "not a type for the wire",
    note = "on a type of your own write `#[hub_type]`, or derive both",
    note = "for a type of another crate, switch on its feature `serde` and that crate's feature of `schemars`; of `chrono`, `jiff` \
            and `uuid`, the feature of that name of `hubs-runtime`; of what has neither, send the parts in a struct of your own"
)]
pub trait WireOutput {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> WireOutput for T {}

/// Can be a part of a type that goes over the wire.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a type for the wire: it does not implement all of `serde::Serialize`, \
               `serde::Deserialize` and `schemars::JsonSchema`",
    label = "not a type for the wire",
    note = "on a type of your own write `#[hub_type]`",
    note = "for a type of another crate, switch on its feature `serde` and that crate's feature of `schemars`; of `chrono`, `jiff` \
            and `uuid`, the feature of that name of `hubs-runtime`; of what has neither, put the parts in a type of your own"
)]
pub trait WireField {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + JsonSchema> WireField for T {}

/// Can be a part of an error that callers get.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of an error for callers: it has no form on the wire",
    label = "not a type for the wire",
    note = "if callers need not see it, write `#[internal]` above the variant, which is then logged; on a type of your own write \
            `#[hub_type]`, of another's take its text: `String`"
)]
pub trait ErrorPart {}

#[diagnostic::do_not_recommend]
impl<T: WireField> ErrorPart for T {}

/// A time that only the machine knows which measured it.
pub trait LocalTime {}

impl LocalTime for std::time::Instant {}

/// A time that clients understand. What is asked for it is a [`LocalTime`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go over the wire: a client has another clock",
    label = "a time of this machine",
    note = "take `chrono::DateTime<chrono::Utc>`, with the feature `chrono` of `hubs-runtime`, or the milliseconds since 1970 as `f64`; \
            for a span of time, `std::time::Duration`"
)]
pub trait SharedTime {}

#[diagnostic::do_not_recommend]
impl<T: OnePart> SharedTime for T {}

/// What shares or guards a value within one process.
pub trait Holder {}

impl<T: ?Sized> Holder for std::rc::Rc<T> {}
impl<T: ?Sized> Holder for std::rc::Weak<T> {}
impl<T: ?Sized> Holder for std::sync::Arc<T> {}
impl<T: ?Sized> Holder for std::sync::Weak<T> {}
impl<T: ?Sized> Holder for std::sync::Mutex<T> {}
impl<T: ?Sized> Holder for std::sync::RwLock<T> {}
impl<T: ?Sized> Holder for std::cell::RefCell<T> {}
impl<T: ?Sized> Holder for std::cell::Cell<T> {}

/// A value that stands for itself. What is asked for it is a [`Holder`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot go over the wire: it shares or guards a value within this process",
    label = "not a value by itself",
    note = "write the type of the value inside: send a clone of it, and put what arrives where it belongs"
)]
pub trait OwnValue {}

#[diagnostic::do_not_recommend]
impl<T: OnePart> OwnValue for T {}

/// A value that a hub method takes: owned, from the wire.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a hub method",
    label = "not a type for the wire",
    note = "all of it must implement `serde::Deserialize`, `schemars::JsonSchema` and `Send`, and map keys must be strings"
)]
pub trait Argument: DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + JsonSchema + Send + 'static> Argument for T {}

/// A value that a hub method gives back, or an item of a stream of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a hub method",
    label = "not a type for the wire",
    note = "all of it must implement `serde::Serialize`, `schemars::JsonSchema` and `Send`"
)]
pub trait Answerable: Serialize + JsonSchema + Send {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send> Answerable for T {}

/// A value inside another one, an item of a stream or an argument of a client method.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a value for clients",
    label = "only values can stand here",
    note = "a hub method returns a value, a stream of values, or a `Result` of either; arguments of client methods are values",
    note = "a `Result` inside a value goes over the wire if both of its types have `#[hub_type]`; a stream never does"
)]
pub trait PartOfValue {}

#[diagnostic::do_not_recommend]
impl<T: Answerable> PartOfValue for T {}

/// An end of a channel, out of which values come one by one.
pub trait ChannelEnd {}

impl<T> ChannelEnd for tokio::sync::mpsc::Receiver<T> {}
impl<T> ChannelEnd for tokio::sync::mpsc::UnboundedReceiver<T> {}

/// What sends its values by itself. What is asked for it is a [`ChannelEnd`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to clients: it is the end of a channel and no stream",
    label = "not a stream",
    note = "to send one value after the other let a hub method return `impl Stream<Item = T>`, and make it of the channel: \
            `futures_util::stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)))`"
)]
pub trait OwnStream {}

#[diagnostic::do_not_recommend]
impl<T: OnePart> OwnStream for T {}

/// A value of several parts, which no text stands for: a tuple, or what `#[hub_type]` stands on if it has named fields.
pub trait ManyParts {}

impl ManyParts for () {}
impl<A, B> ManyParts for (A, B) {}
impl<A, B, C> ManyParts for (A, B, C) {}
impl<A, B, C, D> ManyParts for (A, B, C, D) {}
impl<T> ManyParts for Vec<T> {}

/// What is never true of a type that is refused by its name. Nothing implements it.
pub trait OnePart {}

/// A key of a map. What is asked for it is none; rustc points at the user's type for a trait that something implements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map: keys travel as text",
    label = "not a text, a number or a constant",
    note = "use `String`, a number, a `#[hub_type]` enum without fields or a struct around one of them as the key; or send a list of \
            structs: `Vec<Entry>`"
)]
pub trait MapKey {}

#[diagnostic::do_not_recommend]
impl<T: OnePart> MapKey for T {}

/// What a client answers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in the answer of a client method",
    label = "only values can stand here",
    note = "a client answers one value; for a stream from a client, let a hub method take `Upload<T>`"
)]
pub trait AnswerOfClient {}

#[diagnostic::do_not_recommend]
impl<T: Argument> AnswerOfClient for T {}

/// What a hub method gives back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a hub method",
    label = "neither a value for the wire nor a stream",
    note = "a hub method returns a value, `impl Stream<Item = T>`, or a `Result` of either; all of a value must implement \
            `serde::Serialize`, `schemars::JsonSchema` and `Send`"
)]
pub trait MethodResult {}

#[diagnostic::do_not_recommend]
impl<T: Answerable> MethodResult for T {}

/// An error that callers can get.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a hub method",
    label = "not an error that callers can get",
    note = "return `hubs_runtime::HubError`, or derive it on your own error: `#[derive(hubs_runtime::HubError)]`"
)]
pub trait Failing {}

#[diagnostic::do_not_recommend]
impl<T: crate::error::IntoCallFailure> Failing for T {}

/// A field of a caller state.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a caller state",
    label = "lacks a derive",
    note = "fields start from `Default`, are copied by `Clone` and travel as JSON: write `#[hub_type]` and \
            `#[derive(Clone, Default)]` above `{Self}`"
)]
pub trait StateValue:
    Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> StateValue
    for T
{
}

/// The first value of a caller state's field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a caller state: it does not implement `Default`",
    label = "has no value to start from",
    note = "write `#[derive(Default)]` above `{Self}`, or `#[caller_state(default)]` and an `impl Default` of the whole state"
)]
pub trait Starting {
    /// It.
    fn start() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Starting for T {
    fn start() -> Self {
        Self::default()
    }
}

/// `Option<T>`, also behind an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an `Option`",
    label = "must be an `Option`",
    note = "`#[hub(optional)]` and `#[hub(nullable)]` stand on `Option<T>`; for another type write `#[hub(default = ...)]`"
)]
pub trait OptionArgument {
    /// What it holds.
    type Value: Argument;
    /// From the standard one.
    fn from_option(value: Option<Self::Value>) -> Self;
}

impl<T: Argument> OptionArgument for Option<T> {
    type Value = T;

    fn from_option(value: Option<T>) -> Self {
        value
    }
}

/// What `#[on_connected]` may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of `#[on_connected]`",
    label = "must be `()` or `Result<(), E>`",
    note = "return nothing, or `Result<(), E>` where `E` is `HubError` or derives it; an error refuses the connection"
)]
pub trait HookResult {
    /// The error as the connection's end says it.
    ///
    /// # Errors
    /// If the hook refuses the connection.
    fn into_hook_result(self) -> Result<(), crate::error::CallFailure>;
}

impl HookResult for () {
    fn into_hook_result(self) -> Result<(), crate::error::CallFailure> {
        Ok(())
    }
}

impl<E: crate::error::IntoCallFailure> HookResult for Result<(), E> {
    fn into_hook_result(self) -> Result<(), crate::error::CallFailure> {
        self.map_err(E::into_call_failure)
    }
}

/// One client, which alone can be asked for an answer.
#[diagnostic::on_unimplemented(
    message = "a client method that returns a value can be called on one client only",
    label = "these may be many clients",
    note = "ask `cx.clients().caller()` or `cx.clients().client(id)`; to call many, let the method return nothing"
)]
pub trait OneClient {
    /// Never called: nothing implements the trait.
    fn never<T>(&self) -> T;
}

/// An error that callers get with its text and its value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a hub error",
    label = "lacks what callers get of it",
    note = "callers get its text and its value: implement `Display` (by hand, or with `thiserror::Error`) and write \
            `#[hub_type]`, or mark all of it `#[internal]`"
)]
pub trait TypedError: Display + Serialize + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Display + Serialize + JsonSchema + Send + 'static> TypedError for E {}

/// An error that has a value for callers, and a text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a hub error: it does not implement `Display`",
    label = "has no text for callers",
    note = "callers get its text: derive `thiserror::Error` with an `#[error(\"…\")]` for each variant, or write `impl Display`"
)]
pub trait Shown {}

#[diagnostic::do_not_recommend]
impl<E: Display> Shown for E {}

/// An error that has a text for the log.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a hub error: it does not implement `Display`",
    label = "has no text",
    note = "derive `thiserror::Error` with an `#[error(\"…\")]` for each variant, or write `impl Display`: callers get the text, \
            and of `#[internal]` variants the log does"
)]
pub trait Masked: Display + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<E: Display + Send + 'static> Masked for E {}

/// An error that has a text for callers, and a value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a hub error: it has no `#[hub_type]`",
    label = "has no value for callers",
    note = "callers get its value: write `#[hub_type]` above it; to show them nothing of it, mark all of it `#[internal]`"
)]
pub trait Typed {}

#[diagnostic::do_not_recommend]
impl<E: Serialize + JsonSchema> Typed for E {}

/// What a hub can keep: all its connections share it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in a hub: it stays on one thread, and all connections share the hub",
    label = "stays on one thread",
    note = "write `Arc` in the place of `Rc`, `Mutex`, `RwLock` or an atomic in the place of `RefCell` and `Cell`; a trait of your own asks for \
            it: `trait Store: Send + Sync`"
)]
pub trait SharedByThreads {}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Send + Sync> SharedByThreads for T {}
