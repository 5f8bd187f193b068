//! Whether the future of a user's method can move between threads, asked of the future itself.
//!
//! Asked of our own future around it, rustc would speak of an `async` block that the user has not written. What stays on
//! one thread is told once, and is not awaited: then ours moves, whatever the user's keeps across an `.await`.

use std::{
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use super::binding::{Fits, Reported, refused};

/// The question about the future `F`, for a method compiled on `C`.
#[derive(Debug)]
pub struct Moves<C, F>(PhantomData<fn(C, F)>);

impl<C, F> Moves<C, F> {
    /// The question about `future`.
    pub fn of(_types: C, _future: &F) -> Self {
        Self(PhantomData)
    }
}

/// It does.
#[derive(Clone, Copy, Debug)]
pub struct Moving;

impl Moving {
    /// The future.
    pub fn awaited<F: Future>(self, future: F) -> F {
        future
    }
}

/// It stays on one thread.
#[derive(Clone, Copy, Debug)]
pub struct Staying;

impl Staying {
    /// Does not compile, and says what keeps it there.
    pub fn awaited<F: Future + Send>(self, _future: F) -> Refused<F::Output> {
        Refused(PhantomData)
    }
}

/// Finds a future that moves.
pub trait FutureMoves {
    /// The answer.
    fn __hubs_kind(&self) -> Moving {
        Moving
    }
}

impl<F: Send> FutureMoves for &&&&&&Moves<Fits, F> {}

/// Finds one that does not.
pub trait FutureStays {
    /// The answer.
    fn __hubs_kind(&self) -> Staying {
        Staying
    }
}

impl<F> FutureStays for &&&&&Moves<Fits, F> {}

/// Finds one of a method in which something is reported.
pub trait FutureIsReported {
    /// Whatever it is, it need not move.
    fn __hubs_kind(&self) -> Moving {
        Moving
    }
}

impl<F> FutureIsReported for &&&&Moves<Reported, F> {}

/// Stands for a future that the compiler has refused.
#[derive(Debug)]
pub struct Refused<T>(PhantomData<fn() -> T>);

impl<T> Future for Refused<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<T> {
        refused()
    }
}
