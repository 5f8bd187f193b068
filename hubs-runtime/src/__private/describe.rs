//! How type visitors tell a contract what a method takes and gives back (feature `contract`).
//!
//! A method with a type that is reported tells nothing, so that the fault is not told again: see [`super::binding`].

use futures_util::Stream;
use schemars::JsonSchema;

use super::{
    answer::{
        Answer, FallibleStream, FallibleTryStream, FallibleValue, NoAnswer, PlainStream,
        PlainValue, ReportedAnswer, TryStream,
    },
    binding::{Fits, Reported},
    checks::{NotShown, NotTold, NotTyped, ToldInFull},
};
use crate::{
    __private::markers::{Answerable, Argument, OptionArgument},
    call::HubParam,
    contract::{ClientSink, TypeSink},
    error::IntoCallFailure,
};

/// Visits one type each.
pub mod contract_types {
    use schemars::JsonSchema;

    use crate::{
        contract::{ClientSink, StateSink},
        info::ClientMethodInfo,
    };

    /// A client method, whose types follow.
    pub fn client_method(sink: &mut ClientSink<'_>, row: &ClientMethodInfo) {
        sink.method(row);
    }

    /// A field of a caller state.
    pub fn state_field<T: JsonSchema>(sink: &mut StateSink<'_>) {
        sink.field::<T>();
    }
}

impl Fits {
    /// A parameter that must be there: a value or an upload.
    pub fn describe_required<T: HubParam>(self, sink: &mut TypeSink<'_>) {
        T::describe(sink);
    }

    /// A parameter that may be null or missing.
    pub fn describe_option<O: OptionArgument>(self, sink: &mut TypeSink<'_>) {
        sink.param::<O::Value>();
    }

    /// A parameter with a default.
    pub fn describe_value<T: Argument>(self, sink: &mut TypeSink<'_>) {
        sink.param::<T>();
    }

    /// A parameter of a client method.
    pub fn describe_client_param<T: JsonSchema>(self, sink: &mut ClientSink<'_>) {
        sink.param::<T>();
    }

    /// The answer of a client method.
    pub fn describe_client_answer<T: JsonSchema>(self, sink: &mut ClientSink<'_>) {
        sink.answer::<T>();
    }

    /// The question what kind of answer `V` is.
    pub fn answer<V>(self) -> Answer<Self, V> {
        Answer::NEW
    }
}

#[allow(missing_docs)] // the same as on `Fits`; nothing is told of what is reported
impl Reported {
    pub fn describe_required<T>(self, _sink: &mut TypeSink<'_>) {}

    pub fn describe_option<T>(self, _sink: &mut TypeSink<'_>) {}

    pub fn describe_value<T>(self, _sink: &mut TypeSink<'_>) {}

    pub fn describe_client_param<T>(self, _sink: &mut ClientSink<'_>) {}

    pub fn describe_client_answer<T>(self, _sink: &mut ClientSink<'_>) {}

    pub fn answer<V>(self) -> Answer<Self, V> {
        Answer::NEW
    }
}

/// Tells a sink what a method gives back.
#[doc(hidden)]
#[macro_export]
macro_rules! __describe_result {
    ($types:ident, $result:ty, $sink:ident) => {{
        let answer = $types.answer::<$result>();
        (&&&&&&&answer).__hubs_kind().describe(answer, $sink);
    }};
}
pub use __describe_result as describe_result;

impl FallibleTryStream {
    /// Items, and errors before and among them.
    pub fn describe<S, E, T, F>(self, _answer: Answer<Fits, Result<S, E>>, sink: &mut TypeSink<'_>)
    where
        S: Stream<Item = Result<T, F>>,
        E: IntoCallFailure,
        T: Answerable,
        F: IntoCallFailure,
    {
        sink.stream::<T>();
        E::describe(sink);
        F::describe(sink);
    }
}

impl FallibleStream {
    /// Items, and an error before them.
    pub fn describe<S, E>(self, _answer: Answer<Fits, Result<S, E>>, sink: &mut TypeSink<'_>)
    where
        S: Stream,
        S::Item: Answerable,
        E: IntoCallFailure,
    {
        sink.stream::<S::Item>();
        E::describe(sink);
    }
}

impl FallibleValue {
    /// A value or an error.
    pub fn describe<T, E>(self, _answer: Answer<Fits, Result<T, E>>, sink: &mut TypeSink<'_>)
    where
        T: Answerable,
        E: IntoCallFailure,
    {
        sink.value::<T>();
        E::describe(sink);
    }
}

impl TryStream {
    /// Items, and an error among them.
    pub fn describe<S, T, F>(self, _answer: Answer<Fits, S>, sink: &mut TypeSink<'_>)
    where
        S: Stream<Item = Result<T, F>>,
        T: Answerable,
        F: IntoCallFailure,
    {
        sink.stream::<T>();
        F::describe(sink);
    }
}

impl PlainStream {
    /// Items.
    pub fn describe<S>(self, _answer: Answer<Fits, S>, sink: &mut TypeSink<'_>)
    where
        S: Stream,
        S::Item: Answerable,
    {
        sink.stream::<S::Item>();
    }
}

impl PlainValue {
    /// A value.
    pub fn describe<T: Answerable>(self, _answer: Answer<Fits, T>, sink: &mut TypeSink<'_>) {
        sink.value::<T>();
    }
}

impl NoAnswer {
    /// Nothing: the type is reported.
    pub fn describe<V>(self, _answer: Answer<Fits, V>, _sink: &mut TypeSink<'_>) {}
}

impl ReportedAnswer {
    /// Nothing: a type of the method is reported.
    pub fn describe<V>(self, _answer: Answer<Reported, V>, _sink: &mut TypeSink<'_>) {}
}

impl ToldInFull {
    /// The type of an error.
    pub fn describe<E: JsonSchema>(self, types: &mut TypeSink<'_>) {
        types.error::<E>();
    }
}

/// Nothing is told of an error that is reported.
macro_rules! untold {
    ($($kind:ident)*) => {
        $(impl $kind {
            /// Nothing.
            pub fn describe<E>(self, _types: &mut TypeSink<'_>) {}
        })*
    };
}

untold!(NotShown NotTyped NotTold);
