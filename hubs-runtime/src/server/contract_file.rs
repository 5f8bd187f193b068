//! The digests in a `hubs.contract.json` that the application brings along.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::protocol::MemberDigests;

/// How to make a file that fits.
const HELP: &str =
    "help: write it again with `hubs-codegen contract`, and let CI run that with `--check`";

/// As much of the file as is needed here; `hubs_contract::model` has the whole.
#[derive(Debug, Deserialize)]
pub(super) struct ContractFile {
    hubs: BTreeMap<String, HubEntry>,
    clients: BTreeMap<String, ClientEntry>,
    states: BTreeMap<String, StateEntry>,
}

#[derive(Debug, Deserialize)]
struct HubEntry {
    client: Option<String>,
    state: Option<String>,
    #[serde(default)]
    digest: String,
    methods: BTreeMap<String, Member>,
}

#[derive(Debug, Deserialize)]
struct ClientEntry {
    methods: BTreeMap<String, Member>,
}

#[derive(Debug, Deserialize)]
struct StateEntry {
    fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
struct Field {
    name: String,
    #[serde(default)]
    digest: String,
}

#[derive(Debug, Deserialize)]
struct Member {
    #[serde(default)]
    digest: String,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// The names of a hub's members, by which a file of another version of the program shows.
pub(super) struct MemberNames {
    pub(super) hub: &'static str,
    pub(super) methods: Vec<&'static str>,
    pub(super) fields: Vec<&'static str>,
}

impl ContractFile {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let none = |error: serde_json::Error| {
            format!("the text given to `contract` is no hubs.contract.json: {error}\n{HELP}")
        };
        let head: Head = serde_json::from_str(text).map_err(none)?;
        if head.format != hubs_contract::FORMAT {
            return Err(format!(
                "the contract has format {}, but this hubs-runtime ({}) knows format {}\n{HELP} of the same version",
                head.format,
                env!("CARGO_PKG_VERSION"),
                hubs_contract::FORMAT
            ));
        }
        serde_json::from_str(text).map_err(none)
    }

    /// The digests of one hub's members.
    pub(super) fn digests(&self, names: &MemberNames) -> Result<MemberDigests, String> {
        let hub = names.hub;
        let Some(entry) = self.hubs.get(hub) else {
            return Err(format!("the contract has no hub `{hub}`\n{HELP}"));
        };
        let client = defined("client contract", entry.client.as_ref(), &self.clients)?;
        let state = defined("caller state", entry.state.as_ref(), &self.states)?;
        let pairs = |members: &BTreeMap<String, Member>| {
            let members = members.iter();
            members
                .map(|(name, member)| (name.clone(), member.digest.clone()))
                .collect()
        };
        let fields = state.into_iter().flat_map(|state| &state.fields);
        let digests = MemberDigests {
            digest: entry.digest.clone(),
            methods: pairs(&entry.methods),
            client: client
                .map(|client| pairs(&client.methods))
                .unwrap_or_default(),
            state: fields
                .map(|field| (field.name.clone(), field.digest.clone()))
                .collect(),
        };
        compare(hub, "method", &names.methods, &digests.methods)?;
        compare(hub, "state field", &names.fields, &digests.state)?;
        let members = [&digests.methods, &digests.client, &digests.state];
        let lacks = |members: &BTreeMap<String, String>| members.values().any(String::is_empty);
        if digests.digest.is_empty() || members.into_iter().any(lacks) {
            return Err(format!(
                "hub `{hub}` has members without a digest in the contract\n{HELP}"
            ));
        }
        Ok(digests)
    }
}

/// What a hub names, which the file must have.
fn defined<'f, T>(
    kind: &str,
    name: Option<&String>,
    all: &'f BTreeMap<String, T>,
) -> Result<Option<&'f T>, String> {
    let Some(name) = name else { return Ok(None) };
    let found = all.get(name);
    found
        .map(Some)
        .ok_or_else(|| format!("the contract lacks the {kind} `{name}`\n{HELP}"))
}

/// Whether a contract has the members of a hub and no others.
fn compare(
    hub: &str,
    kind: &str,
    here: &[&'static str],
    file: &BTreeMap<String, String>,
) -> Result<(), String> {
    if let Some(missing) = here.iter().find(|name| !file.contains_key(**name)) {
        return Err(format!(
            "the contract is older than hub `{hub}`: it has no {kind} `{missing}`\n{HELP}"
        ));
    }
    match file.keys().find(|name| !here.contains(&name.as_str())) {
        Some(unknown) => Err(format!(
            "the contract is not that of hub `{hub}`, which has no {kind} `{unknown}`\n{HELP}"
        )),
        None => Ok(()),
    }
}
