//! From the description of a server to the server: the checks, what the paths of a hub share, the mounts.

use std::{
    any::TypeId,
    collections::{HashMap, hash_map::Entry},
    fmt,
    sync::Arc,
};

use axum::body::Bytes;
use hubs_contract::names;

use super::{
    builder::{HubServer, HubServerBuilder, MountedParts, PendingHub},
    contract_file::ContractFile,
    mounts::{Mount, MountId, Serves},
    paths::Address,
    routes::ServerShared,
};
#[cfg(feature = "redis")]
use crate::protocol::Conventions;
use crate::{
    connection::Place,
    delivery::{Delivery, memory::MemoryDelivery},
    hub::{
        drift::Members,
        filter::Filters,
        nacks::NackListeners,
        others::{AnyMounted, Hubs},
    },
    options::{HubOptions, OptionFault},
};

/// A hub at a path, with its settings.
struct SettledHub {
    hub: PendingHub,
    options: Arc<HubOptions>,
}

/// What a hub has once, at however many paths it is.
struct OfAllPaths {
    delivery: Arc<dyn Delivery>,
    filters: Filters,
    nack_listeners: NackListeners,
    members: Option<Arc<Members>>,
    /// The first of its mounts.
    counted_at: MountId,
    counts_users: bool,
}

impl HubServerBuilder {
    /// Checks everything and makes the server.
    ///
    /// # Errors
    /// [`BuildError`] names what is wrong: nothing to serve, two hubs of one name or anything twice at one path (ignoring
    /// case), a path that is none, a setting that makes no sense, an origin or a host that is none, a filter for a hub that
    /// is not there, a contract that is none or of other hubs.
    pub fn build(mut self) -> Result<HubServer, BuildError> {
        let origins = self.origins.policy().map_err(BuildError)?;
        self.check_names()?;
        self.check_paths()?;
        self.check_filters()?;
        self.check_server()?;
        let text = self.contract.take();
        let contract = text.as_deref().map(ContractFile::read);
        let contract = contract.transpose().map_err(BuildError)?;
        let shared_options = Arc::new(std::mem::take(&mut self.options));
        check_options(&shared_options, OF_ALL)?;
        let settled = std::mem::take(&mut self.pending).into_iter();
        let settled = settled.map(|hub| SettledHub::new(hub, &shared_options));
        let settled = settled.collect::<Result<Vec<_>, _>>()?;
        let shares = self.shares(&settled, contract.as_ref())?;
        let mut mounts = Vec::with_capacity(settled.len() + self.handlers.len());
        let mut hubs = Vec::with_capacity(settled.len());
        for hub in settled {
            let (type_id, id) = (hub.hub.type_id, MountId(mounts.len()));
            let (mount, mounted) = hub.mount(id, &shares[&type_id]);
            mounts.push(Arc::new(mount));
            hubs.push((type_id, mounted));
        }
        self.mount_handlers(&mut mounts, &shared_options)?;
        let limit = self.max_connections.unwrap_or(usize::MAX);
        let shared = ServerShared::new(origins, limit, self.redirect, Hubs::new(hubs));
        #[cfg(feature = "redis")]
        let shared = shared.with_backplane(self.backplane);
        Ok(HubServer {
            mounts: Arc::new(mounts),
            shared: Arc::new(shared),
            contract: text.map(Bytes::from),
            served: Default::default(),
        })
    }

    /// What each hub has once.
    fn shares(
        &self,
        settled: &[SettledHub],
        contract: Option<&ContractFile>,
    ) -> Result<HashMap<TypeId, OfAllPaths>, BuildError> {
        let mut shares = HashMap::new();
        for (index, first) in settled.iter().enumerate() {
            let Entry::Vacant(place) = shares.entry(first.hub.type_id) else {
                continue;
            };
            let same = settled
                .iter()
                .filter(|other| other.hub.type_id == first.hub.type_id);
            let options: Vec<&HubOptions> = same.map(|hub| &*hub.options).collect();
            let members = contract.map(|file| file.digests(&first.hub.members));
            let members = members.transpose().map_err(BuildError)?;
            place.insert(OfAllPaths {
                delivery: self.delivery(&first.hub, &options),
                filters: self.filters_of(first.hub.type_id),
                nack_listeners: self.nack_listeners.as_slice().into(),
                members: members.map(|digests| Arc::new(Members::new(digests))),
                counted_at: MountId(index),
                counts_users: options
                    .iter()
                    .any(|options| options.max_connections_per_user.is_some()),
            });
        }
        Ok(shares)
    }

    /// Where the connections of a hub meet: those of all its paths, which have these `options`.
    #[cfg_attr(not(feature = "redis"), allow(unused_variables))]
    fn delivery(&self, hub: &PendingHub, options: &[&HubOptions]) -> Arc<dyn Delivery> {
        #[cfg(feature = "redis")]
        if let Some(plane) = &self.backplane {
            // Messages have the declared form beside another, so that clients of every path find theirs.
            let conventions = options.iter().map(|options| options.conventions);
            let other = conventions.max_by_key(|conventions| *conventions != Conventions::Declared);
            return plane.delivery(hub.type_id, hub.name, other.unwrap_or_default());
        }
        Arc::new(MemoryDelivery::default())
    }

    /// The filters of one hub, the outermost first.
    fn filters_of(&self, hub: TypeId) -> Filters {
        let own = self.hub_filters.iter().filter(|row| row.hub == hub);
        let own = own.map(|row| &row.filter);
        self.filters.iter().chain(own).cloned().collect()
    }

    fn mount_handlers(
        &mut self,
        mounts: &mut Vec<Arc<Mount>>,
        shared_options: &Arc<HubOptions>,
    ) -> Result<(), BuildError> {
        for pending in std::mem::take(&mut self.handlers) {
            let (path, type_name) = (pending.path, pending.type_name);
            let (options, _) = own_or_shared(pending.options, (type_name, &path), shared_options)?;
            let id = MountId(mounts.len());
            mounts.push(Arc::new(Mount {
                id,
                counted_at: id,
                counts_users: options.max_connections_per_user.is_some(),
                place: place(path, &options),
                name: type_name,
                type_name,
                options,
                policies: pending.policies.into(),
                serves: Serves::Raw(pending.handler),
            }));
        }
        Ok(())
    }

    fn check_server(&self) -> Result<(), BuildError> {
        if self.pending.is_empty() && self.handlers.is_empty() {
            return Err(BuildError(
                "the server has no hub\nhelp: add one with `.hub(\"/chat\", ChatHub)`, or a handler of raw connections with \
                 `.connection(\"/echo\", echo)`"
                    .to_owned(),
            ));
        }
        if self.max_connections == Some(0) {
            return Err(BuildError(
                "`max_connections` of the server must not be zero\nhelp: nobody could connect; leave it out if only \
                 each hub's own limit is to count"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Every path with what is mounted there.
    fn paths(&self) -> Vec<MountedAt<'_>> {
        let at = |path, own: &Option<HubOptions>| {
            let options = own.as_ref().unwrap_or(&self.options);
            Address {
                path,
                refreshes: options.enable_authentication_refresh,
            }
        };
        let hubs = self.pending.iter().map(|hub| MountedAt {
            address: at(&hub.path, &hub.options),
            kind: "hub",
            type_name: hub.type_name,
        });
        let handlers = self.handlers.iter().map(|handler| MountedAt {
            address: at(&handler.path, &handler.options),
            kind: "handler",
            type_name: handler.type_name,
        });
        hubs.chain(handlers).collect()
    }

    fn check_paths(&self) -> Result<(), BuildError> {
        let all = self.paths();
        for &MountedAt {
            address: Address { path, .. },
            kind,
            type_name,
        } in &all
        {
            let well_formed = path.starts_with('/')
                && path
                    .chars()
                    .all(|letter| letter.is_ascii_graphic() && !"{}?#*".contains(letter))
                && (path == "/" || !path.ends_with('/'));
            if !well_formed {
                return Err(BuildError(format!(
                    "path `{path}` of {kind} `{type_name}` is not a path\nhelp: write it as `/chat`: a leading slash, no \
                     slash at the end, no parameters"
                )));
            }
        }
        for (index, later) in all.iter().enumerate() {
            all[..index]
                .iter()
                .try_for_each(|earlier| check_two_paths(earlier, later))?;
        }
        Ok(())
    }

    fn check_filters(&self) -> Result<(), BuildError> {
        for row in &self.hub_filters {
            if !self.pending.iter().any(|hub| hub.type_id == row.hub) {
                return Err(BuildError(format!(
                    "a filter is for hub `{}`, which is not mounted\nhelp: add `.hub(\"/path\", …)` for it, or drop the \
                     filter",
                    row.type_name
                )));
            }
        }
        Ok(())
    }

    /// One hub may have several paths, but two hubs must not have one name.
    fn check_names(&self) -> Result<(), BuildError> {
        for (index, later) in self.pending.iter().enumerate() {
            for earlier in &self.pending[..index] {
                let is_other = earlier.type_id != later.type_id;
                if is_other && names::fold(earlier.name) == names::fold(later.name) {
                    return Err(BuildError(format!(
                        "hub name `{}` is registered twice, by `{}` and by `{}`\nhelp: names are compared ignoring \
                         case; set `#[hub(name = \"…\")]` on one of them",
                        later.name, earlier.type_name, later.type_name
                    )));
                }
            }
        }
        Ok(())
    }
}

impl SettledHub {
    fn new(mut hub: PendingHub, shared: &Arc<HubOptions>) -> Result<Self, BuildError> {
        let (options, owner) =
            own_or_shared(hub.options.take(), (hub.type_name, &hub.path), shared)?;
        options
            .check_streams(hub.type_name, hub.streaming)
            .map_err(|fault| faulty_options(&owner, &fault))?;
        Ok(Self { hub, options })
    }

    /// What stands at its path, and what handles have.
    fn mount(self, id: MountId, share: &OfAllPaths) -> (Mount, AnyMounted) {
        let Self { hub, options } = self;
        let (served, mounted) = (hub.make)(MountedParts {
            options: options.clone(),
            delivery: share.delivery.clone(),
            filters: share.filters.clone(),
            nack_listeners: share.nack_listeners.clone(),
            members: share.members.clone(),
        });
        let mount = Mount {
            id,
            counted_at: share.counted_at,
            counts_users: share.counts_users,
            place: place(hub.path, &options),
            name: hub.name,
            type_name: hub.type_name,
            options,
            policies: hub.policies.into(),
            serves: Serves::Hub {
                type_id: hub.type_id,
                hub: served,
            },
        };
        (mount, mounted)
    }
}

/// What the connections of a mount have in common.
fn place(path: String, options: &HubOptions) -> Arc<Place> {
    Arc::new(Place {
        path,
        limits: options.limits(),
    })
}

/// What is mounted at a path.
struct MountedAt<'b> {
    address: Address<'b>,
    kind: &'static str,
    type_name: &'static str,
}

fn check_two_paths(earlier: &MountedAt<'_>, later: &MountedAt<'_>) -> Result<(), BuildError> {
    let (earlier_path, later_path) = (earlier.address.path, later.address.path);
    if names::fold(earlier_path) == names::fold(later_path) {
        return Err(BuildError(format!(
            "path `{}` is used twice, by `{}` and by `{}`\nhelp: paths are compared ignoring case; mount each {} at its own",
            later_path, earlier.type_name, later.type_name, later.kind
        )));
    }
    if let Some(path) = earlier.address.common(later.address) {
        return Err(BuildError(format!(
            "{}s `{}` at `{}` and `{}` at `{}` would both answer `{path}`\nhelp: clients of each send requests of their own there; \
             mount one of the two elsewhere",
            earlier.kind, earlier.type_name, earlier_path, later.type_name, later_path
        )));
    }
    Ok(())
}

/// Whose the settings are that a mount has if it has none of its own.
const OF_ALL: &str = "the server";

/// The settings of one mount and whose they are; `shared` were checked already.
fn own_or_shared(
    own: Option<HubOptions>,
    (type_name, path): (&str, &str),
    shared: &Arc<HubOptions>,
) -> Result<(Arc<HubOptions>, String), BuildError> {
    let Some(own) = own else {
        return Ok((shared.clone(), OF_ALL.to_owned()));
    };
    let owner = format!("{type_name} at `{path}`");
    check_options(&own, &owner)?;
    Ok((Arc::new(own), owner))
}

fn check_options(options: &HubOptions, owner: &str) -> Result<(), BuildError> {
    options
        .check()
        .map_err(|fault| faulty_options(owner, &fault))
}

fn faulty_options(owner: &str, fault: &OptionFault) -> BuildError {
    BuildError(format!("options of {owner}: {fault}"))
}

/// Why a server cannot be built.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError(String);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `main` returning this error prints the debug form; the text is what helps.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}
