//! The hello of generated clients and its answer, the first words of our additions to the wire (`docs/protocol.md`).

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize, Serializer};

/// The argument of `$hubs.hello`; `C` is [`MemberDigests`] where it is read and [`ContractDigests`] where it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Hello<'a, C> {
    /// What the client was made for.
    #[serde(default)]
    pub(crate) contract: C,
    /// The whole caller state as JSON text.
    #[serde(default)]
    pub(crate) state: Option<Cow<'a, str>>,
    /// Whether the client had been connected before.
    #[serde(default)]
    pub(crate) reconnect: bool,
}

/// The result of `$hubs.hello`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Welcome<'a> {
    /// The whole caller state as the server has it, as JSON text.
    pub(crate) state: Cow<'a, str>,
}

/// Digests of a hub's members by name (`docs/contract.md`); empty where nobody made them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct MemberDigests {
    /// Of the hub as a whole.
    pub(crate) digest: String,
    pub(crate) methods: BTreeMap<String, String>,
    /// Methods of the client contract.
    pub(crate) client: BTreeMap<String, String>,
    /// Fields of the caller state.
    pub(crate) state: BTreeMap<String, String>,
}

/// Members with their digests, as a generated client has them.
#[doc(hidden)]
pub type StaticDigests = &'static [(&'static str, &'static str)];

/// What a generated client was made for: the digests of its hub, written by `hubs-codegen`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ContractDigests {
    /// Of the hub as a whole.
    pub digest: &'static str,
    /// Of hub methods.
    #[serde(serialize_with = "as_map")]
    pub methods: StaticDigests,
    /// Of methods of the client contract.
    #[serde(serialize_with = "as_map")]
    pub client: StaticDigests,
    /// Of fields of the caller state.
    #[serde(serialize_with = "as_map")]
    pub state: StaticDigests,
}

fn as_map<S: Serializer>(digests: &StaticDigests, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(digests.iter().copied())
}
