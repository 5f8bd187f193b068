//! Questions to the compiler about types, answered by which method it finds first.
//!
//! A call such as `(&&&FromClient::<T>::NEW).kind()` finds the first of several traits whose bound `T` meets, because
//! the compiler looks through the borrows one by one. The answer is a value whose type says what `T` lacks; its
//! `check` asks for exactly that, so that a missing derive is one error in the words of [`crate::markers`].

use std::marker::PhantomData;

use futures_util::Stream;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    call::HubParam,
    error::IntoCallFailure,
    markers::{
        Answerable, Described, Failing, Movable, Receivable, Sendable, WireInput, WireOutput,
    },
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
    /// Whether `T` can be the error of a hub method.
    Failure
}

/// Declares an answer: a value whose `check` asks for one marker.
macro_rules! answer {
    ($(#[$docs:meta])* $name:ident $(: $bound:path)?) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl $name {
            /// Compiles if `T` has what is missing, so never.
            pub fn check<T: ?Sized $(+ $bound)?>(self) {}
        }
    };
}

answer! {
    /// Nothing is missing, or the answer itself decides.
    Fine
}
answer! {
    /// Not `Send`.
    NotMovable: Movable
}
answer! {
    /// No `Deserialize`.
    NotReceivable: Receivable
}
answer! {
    /// No `Serialize`.
    NotSendable: Sendable
}
answer! {
    /// No `JsonSchema`.
    NotDescribed: Described
}
answer! {
    /// Neither `Deserialize` nor `JsonSchema`.
    NotInput: WireInput
}
answer! {
    /// Neither `Serialize` nor `JsonSchema`.
    NotOutput: WireOutput
}
answer! {
    /// Not an error that callers can get.
    NotFailure: Failing
}

/// Declares the trait of one rank: `impl` for `rank` borrows of the question, whose `kind` is the answer.
macro_rules! rank {
    ($trait:ident, $target:ty, [$($bounds:tt)*], $kind:ident) => {
        /// See the module.
        pub trait $trait {
            /// The answer.
            fn kind(&self) -> $kind {
                $kind
            }
        }
        impl<T $($bounds)*> $trait for $target {}
    };
}

rank!(InputFits, &&&&&&FromClient<T>, [: HubParam], Fine);
rank!(InputReadsAndDescribes, &&&&&FromClient<T>, [: DeserializeOwned + JsonSchema], NotMovable);
rank!(InputReads, &&&&FromClient<T>, [: DeserializeOwned], NotDescribed);
rank!(InputDescribes, &&&FromClient<T>, [: JsonSchema], NotReceivable);
rank!(InputLacks, &&FromClient<T>, [: ?Sized], NotInput);

/// A `Result` behind an alias: the answer to the call decides.
pub trait OutputIsResult {
    /// The answer.
    fn kind(&self) -> Fine {
        Fine
    }
}
impl<T, E> OutputIsResult for &&&&&&ToClient<Result<T, E>> {}

rank!(OutputIsStream, &&&&&ToClient<T>, [: Stream], Fine);
rank!(OutputFits, &&&&ToClient<T>, [: Answerable], Fine);
rank!(OutputWritesAndDescribes, &&&ToClient<T>, [: Serialize + JsonSchema], NotMovable);
rank!(OutputWrites, &&ToClient<T>, [: Serialize], NotDescribed);
rank!(OutputDescribes, &ToClient<T>, [: JsonSchema], NotSendable);
rank!(OutputLacks, ToClient<T>, [: ?Sized], NotOutput);

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
        let _: Fine = (&&&&&&&FromClient::<Whole>::NEW).kind();
        let _: Fine = (&&&&&&&FromClient::<Vec<u8>>::NEW).kind();
        let _: Fine = (&&&&&&&FromClient::<crate::Upload<Whole>>::NEW).kind();
        let _: NotDescribed = (&&&&&&&FromClient::<NoSchema>::NEW).kind();
        let _: NotReceivable = (&&&&&&&FromClient::<NoSerde>::NEW).kind();
        let _: NotInput = (&&&&&&&FromClient::<Bare>::NEW).kind();
        let _: Fine = (&&&&&&&ToClient::<Whole>::NEW).kind();
        let _: Fine = (&&&&&&&ToClient::<Result<Bare, Bare>>::NEW).kind();
        let _: NotDescribed = (&&&&&&&ToClient::<NoSchema>::NEW).kind();
        let _: NotSendable = (&&&&&&&ToClient::<NoSerde>::NEW).kind();
        let _: NotOutput = (&&&&&&&ToClient::<Bare>::NEW).kind();
        let _: NotMovable = (&&&&&&&ToClient::<Stuck>::NEW).kind();
        let _: Fine = (&&&&&&&Failure::<crate::HubError>::NEW).kind();
        let _: NotFailure = (&&&&&&&Failure::<Bare>::NEW).kind();
    }
}
