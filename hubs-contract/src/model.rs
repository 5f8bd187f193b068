//! Hubs described as data: the content of `hubs.contract.json`.
//!
//! The runtime writes it (feature `contract`), every generator reads it and nothing else. What the linker
//! puts in any order, as hubs, and types are sorted by name; methods and fields stand in the order of their source, which
//! is how their author meant them to be read. A schema stands where its value crosses the wire, in the
//! direction in which it crosses: *input* travels from client to server, *output* from server to client. Named types
//! stand once for each direction in [`Contract::types`]; a schema points at them with `#/types/input/Name` or
//! `#/types/output/Name`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::FORMAT;

/// Where schemas of the input direction point.
pub const INPUT_TYPES: &str = "/types/input";

/// Where schemas of the output direction point.
pub const OUTPUT_TYPES: &str = "/types/output";

/// A whole program's hubs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Contract {
    /// [`FORMAT`] of the writer. Read it before the rest: another number means another shape.
    pub format: u32,
    /// Whose hubs these are, which decides what clients may say beside SignalR.
    pub server: Server,
    /// Hubs by name.
    pub hubs: BTreeMap<String, Hub>,
    /// Client contracts by name; several hubs may share one.
    pub clients: BTreeMap<String, Client>,
    /// Caller states by name; several hubs may share one.
    pub states: BTreeMap<String, State>,
    /// Every named type that some member uses.
    pub types: Types,
}

/// The server that has the hubs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Server {
    /// What it is written with.
    pub kind: ServerKind,
    /// Version of that, as `0.1.0`.
    pub version: String,
}

/// What a server is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ServerKind {
    /// `hubs-runtime`: hello, caller state and typed errors work.
    Hubs,
    /// ASP.NET Core, which knows SignalR and nothing of ours. No tool of ours writes such a contract yet.
    Dotnet,
}

/// JSON Schemas (draft 2020-12) of the named types, by direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Types {
    /// As the server reads them.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "BTreeMap<String, schemars::Schema>")
    )]
    pub input: BTreeMap<String, Value>,
    /// As the server writes them.
    #[cfg_attr(
        feature = "schema",
        schemars(with = "BTreeMap<String, schemars::Schema>")
    )]
    pub output: BTreeMap<String, Value>,
}

/// Words about an item that reach the generated clients.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct About {
    /// Path of the item in the server's language, as `chat::ChatHub::join`.
    pub path: String,
    /// Doc comment in Markdown, without the leading space of each line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// From `#[deprecated]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecated>,
}

/// `#[deprecated(since = "…", note = "…")]`, of a member or, in a schema, of a field, a variant or a type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deprecated {
    /// Version since which the item is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Deprecated {
    /// What a schema says of its field, variant or type; `None` if that is not deprecated.
    pub fn of_schema(schema: &Value) -> Option<Self> {
        if schema.get("deprecated") != Some(&Value::Bool(true)) {
            return None;
        }
        // Whoever writes it otherwise has said all the same that it is deprecated.
        let words = schema.get("x-deprecated").cloned();
        let words = words.and_then(|words| serde_json::from_value(words).ok());
        Some(words.unwrap_or_default())
    }
}

/// One hub.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hub {
    /// Path, docs, deprecation.
    pub about: About,
    /// Name of the generated class if it is not the hub's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Who may connect: whoever every entry lets in; empty if everyone may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorize: Vec<Authorize>,
    /// Key into [`Contract::clients`]; absent if the server never calls this hub's clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Key into [`Contract::states`]; absent if the hub keeps no caller state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What its members, its client contract and its state are on the wire, in 16 hex digits ([`Contract::write_digests`]); empty if the writer made none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// What clients may call, by wire name, in declaration order.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Method>"))]
    pub methods: IndexMap<String, Method>,
}

/// One method that clients call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Method {
    /// Path, docs, deprecation.
    pub about: About,
    /// Name of the generated member if it is not the wire name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Who may call it of those that the hub lets in; empty if all of them may.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorize: Vec<Authorize>,
    /// In declaration order: values and uploads as declared.
    pub params: Vec<Param>,
    /// What the caller gets.
    pub returns: Returns,
    /// Schema (output) of the error value that reaches the caller typed; absent if errors are texts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schemars::Schema>"))]
    pub error: Option<Value>,
    /// Whether the running call ends when its caller cancels it or leaves (`#[hub(cancel)]`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel: bool,
    /// What it is on the wire, in 16 hex digits ([`Contract::write_digests`]); empty if the writer made none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// One demand on who uses a hub or a method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authorize {
    /// Name of a policy: in Rust the type that `#[authorize]` names, as it is written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// Roles of which the caller must have one, as .NET has them; empty in Rust.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
}

/// One parameter of a hub method or of a client method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Param {
    /// Name for the generated signature, cased by the hub's rule. Arguments are positional on the wire.
    pub name: String,
    /// Schema of the value, or of one item of an upload.
    #[cfg_attr(feature = "schema", schemars(with = "schemars::Schema"))]
    pub schema: Value,
    /// Whether and how the argument may be missing.
    #[serde(default, skip_serializing_if = "Presence::is_required")]
    pub presence: Presence,
    /// Whether the client streams items instead of sending one value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub upload: bool,
}

/// Whether an argument may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// Must be sent, as the schema says.
    #[default]
    Required,
    /// Must be sent, may be null (`#[hub(nullable)]`). The schema is that of the value.
    Nullable,
    /// Trailing; missing or null is absence (`#[hub(optional)]`, `#[hub(default = …)]`). The schema is that of the value.
    Optional,
}

impl Presence {
    /// Whether this is [`Presence::Required`].
    pub fn is_required(&self) -> bool {
        *self == Self::Required
    }
}

/// What a call answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, tag = "kind")]
pub enum Returns {
    /// Nothing but the news that it is done.
    Nothing,
    /// One value.
    Value {
        /// Its schema.
        #[cfg_attr(feature = "schema", schemars(with = "schemars::Schema"))]
        schema: Value,
    },
    /// A stream of items.
    Stream {
        /// Schema of one item.
        #[cfg_attr(feature = "schema", schemars(with = "schemars::Schema"))]
        schema: Value,
    },
}

/// What the server may call on clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Client {
    /// Path, docs, deprecation.
    pub about: About,
    /// By wire name, in declaration order.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, ClientMethod>"))]
    pub methods: IndexMap<String, ClientMethod>,
}

/// One method that the server calls on clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientMethod {
    /// Path, docs, deprecation.
    pub about: About,
    /// Name of the generated handler if it is not the wire name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Schemas are of the output direction, null included where it may be; never optional, never uploads.
    pub params: Vec<Param>,
    /// What the client answers, with a schema of the input direction; `None` if the server does not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ClientResult>,
    /// What it is on the wire, in 16 hex digits ([`Contract::write_digests`]); empty if the writer made none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// The answer of a client method that the server waits for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientResult {
    /// Schema (input); absent if the client only reports that it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<schemars::Schema>"))]
    pub schema: Option<Value>,
}

/// A caller state: the same fields on both ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct State {
    /// Path, docs, deprecation.
    pub about: About,
    /// What it is on the wire, in 16 hex digits ([`Contract::write_digests`]); empty if the writer made none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// In declaration order.
    pub fields: Vec<StateField>,
}

impl State {
    /// Wire names of the fields that the server alone sets.
    pub fn server_fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter(|field| field.input.is_none());
        fields.map(|field| field.name.as_str())
    }
}

/// One field of a caller state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateField {
    /// Wire name.
    pub name: String,
    /// Doc comment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub docs: String,
    /// From `#[deprecated]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Deprecated>,
    /// Schema as the server reads it; none if the server alone sets the field.
    #[cfg_attr(feature = "schema", schemars(with = "Option<schemars::Schema>"))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// Schema as the server writes it.
    #[cfg_attr(feature = "schema", schemars(with = "schemars::Schema"))]
    pub output: Value,
    /// The field of the default state, as JSON. Clients start from it.
    pub default: Value,
    /// What it is on the wire, in 16 hex digits ([`Contract::write_digests`]); empty if the writer made none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// Why a contract text cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// Written in another format; the versions of writer and reader differ.
    Format {
        /// What the text says.
        found: u64,
        /// The writer, as `hubs-runtime 0.1.0`, if the text names it.
        writer: Option<String>,
    },
    /// Not JSON, or not of this shape.
    Json(serde_json::Error),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format { found, writer } => {
                let writer = writer.as_deref().unwrap_or("an unknown version");
                let help = if *found > u64::from(FORMAT) {
                    "update hubs-codegen to the version of hubs-runtime"
                } else {
                    "update hubs-runtime to the version of hubs-codegen, then make the file anew with \
                     `hubs-codegen contract --package … --out …`"
                };
                write!(
                    f,
                    "the contract has format {found} (written by {writer}), but this tool ({}) reads format {FORMAT}\n\
                     help: {help}",
                    env!("CARGO_PKG_VERSION")
                )
            }
            Self::Json(error) => write!(f, "the contract cannot be read: {error}"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Format { .. } => None,
            Self::Json(error) => Some(error),
        }
    }
}

impl Contract {
    /// An empty contract of the current format, of a server with this version of `hubs-runtime`.
    pub fn new(runtime: impl Into<String>) -> Self {
        Self {
            format: FORMAT,
            server: Server {
                kind: ServerKind::Hubs,
                version: runtime.into(),
            },
            hubs: BTreeMap::new(),
            clients: BTreeMap::new(),
            states: BTreeMap::new(),
            types: Types::default(),
        }
    }

    /// Reads the text of a `hubs.contract.json`.
    ///
    /// # Errors
    /// [`ReadError::Format`] if another format is named, even if the rest could not be read; [`ReadError::Json`] otherwise.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        // Of any format, so of no shape but this.
        #[derive(Deserialize)]
        struct Head {
            format: u64,
            // Until format 1.
            runtime: Option<Value>,
            server: Option<Value>,
        }
        let head: Head = serde_json::from_str(text).map_err(ReadError::Json)?;
        if head.format != u64::from(FORMAT) {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let version = |server: &Value| text(&server["version"]);
            let version =
                (head.server.as_ref().and_then(version)).or(head.runtime.as_ref().and_then(text));
            return Err(ReadError::Format {
                found: head.format,
                writer: version.map(|version| format!("hubs-runtime {version}")),
            });
        }
        serde_json::from_str(text).map_err(ReadError::Json)
    }

    /// The canonical text: everything in the order of this module, keys of schemas sorted, two spaces, a newline at the
    /// end.
    pub fn to_json(&self) -> String {
        // Not by way of a `Value`, which sorts whatever it holds.
        let mut text = serde_json::to_string_pretty(self).expect("a contract has string keys only");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_read_back() {
        let contract = Contract::new("0.1.0");
        assert_eq!(Contract::from_json(&contract.to_json()).unwrap(), contract);
    }

    #[test]
    fn methods_keep_their_order_and_hubs_are_sorted() {
        let method = |name: &str| {
            let method = Method {
                about: About::default(),
                client_name: None,
                authorize: Vec::new(),
                params: Vec::new(),
                returns: Returns::Nothing,
                error: None,
                cancel: false,
                digest: String::new(),
            };
            (name.to_owned(), method)
        };
        let hub = Hub {
            about: About::default(),
            client_name: None,
            authorize: Vec::new(),
            client: None,
            state: None,
            digest: String::new(),
            methods: ["b", "c", "a"].map(method).into(),
        };
        let mut contract = Contract::new("0.1.0");
        contract.hubs = ["Z", "A"].map(|name| (name.to_owned(), hub.clone())).into();
        let text = contract.to_json();
        let read = Contract::from_json(&text).unwrap();
        assert!(read.hubs.keys().eq(["A", "Z"]));
        assert!(read.hubs["A"].methods.keys().eq(["b", "c", "a"]));
        // Equal maps may differ in order, so the texts are compared.
        assert_eq!(read.to_json(), text);
    }

    #[test]
    fn another_format_is_named_in_either_order() {
        let newer =
            r#"{"format": 3, "server": {"kind": "new", "version": "0.9.0"}, "shape": "unknown"}"#;
        let error = Contract::from_json(newer).unwrap_err().to_string();
        assert!(
            error.contains("format 3 (written by hubs-runtime 0.9.0)")
                && error.contains("update hubs-codegen"),
            "{error}"
        );
        let older = r#"{"format": 1, "runtime": "0.0.1"}"#;
        let error = Contract::from_json(older).unwrap_err().to_string();
        assert!(
            error.contains("format 1 (written by hubs-runtime 0.0.1)")
                && error.contains("update hubs-runtime")
                && error.contains("`hubs-codegen contract"),
            "{error}"
        );
    }
}
