//! Authorization: policies are Rust types, named by `#[authorize(Policy)]`.

use std::{future::Future, pin::Pin};

use super::caller::Caller;
use crate::{
    engine::port::{Refusal, Why},
    panics::{self, Contained},
};

/// Asks policies in their order; the first refusal counts.
pub(crate) async fn first_refusal(policies: &[PolicyRow], caller: &Caller) -> Option<Refusal> {
    for policy in policies {
        let allowed = policy.asked(caller).await;
        // Of one that let the caller go on after all: no reason of another's.
        let reason = caller.take_reason();
        let why = match allowed {
            Some(true) => continue,
            Some(false) => Why::Denied(reason),
            None => Why::Panicked,
        };
        let policy = policy.name;
        return Some(Refusal { policy, why });
    }
    None
}

/// Decides whether a caller may use a hub, which is asked of the request, or a method, which is asked of each call: see
/// [`Caller`].
///
/// ```
/// use hubs_runtime::{Caller, Policy};
///
/// pub struct SignedIn;
///
/// impl Policy for SignedIn {
///     async fn allows(caller: &Caller) -> bool {
///         caller.user_id().is_some()
///     }
/// }
/// ```
///
/// Who is refused reads SignalR's sentence, and behind it the reason if the policy gives one with [`Caller::refuse`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an authorization policy",
    note = "implement `hubs_runtime::Policy` for it: `impl Policy for {Self} {{ async fn allows(caller: &Caller) -> bool {{ … }} }}`"
)]
pub trait Policy: 'static {
    /// Whether `caller` may go on.
    fn allows(caller: &Caller) -> impl Future<Output = bool> + Send;
}

/// A policy in a table: its name for the log, and its check without its type.
#[derive(Clone, Copy)]
pub struct PolicyRow {
    /// The policy's type name as written in the attribute.
    pub name: &'static str,
    /// Calls [`Policy::allows`].
    pub check: fn(&Caller) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>,
}

impl PolicyRow {
    /// The row of policy `P`.
    pub const fn new<P: Policy>(name: &'static str) -> Self {
        Self {
            name,
            check: |caller| Box::pin(P::allows(caller)),
        }
    }

    /// What the policy says; `None` if it panics. Each is contained by itself, so that it is known which one did.
    async fn asked(&self, caller: &Caller) -> Option<bool> {
        let deciding = panics::contain(|| (self.check)(caller))?;
        Contained::new(deciding).await
    }
}
