//! What the macros write down about hubs, client contracts and states: plain static data.
//!
//! The dispatch finds methods by it, error texts quote it, and with the feature `contract` it becomes
//! `hubs.contract.json`. Nothing in here runs.

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
    /// Path, docs, deprecation.
    pub about: AboutInfo,
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
    pub timeout: Option<std::time::Duration>,
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
    /// Doc comment.
    pub docs: &'static str,
    /// From `#[deprecated]`.
    pub deprecated: Option<DeprecatedInfo>,
}
