//! From what a hub method gives back to the caller's answer, decided by its type and not by how it is written.
//!
//! `type ChatResult<T> = Result<T, ChatError>` must work, and so must a stream with a name. As in [`super::checks`], the
//! first of several traits whose bound the type meets gives the kind of answer.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use futures_util::{Stream, StreamExt};

use super::binding::{Fits, Reported, refused};
use crate::{
    __private::markers::{Answerable, MethodResult},
    call::Reply,
    error::IntoCallFailure,
};

/// The question what kind of answer `V` is, for a method compiled on `C`: [`Fits`] or [`super::Reported`].
#[derive(Debug)]
pub struct Answer<C, V>(PhantomData<fn(C, V)>);

impl<C, V> Clone for Answer<C, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C, V> Copy for Answer<C, V> {}

impl<C, V> Answer<C, V> {
    /// The question.
    pub const NEW: Self = Self(PhantomData);

    /// The question about `value`.
    pub fn of(_types: C, _value: &V) -> Self {
        Self::NEW
    }
}

/// Declares a kind of answer and the trait that finds it.
macro_rules! kind {
    ($(#[$docs:meta])* $kind:ident, $trait:ident, $target:ty, [$($params:tt)*], [$($bounds:tt)*]) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $kind;

        /// Finds the kind.
        pub trait $trait {
            /// The kind.
            fn __hubs_kind(&self) -> $kind {
                $kind
            }
        }

        impl<$($params)*> $trait for $target where $($bounds)* {}
    };
}

kind! {
    /// `Result<impl Stream<Item = Result<T, F>>, E>`.
    FallibleTryStream, IsFallibleTryStream, &&&&&&Answer<Fits, Result<S, E>>, [S, E, T, F], [S: Stream<Item = Result<T, F>>]
}
kind! {
    /// `Result<impl Stream<Item = T>, E>`.
    FallibleStream, IsFallibleStream, &&&&&Answer<Fits, Result<S, E>>, [S, E], [S: Stream]
}
kind! {
    /// `Result<T, E>`.
    FallibleValue, IsFallibleValue, &&&&Answer<Fits, Result<T, E>>, [T, E], []
}
kind! {
    /// `impl Stream<Item = Result<T, F>>`.
    TryStream, IsTryStream, &&&Answer<Fits, S>, [S, T, F], [S: Stream<Item = Result<T, F>>]
}
kind! {
    /// `impl Stream<Item = T>`.
    PlainStream, IsPlainStream, &&Answer<Fits, S>, [S], [S: Stream]
}
kind! {
    /// `T`.
    PlainValue, IsPlainValue, &Answer<Fits, T>, [T], [T: Answerable]
}
kind! {
    /// None of these, though no part of it lacks anything: a stream inside a value, an array too long for serde.
    NoAnswer, IsNoAnswer, Answer<Fits, V>, [V], []
}
kind! {
    /// Reported by the checks.
    ReportedAnswer, IsReported, Answer<Reported, V>, [V], []
}

impl FallibleTryStream {
    /// Sends the items, or the error.
    pub async fn answer<S, E, T, F>(self, value: Result<S, E>, reply: Reply)
    where
        S: Stream<Item = Result<T, F>>,
        E: IntoCallFailure,
        T: Answerable,
        F: IntoCallFailure,
    {
        match value {
            Ok(stream) => TryStream.answer(stream, reply).await,
            Err(error) => reply.fail(error.into_call_failure()),
        }
    }
}

impl FallibleStream {
    /// Sends the items, or the error.
    pub async fn answer<S, E>(self, value: Result<S, E>, reply: Reply)
    where
        S: Stream,
        S::Item: Answerable,
        E: IntoCallFailure,
    {
        match value {
            Ok(stream) => reply.stream(stream).await,
            Err(error) => reply.fail(error.into_call_failure()),
        }
    }
}

impl FallibleValue {
    /// Sends the value, or the error.
    pub async fn answer<T, E>(self, value: Result<T, E>, reply: Reply)
    where
        T: Answerable,
        E: IntoCallFailure,
    {
        match value {
            Ok(value) => reply.value(&value),
            Err(error) => reply.fail(error.into_call_failure()),
        }
    }
}

impl TryStream {
    /// Sends the items up to the first error.
    pub async fn answer<S, T, F>(self, stream: S, reply: Reply)
    where
        S: Stream<Item = Result<T, F>>,
        T: Answerable,
        F: IntoCallFailure,
    {
        let items = stream.map(|item| item.map_err(F::into_call_failure));
        reply.try_stream(items).await;
    }
}

impl PlainStream {
    /// Sends the items.
    pub async fn answer<S>(self, stream: S, reply: Reply)
    where
        S: Stream,
        S::Item: Answerable,
    {
        reply.stream(stream).await;
    }
}

impl PlainValue {
    /// Sends the value.
    pub async fn answer<T: Answerable>(self, value: T, reply: Reply) {
        reply.value(&value);
    }
}

impl NoAnswer {
    /// Does not compile, and says what a result may be. As an `async fn` it would say so twice.
    pub fn answer<V: MethodResult>(self, _value: V, _reply: Reply) -> Ready<()> {
        ready(())
    }
}

impl ReportedAnswer {
    /// Never runs.
    pub async fn answer<V>(self, _value: V, _reply: Reply) {
        refused()
    }
}

/// A type that stands for every stream of `T` where the contract needs a name.
#[derive(Debug)]
pub struct StreamOf<T>(PhantomData<fn() -> T>);

impl<T> Stream for StreamOf<T> {
    type Item = T;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<T>> {
        std::task::Poll::Ready(None)
    }
}
