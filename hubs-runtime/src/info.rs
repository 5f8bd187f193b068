//! What the macros write down about hubs, client contracts and states: plain static data.
//!
//! The dispatch finds methods by it, error texts quote it, and with the feature `contract` it becomes
//! `hubs.contract.json`. Nothing in here runs.

use std::{fmt, time::Duration};

pub use hubs_contract::names::RenameAll;

/// Words about an item.
#[derive(Clone, Copy, Debug)]
pub struct AboutInfo {
    /// Rust path, as `chat::ChatHub::join`.
    pub rust: &'static str,
    /// Doc comment: the lines joined by newlines, the leading space of each removed; empty if there is none.
    pub docs: &'static str,
    /// From `#[deprecated]`.
    pub deprecated: Option<DeprecatedInfo>,
}

/// `#[deprecated(since = "…", note = "…")]`.
#[derive(Clone, Copy, Debug)]
pub struct DeprecatedInfo {
    /// Version since which the item is deprecated.
    pub since: Option<&'static str>,
    /// What to use instead.
    pub note: Option<&'static str>,
}

/// One hub type.
#[derive(Clone, Copy, Debug)]
pub struct HubInfo {
    /// Name in the contract, in logs and in metrics.
    pub name: &'static str,
    /// Generated class, if it is not `name`.
    pub client_name: Option<&'static str>,
    /// How identifiers of methods and parameters become wire names.
    pub rename_all: RenameAll,
    /// Path, docs, deprecation.
    pub about: AboutInfo,
}

/// One hub method.
#[derive(Clone, Copy, Debug)]
pub struct MethodInfo {
    /// Wire name, in the one spelling that we write; callers may spell it in any case.
    pub name: &'static str,
    /// Generated member, if it is not `name`.
    pub client_name: Option<&'static str>,
    /// Parameters that come from the wire, uploads included, in order.
    pub params: &'static [ParamInfo],
    /// Whether the method answers with a stream.
    pub streams: bool,
    /// Whether cancelling or leaving drops the running call (`#[hub(cancel)]`).
    pub cancel: bool,
    /// How often one connection may call it (`#[hub(rate_limit = "10/s")]`).
    pub rate_limit: Option<RateLimit>,
    /// Path, docs, deprecation.
    pub about: AboutInfo,
}

/// How many calls are taken in a time: at most [`burst`](Self::burst) at once, then one each time that `per / calls` has
/// passed.
///
/// ```
/// # use hubs_runtime::RateLimit;
/// let limit = RateLimit::per_second(10).with_burst(30);
/// assert_eq!(limit.to_string(), "10 calls in 1s, 30 at once");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls that are taken in [`per`](Self::per) for as long as they go on; at least one.
    pub calls: u32,
    /// The time for so many; above zero.
    pub per: Duration,
    /// Calls that are taken at once after a pause; at least one.
    pub burst: u32,
}

impl RateLimit {
    /// So many calls in this time, all of them at once if need be.
    pub const fn new(calls: u32, per: Duration) -> Self {
        Self {
            calls,
            per,
            burst: calls,
        }
    }

    /// So many calls in a second, all of them at once if need be.
    pub const fn per_second(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(1))
    }

    /// So many calls in a minute, all of them at once if need be.
    pub const fn per_minute(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(60))
    }

    /// With so many calls at once.
    #[must_use]
    pub const fn with_burst(self, burst: u32) -> Self {
        Self { burst, ..self }
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.calls == 1 { "call" } else { "calls" };
        write!(f, "{} {noun} in {:?}", self.calls, self.per)?;
        if self.burst != self.calls {
            write!(f, ", {} at once", self.burst)?;
        }
        Ok(())
    }
}

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub struct ParamInfo {
    /// Name as generated clients and error texts show it.
    pub name: &'static str,
    /// Whether it may be missing.
    pub presence: Presence,
    /// Whether the client streams items (`Upload<T>`) instead of sending one value.
    pub upload: bool,
}

impl MethodInfo {
    /// How many values a caller must send at least and may send at most. Uploads are not among them.
    pub(crate) fn arity(&self) -> (usize, usize) {
        let values = self.params.iter().filter(|param| !param.upload);
        let most = values.clone().count();
        let least = values
            .filter(|param| param.presence != Presence::Optional)
            .count();
        (least, most)
    }

    /// How many streams a caller must send.
    pub(crate) fn upload_count(&self) -> usize {
        self.params.iter().filter(|param| param.upload).count()
    }
}

/// Whether an argument may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Must be sent.
    Required,
    /// Must be sent, may be null.
    Nullable,
    /// Trailing; missing or null is absence.
    Optional,
}

/// One client contract.
#[derive(Clone, Copy, Debug)]
pub struct ClientInfo {
    /// Name in the contract: the trait's, unless renamed.
    pub name: &'static str,
    /// Path, docs, deprecation.
    pub about: AboutInfo,
}

/// One client method.
#[derive(Clone, Copy, Debug)]
pub struct ClientMethodInfo {
    /// Wire name; pushes always use this spelling.
    pub name: &'static str,
    /// Generated handler, if it is not `name`.
    pub client_name: Option<&'static str>,
    /// Parameters in order.
    pub params: &'static [ParamInfo],
    /// Whether the server waits for an answer.
    pub answers: bool,
    /// How long it waits, if the method says so itself.
    pub timeout: Option<Duration>,
    /// Path, docs, deprecation.
    pub about: AboutInfo,
}

/// One caller state.
#[derive(Clone, Copy, Debug)]
pub struct StateInfo {
    /// Name in the contract: the struct's, unless renamed.
    pub name: &'static str,
    /// Fields in declaration order.
    pub fields: &'static [StateFieldInfo],
    /// Path, docs, deprecation.
    pub about: AboutInfo,
}

/// One field of a caller state.
#[derive(Clone, Copy, Debug)]
pub struct StateFieldInfo {
    /// Wire name.
    pub name: &'static str,
    /// Whether the server alone sets it: `#[state(server)]`.
    pub server: bool,
    /// Doc comment.
    pub docs: &'static str,
    /// From `#[deprecated]`.
    pub deprecated: Option<DeprecatedInfo>,
}
