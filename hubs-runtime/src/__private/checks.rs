//! Questions to the compiler about types, answered by which method it finds first.
//!
//! A call such as `(&&&FromClient::<T>::NEW).__hubs_kind()` finds the first of several traits whose bound `T` meets,
//! because the compiler looks through the borrows one by one. The answer is a value whose type says what `T` lacks; its
//! `check` asks for exactly that, so that a missing derive is one error in the words of [`crate::__private::markers`].
//! The method's name is one that no trait of a user's has: a trait for every type would answer first.

use std::{fmt::Display, marker::PhantomData};

use futures_util::Stream;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use super::binding::{Reported, refused};
use crate::{
    __private::markers::{
        AnswerOfClient, Answerable, Argument, ChannelEnd, Described, ErrorPart, Failing, Holder,
        LocalTime, ManyParts, MapKey, Movable, OwnStream, OwnValue, PartOfValue, Receivable,
        Sendable, SharedByThreads, SharedTime, Shown, Starting, StateValue, Typed, TypedError,
        WireField, WireInput, WireOutput,
    },
    call::HubParam,
    error::{CallFailure, IntoCallFailure},
};

/// Declares a type that stands for a question about `T`.
macro_rules! question {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name<T: ?Sized>(PhantomData<fn(&T)>);

        impl<T: ?Sized> $name<T> {
            /// The question.
            pub const NEW: Self = Self(PhantomData);
        }
    };
}

question! {
    /// Whether `T` can be an argument of a hub method or the answer of a client method.
    FromClient
}
question! {
    /// Whether `T` can be a result of a hub method or an argument of a client method.
    ToClient
}
question! {
    /// Whether `T` can be inside a value for clients, where a `Result` or a stream is a value like any other.
    Part
}
question! {
    /// Whether `T` can be what a `Result` of a hub method holds: a value or a stream.
    Success
}
question! {
    /// Whether `T` can be an item of a stream to clients: a value or a `Result`.
    StreamItem
}
question! {
    /// Whether `T` can be in the answer of a client method, which is a value and no upload.
    ClientAnswer
}
question! {
    /// Whether `T` can be the error of a hub method.
    Failure
}
question! {
    /// Whether `T` can be part of a type that goes over the wire.
    Field
}
question! {
    /// Whether `T` can be part of an error that callers get.
    ErrorField
}
question! {
    /// Whether `T` can be part of a caller state's field.
    StateField
}
question! {
    /// Whether `T` can be the key of a map, as far as its type tells.
    Key
}
question! {
    /// Whether `T` can be a caller state's field that nobody has set yet.
    Start
}
question! {
    /// Whether the error `T` can be told to callers with its text and its value.
    Told
}
question! {
    /// Whether `T` can move between threads.
    Moved
}
question! {
    /// Whether the hub `T` can be shared between threads, which its `impl` of [`crate::Hub`] reports if not.
    Shareable
}

/// Declares an answer: a value whose `check` asks for one marker.
///
/// Each `check` is written out, as rustc shows it below the user's error: a line of this macro would bring the macro along.
macro_rules! answer {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $name {
            /// On what a method is compiled that has such a type.
            pub fn and<R>(self, _rest: R) -> Reported {
                Reported
            }
        }
    };
}

/// Nothing is missing.
#[derive(Clone, Copy, Debug)]
pub struct Fine;

impl Fine {
    /// Compiles.
    pub fn check<T: ?Sized>(self) {}

    /// On what a method is compiled that has such a type: the rest of its types decides.
    pub fn and<R>(self, rest: R) -> R {
        rest
    }
}

answer! {
    /// Not `Send`.
    NotMovable
}
impl NotMovable {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + Movable>(self) {}
}
answer! {
    /// No `Deserialize`.
    NotReceivable
}
impl NotReceivable {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + Receivable>(self) {}
}
answer! {
    /// No `Serialize`.
    NotSendable
}
impl NotSendable {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + Sendable>(self) {}
}
answer! {
    /// No `JsonSchema`.
    NotDescribed
}
impl NotDescribed {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + Described>(self) {}
}
answer! {
    /// Neither `Deserialize` nor `JsonSchema`.
    NotInput
}
impl NotInput {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + WireInput>(self) {}
}
answer! {
    /// Neither `Serialize` nor `JsonSchema`.
    NotOutput
}
impl NotOutput {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + WireOutput>(self) {}
}
answer! {
    /// A time of this machine.
    NotSharedTime
}
impl NotSharedTime {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + SharedTime>(self) {}
}
answer! {
    /// What holds a value within this process.
    NotPlainValue
}
impl NotPlainValue {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + OwnValue>(self) {}
}
answer! {
    /// The end of a channel.
    NotStreamed
}
impl NotStreamed {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + OwnStream>(self) {}
}
answer! {
    /// A `Result` or a stream where only a value can be.
    NotPart
}
impl NotPart {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + PartOfValue>(self) {}
}
answer! {
    /// A stream where a client answers with a value.
    NotAnswered
}
impl NotAnswered {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + AnswerOfClient>(self) {}
}
answer! {
    /// Not an error that callers can get.
    NotFailure
}
impl NotFailure {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + Failing>(self) {}
}

/// A field that starts from its `Default`.
#[derive(Clone, Copy, Debug)]
pub struct Starts;

impl Starts {
    /// Its first value.
    pub fn first<T: Default>(self) -> T {
        T::default()
    }
}

/// A field that lacks `Default` alone.
#[derive(Clone, Copy, Debug)]
pub struct NotStarting;

impl NotStarting {
    /// Compiles if `T` has what is missing, so never.
    pub fn first<T: Starting>(self) -> T {
        T::start()
    }
}

/// A field that lacks more, which is reported where it is copied.
#[derive(Clone, Copy, Debug)]
pub struct NoField;

impl NoField {
    /// Never runs.
    pub fn first<T>(self) -> T {
        refused()
    }
}

/// An error with a text and a value.
#[derive(Clone, Copy, Debug)]
pub struct ToldInFull;

impl ToldInFull {
    /// The failure that tells the caller everything.
    pub fn failure<E: TypedError>(self, error: &E) -> CallFailure {
        CallFailure {
            text: error.to_string(),
            name: None,
            value: serde_json::to_string(error).ok(),
            internal: false,
        }
    }
}

/// An error that lacks its text alone.
#[derive(Clone, Copy, Debug)]
pub struct NotShown;

impl NotShown {
    /// Compiles if `E` has what is missing, so never.
    pub fn failure<E: Shown>(self, _error: &E) -> CallFailure {
        refused()
    }
}

/// An error that lacks its value alone.
#[derive(Clone, Copy, Debug)]
pub struct NotTyped;

impl NotTyped {
    /// Compiles if `E` has what is missing, so never.
    pub fn failure<E: Typed>(self, _error: &E) -> CallFailure {
        refused()
    }
}

/// An error that lacks both.
#[derive(Clone, Copy, Debug)]
pub struct NotTold;

impl NotTold {
    /// Compiles if `E` has what is missing, so never.
    pub fn failure<E: TypedError>(self, _error: &E) -> CallFailure {
        refused()
    }
}

answer! {
    /// Neither read nor written, or unknown to clients.
    NotField
}
impl NotField {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + WireField>(self) {}
}
answer! {
    /// The same in an error.
    NotErrorField
}
impl NotErrorField {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + ErrorPart>(self) {}
}
answer! {
    /// Neither read nor written, or unknown to clients, where a state's field has to be copied, too.
    NotStateValue
}
impl NotStateValue {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: StateValue>(self) {}
}
answer! {
    /// A value of several parts where a map has its key.
    NotKey
}
impl NotKey {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + MapKey>(self) {}
}
answer! {
    /// What stays on one thread: of a hub it has been reported, of its field it is asked.
    NotShared
}
impl NotShared {
    /// Compiles if `T` has what is missing, so never.
    pub fn check<T: ?Sized + SharedByThreads>(self) {}
}

/// Declares the trait of one rank: `impl` for `rank` borrows of the question, whose `__hubs_kind` is the answer.
macro_rules! rank {
    ($trait:ident, $target:ty, [$($bounds:tt)*], $kind:ident) => {
        /// See the module.
        pub trait $trait {
            /// The answer.
            fn __hubs_kind(&self) -> $kind {
                $kind
            }
        }
        impl<T $($bounds)*> $trait for $target {}
    };
}

/// The rank of every `Result` that is no value.
macro_rules! result_rank {
    ($trait:ident, $($target:tt)+) => {
        /// See the module.
        pub trait $trait {
            /// The answer.
            fn __hubs_kind(&self) -> NotPart {
                NotPart
            }
        }
        impl<T, E> $trait for $($target)+<Result<T, E>> {}
    };
}

rank!(InputFits, &&&&&&FromClient<T>, [: HubParam], Fine);
rank!(InputIsTime, &&&&&FromClient<T>, [: LocalTime], NotSharedTime);
rank!(InputIsHolder, &&&&&FromClient<T>, [: Holder], NotPlainValue);
rank!(InputReadsAndDescribes, &&&&FromClient<T>, [: DeserializeOwned + JsonSchema], NotMovable);
rank!(InputReads, &&&FromClient<T>, [: DeserializeOwned], NotDescribed);
rank!(InputDescribes, &&FromClient<T>, [: JsonSchema], NotReceivable);
rank!(InputLacks, &FromClient<T>, [: ?Sized], NotInput);

/// A `Result`, perhaps behind an alias: where it stands decides, see [`Part`].
pub trait OutputIsResult {
    /// The answer.
    fn __hubs_kind(&self) -> Fine {
        Fine
    }
}
impl<T, E> OutputIsResult for &&&&&&ToClient<Result<T, E>> {}

// No `Result` is a stream, and neither is a time.
rank!(OutputIsStream, &&&&&&ToClient<T>, [: Stream], Fine);
rank!(OutputFits, &&&&&ToClient<T>, [: Answerable], Fine);
rank!(OutputIsTime, &&&&ToClient<T>, [: LocalTime], NotSharedTime);
rank!(OutputIsHolder, &&&&ToClient<T>, [: Holder], NotPlainValue);
rank!(OutputIsChannel, &&&&ToClient<T>, [: ChannelEnd], NotStreamed);
rank!(OutputWritesAndDescribes, &&&ToClient<T>, [: Serialize + JsonSchema], NotMovable);
rank!(OutputWrites, &&ToClient<T>, [: Serialize], NotDescribed);
rank!(OutputDescribes, &ToClient<T>, [: JsonSchema], NotSendable);
rank!(OutputLacks, ToClient<T>, [: ?Sized], NotOutput);

rank!(PartFits, &&&&&&Part<T>, [: Answerable], Fine);
result_rank!(PartIsResult, &&&&&Part);
rank!(PartIsStream, &&&&Part<T>, [: Stream], NotPart);
rank!(PartIsLeft, &&&Part<T>, [: ?Sized], Fine);

rank!(SuccessFits, &&&&&&Success<T>, [: Answerable], Fine);
result_rank!(SuccessIsResult, &&&&&Success);
rank!(SuccessIsLeft, &&&&Success<T>, [: ?Sized], Fine);

rank!(ItemFits, &&&&&&StreamItem<T>, [: Answerable], Fine);
rank!(ItemIsStream, &&&&&StreamItem<T>, [: Stream], NotPart);
rank!(ItemIsLeft, &&&&StreamItem<T>, [: ?Sized], Fine);

rank!(AnswerFits, &&&&&&ClientAnswer<T>, [: Argument], Fine);
rank!(AnswerIsStream, &&&&&ClientAnswer<T>, [: Stream], NotAnswered);
rank!(AnswerIsLeft, &&&&ClientAnswer<T>, [: ?Sized], Fine);

// Not about `Deserialize`, of which a type that holds itself knows nothing before its own answer is known.
rank!(FieldTravels, &&&&&Field<T>, [: Serialize + JsonSchema], Fine);
rank!(FieldIsTime, &&&&Field<T>, [: LocalTime], NotSharedTime);
rank!(FieldIsUnknown, &&&Field<T>, [: Serialize], NotDescribed);
rank!(FieldLacks, &&Field<T>, [: ?Sized], NotField);

rank!(ErrorFieldTravels, &&&&&ErrorField<T>, [: Serialize + JsonSchema], Fine);
rank!(ErrorFieldLacks, &&&&ErrorField<T>, [: ?Sized], NotErrorField);

// What else a state's field needs is asked of it alone, where it is copied.
rank!(StateFieldTravels, &&&&&StateField<T>, [: Serialize + JsonSchema], Fine);
rank!(StateFieldIsTime, &&&&StateField<T>, [: LocalTime], NotSharedTime);
rank!(StateFieldLacks, &&&StateField<T>, [: ?Sized], NotStateValue);

rank!(KeyFails, &&&&&&Key<T>, [: ManyParts], NotKey);
rank!(KeyIsLeft, &&&&&Key<T>, [: ?Sized], Fine);

rank!(StartFits, &&&&&&Start<T>, [: Default], Starts);
rank!(StartLacks, &&&&&Start<T>, [: StateValue], NotStarting);
rank!(StartIsLeft, &&&&Start<T>, [], NoField);

rank!(ErrorIsTold, &&&&&&Told<T>, [: TypedError], ToldInFull);
rank!(ErrorIsTyped, &&&&&Told<T>, [: Serialize + JsonSchema], NotShown);
rank!(ErrorIsShown, &&&&Told<T>, [: Display], NotTyped);
rank!(ErrorIsLeft, &&&Told<T>, [], NotTold);

rank!(PartMoves, &&&&&&Moved<T>, [: ?Sized + Send], Fine);
rank!(PartStays, &&&&&Moved<T>, [: ?Sized], NotMovable);

rank!(HubIsShared, &&&&&&Shareable<T>, [: ?Sized + Send + Sync], Fine);
rank!(HubIsNotShared, &&&&&Shareable<T>, [: ?Sized], NotShared);

rank!(FailureFits, &&&&&&Failure<T>, [: IntoCallFailure], Fine);
rank!(FailureLacks, &&&&&Failure<T>, [: ?Sized], NotFailure);

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use super::*;

    #[derive(serde::Serialize, serde::Deserialize, JsonSchema)]
    struct Whole;
    #[derive(serde::Serialize, serde::Deserialize)]
    struct NoSchema;
    #[derive(JsonSchema)]
    struct NoSerde;
    struct Bare;
    #[derive(serde::Serialize, JsonSchema)]
    struct Stuck(#[serde(skip)] PhantomData<*const u8>);

    #[test]
    #[allow(clippy::needless_borrow)] // the depth of references ranks the answers
    fn each_type_lacks_what_it_lacks() {
        // The annotations are the test: another answer does not compile.
        let _: Fine = (&&&&&&&FromClient::<Whole>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&FromClient::<Vec<u8>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&FromClient::<crate::Upload<Whole>>::NEW).__hubs_kind();
        let _: NotDescribed = (&&&&&&&FromClient::<NoSchema>::NEW).__hubs_kind();
        let _: NotReceivable = (&&&&&&&FromClient::<NoSerde>::NEW).__hubs_kind();
        let _: NotInput = (&&&&&&&FromClient::<Bare>::NEW).__hubs_kind();
        let _: NotSharedTime = (&&&&&&&FromClient::<std::time::Instant>::NEW).__hubs_kind();
        let _: NotPlainValue = (&&&&&&&FromClient::<std::rc::Rc<Whole>>::NEW).__hubs_kind();
        let _: NotSharedTime = (&&&&&&&ToClient::<std::time::Instant>::NEW).__hubs_kind();
        let _: NotPlainValue = (&&&&&&&ToClient::<std::rc::Rc<Bare>>::NEW).__hubs_kind();
        let _: NotShown = (&&&&&&&Told::<Whole>::NEW).__hubs_kind();
        let _: NotTyped = (&&&&&&&Told::<std::fmt::Error>::NEW).__hubs_kind();
        let _: NotTold = (&&&&&&&Told::<Bare>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&ToClient::<Whole>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&ToClient::<Result<Bare, Bare>>::NEW).__hubs_kind();
        let _: NotDescribed = (&&&&&&&ToClient::<NoSchema>::NEW).__hubs_kind();
        let _: NotSendable = (&&&&&&&ToClient::<NoSerde>::NEW).__hubs_kind();
        let _: NotOutput = (&&&&&&&ToClient::<Bare>::NEW).__hubs_kind();
        let _: NotMovable = (&&&&&&&ToClient::<Stuck>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Part::<Result<Whole, Whole>>::NEW).__hubs_kind();
        let _: NotPart = (&&&&&&&Part::<Result<Whole, Bare>>::NEW).__hubs_kind();
        let _: NotPart = (&&&&&&&Part::<crate::Upload<Whole>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Part::<Bare>::NEW).__hubs_kind();
        let _: NotPart = (&&&&&&&Success::<Result<Whole, Bare>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Success::<crate::Upload<Whole>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&StreamItem::<Result<Whole, Bare>>::NEW).__hubs_kind();
        let _: NotPart = (&&&&&&&StreamItem::<crate::Upload<Whole>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&ClientAnswer::<Whole>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&ClientAnswer::<Bare>::NEW).__hubs_kind();
        let _: NotAnswered = (&&&&&&&ClientAnswer::<crate::Upload<Whole>>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Failure::<crate::HubError>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Field::<Whole>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Field::<Vec<String>>::NEW).__hubs_kind();
        let _: NotDescribed = (&&&&&&&Field::<NoSchema>::NEW).__hubs_kind();
        let _: NotField = (&&&&&&&Field::<Bare>::NEW).__hubs_kind();
        let _: NotField = (&&&&&&&Field::<NoSerde>::NEW).__hubs_kind();
        let _: NotSharedTime = (&&&&&&&Field::<std::time::Instant>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Key::<Whole>::NEW).__hubs_kind();
        let _: NotKey = (&&&&&&&Key::<(u8, Bare)>::NEW).__hubs_kind();
        let _: Fine = (&&&&&&&Shareable::<Whole>::NEW).__hubs_kind();
        let _: NotShared = (&&&&&&&Shareable::<Stuck>::NEW).__hubs_kind();
        let _: NotFailure = (&&&&&&&Failure::<Bare>::NEW).__hubs_kind();
    }
}
