//! Code of users that panics: it ends as the error of one call, one hook or one message, and nothing more.
//!
//! Whatever runs, drops or formats a value of a user's type goes through here, unless it runs inside a future that
//! does. The values are as they were left, which is why nothing of ours may be half-changed while users' code runs.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::future::BoxFuture;

/// Runs code of users; `None` if it panics.
pub(crate) fn contain<R>(code: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(code)) {
        Ok(result) => Some(result),
        Err(payload) => {
            discard(payload);
            None
        }
    }
}

/// Drops a value of users.
pub(crate) fn discard<T>(value: T) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // What was thrown may panic in its own drop, and so on; leaking it ends that.
        std::mem::forget(payload);
    }
}

/// A future of users. Its output is `None` if it panicked; what it holds is dropped as soon as it ends.
pub(crate) struct Contained<'a, T>(Option<BoxFuture<'a, T>>);

impl<'a, T> Contained<'a, T> {
    pub(crate) fn new(future: BoxFuture<'a, T>) -> Self {
        Self(Some(future))
    }
}

impl<T> Future for Contained<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let Some(future) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let ended = match contain(|| future.as_mut().poll(cx)) {
            Some(Poll::Pending) => return Poll::Pending,
            Some(Poll::Ready(output)) => Some(output),
            None => None,
        };
        discard(self.0.take());
        Poll::Ready(ended)
    }
}

impl<T> Drop for Contained<'_, T> {
    fn drop(&mut self) {
        discard(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                std::panic::panic_any(Bomb);
            }
        }
    }

    #[test]
    fn what_panics_is_none() {
        assert_eq!(contain(|| 1), Some(1));
        assert_eq!(contain(|| panic!("on purpose")), None::<u8>);
        assert!(contain(|| std::panic::panic_any(Bomb)).is_none());
        discard(Bomb);
    }

    #[test]
    fn a_future_that_panics_ends() {
        let panics = Contained::<u8>::new(Box::pin(async { panic!("on purpose") }));
        assert_eq!(panics.now_or_never(), Some(None));
        let holds = |ends: bool| {
            let bomb = Bomb;
            Contained::new(Box::pin(async move {
                let _bomb = bomb;
                if !ends {
                    std::future::pending::<()>().await;
                }
            }))
        };
        assert_eq!(holds(true).now_or_never(), Some(None));
        let mut pending = holds(false);
        assert!((&mut pending).now_or_never().is_none());
        drop(pending);
    }
}
