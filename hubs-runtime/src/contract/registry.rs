//! From the static tables of all linked hubs to one contract.

use hubs_contract::model::{
    About, Authorize, Client, Contract, Deprecated, Hub as HubModel, Method, Param, Presence, State,
};
use serde_json::Value;

use super::{
    ROWS,
    schemas::Schemas,
    sinks::{ClientSink, StateSink, TypeSink},
};
use crate::{
    hub::{Hub, HubMethod, clients::ClientContract, policy::PolicyRow, state::CallerState},
    info::{self, AboutInfo, DeprecatedInfo, ParamInfo},
};

/// Visits hubs and gathers their contract.
pub struct Registry {
    contract: Contract,
    schemas: Schemas,
    faults: Vec<String>,
}

/// Why the linked hubs have no contract: one line for each fault.
#[derive(Debug, thiserror::Error)]
#[error("{}", .faults.join("\n"))]
pub struct ContractError {
    faults: Vec<String>,
}

/// The contract of every hub that is linked into this program.
///
/// # Errors
/// If no hub is linked, or if two things share a name.
pub fn collect() -> Result<Contract, ContractError> {
    let mut registry = Registry::new();
    for row in ROWS {
        row(&mut registry);
    }
    registry.finish()
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl Registry {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            contract: Contract::new(env!("CARGO_PKG_VERSION")),
            schemas: Schemas::new(),
            faults: Vec::new(),
        }
    }

    /// Adds a hub with its client contract, its state and the types of all of them.
    pub fn hub<H: Hub>(&mut self) {
        let hub = HubModel {
            about: about(&H::INFO.about),
            client_name: H::INFO.client_name.map(str::to_owned),
            authorize: authorize(H::POLICIES),
            client: self.client::<H::Client>(),
            state: self.state::<H::State>(),
            digest: String::new(),
            methods: H::METHODS
                .iter()
                .map(|row| (row.info.name.to_owned(), self.method(row)))
                .collect(),
        };
        let paths = (
            hub.about.path.clone(),
            self.contract.hubs.insert(H::INFO.name.to_owned(), hub),
        );
        if let (new, Some(old)) = paths {
            self.shared(
                "hubs",
                H::INFO.name,
                "hub(name = \"…\")",
                &old.about.path,
                &new,
            );
        }
    }

    /// Ends the visit.
    ///
    /// # Errors
    /// If there is no hub, or if two things share a name.
    pub fn finish(mut self) -> Result<Contract, ContractError> {
        if self.contract.hubs.is_empty() {
            self.faults.push(
                "no hub is linked into this program\n\
                 help: a hub needs `#[hub]` on its struct and on its `impl`; a crate with hubs must be named once, \
                 as `use my_hubs as _;`, or the linker leaves it out"
                    .to_owned(),
            );
        }
        let (types, shared) = self.schemas.finish();
        for name in shared {
            self.faults.push(format!(
                "several types are called `{name}` in the contract\n\
                 help: rename one with `#[schemars(rename = \"…\")]`; for a generic type write \
                 `#[schemars(rename = \"{name}_{{T}}\")]`"
            ));
        }
        self.contract.types = types;
        self.contract.write_digests();
        if self.faults.is_empty() {
            Ok(self.contract)
        } else {
            self.faults.sort();
            Err(ContractError {
                faults: self.faults,
            })
        }
    }

    fn method<H: Hub>(&mut self, row: &HubMethod<H>) -> Method {
        let mut sink = TypeSink::new(&mut self.schemas);
        (row.types)(&mut sink);
        Method {
            about: about(&row.info.about),
            client_name: row.info.client_name.map(str::to_owned),
            authorize: authorize(row.policies),
            params: row
                .info
                .params
                .iter()
                .zip(sink.params)
                .map(|(info, schema)| param(info, schema))
                .collect(),
            returns: sink.returns,
            error: sink.error,
            cancel: row.info.cancel,
            digest: String::new(),
        }
    }

    fn client<C: ?Sized + ClientContract>(&mut self) -> Option<String> {
        let name = named(C::INFO.name)?;
        let mut sink = ClientSink::new(&mut self.schemas);
        (C::TYPES)(&mut sink);
        let client = Client {
            about: about(&C::INFO.about),
            methods: sink
                .methods
                .into_iter()
                .map(|(name, method)| (name.to_owned(), method))
                .collect(),
        };
        let new = client.about.path.clone();
        if let Some(old) = self.contract.clients.insert(name.clone(), client)
            && old.about.path != new
        {
            let (kind, way) = ("client contracts", "client_contract(name = \"…\")");
            self.shared(kind, &name, way, &old.about.path, &new);
        }
        Some(name)
    }

    fn state<S: CallerState>(&mut self) -> Option<String> {
        let name = named(S::INFO.name)?;
        let mut sink = StateSink::new(&mut self.schemas, S::INFO.fields);
        (S::TYPES)(&mut sink);
        let initial = S::initial();
        let mut fields = sink.fields;
        for (index, field) in fields.iter_mut().enumerate() {
            field.default = first_value(&initial, index);
        }
        let state = State {
            about: about(&S::INFO.about),
            digest: String::new(),
            fields,
        };
        let new = state.about.path.clone();
        if let Some(old) = self.contract.states.insert(name.clone(), state)
            && old.about.path != new
        {
            let (kind, way) = ("caller states", "caller_state(name = \"…\")");
            self.shared(kind, &name, way, &old.about.path, &new);
        }
        Some(name)
    }

    fn shared(&mut self, kind: &str, name: &str, way: &str, old: &str, new: &str) {
        self.faults.push(format!(
            "two {kind} are called `{name}`: `{old}` and `{new}`\nhelp: give one another name with `#[{way}]`"
        ));
    }
}

/// The first value of a field; null if it has no form in JSON.
fn first_value<S: CallerState>(state: &S, index: usize) -> Value {
    let json = state.field_to_json(index).unwrap_or_default();
    serde_json::from_str(&json).unwrap_or_default()
}

fn named(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

pub(super) fn about(info: &AboutInfo) -> About {
    About {
        path: info.rust.to_owned(),
        docs: info.docs.to_owned(),
        deprecated: info.deprecated.as_ref().map(deprecated),
    }
}

fn authorize(policies: &[PolicyRow]) -> Vec<Authorize> {
    let demand = |policy: &PolicyRow| Authorize {
        policy: Some(policy.name.to_owned()),
        roles: Vec::new(),
    };
    policies.iter().map(demand).collect()
}

pub(super) fn deprecated(info: &DeprecatedInfo) -> Deprecated {
    Deprecated {
        since: info.since.map(str::to_owned),
        note: info.note.map(str::to_owned),
    }
}

pub(super) fn param(info: &ParamInfo, schema: Value) -> Param {
    Param {
        name: info.name.to_owned(),
        schema,
        presence: match info.presence {
            info::Presence::Required => Presence::Required,
            info::Presence::Nullable => Presence::Nullable,
            info::Presence::Optional => Presence::Optional,
        },
        upload: info.upload,
    }
}
