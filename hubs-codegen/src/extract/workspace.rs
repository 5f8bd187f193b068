//! The user's workspace: which package is meant, and what it is linked with.

use std::{collections::BTreeSet, path::Path};

use cargo_metadata::{
    CargoOpt, DependencyKind, Metadata, MetadataCommand, Package, PackageId, Target, TargetKind,
};
use hubs_contract::{model::Contract, names::nearest};

use super::{PackageSource, Watched};
use crate::error::Error;

const RUNTIME: &str = "hubs-runtime";

/// A loaded workspace with one package chosen.
pub(super) struct Workspace {
    metadata: Metadata,
    package: PackageId,
}

impl Workspace {
    /// Asks cargo.
    pub(super) fn load(source: &PackageSource) -> Result<Self, Error> {
        let metadata = command(source).exec().map_err(|error| {
            let text = match error {
                cargo_metadata::Error::CargoMetadata { stderr } => stderr.trim_end().to_owned(),
                other => other.to_string(),
            };
            Error::new(format!("cargo cannot read the workspace: {text}"))
        })?;
        let package = choose(&metadata, source)?.id.clone();
        let workspace = Self { metadata, package };
        workspace.runtime()?;
        Ok(workspace)
    }

    pub(super) fn package(&self) -> &Package {
        &self.metadata[&self.package]
    }

    pub(super) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    pub(super) fn target_directory(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// The library target of the package, if it can be linked.
    pub(super) fn library(&self) -> Option<&Target> {
        library(self.package())
    }

    /// The names of the package's binaries.
    pub(super) fn binaries(&self) -> Vec<&str> {
        let targets = self.package().targets.iter();
        targets
            .filter(|target| target.is_bin())
            .map(|target| target.name.as_str())
            .collect()
    }

    /// The `hubs-runtime` that the package is linked with.
    pub(super) fn runtime(&self) -> Result<&Package, Error> {
        let closure = self.closure();
        let found = closure
            .iter()
            .map(|id| &self.metadata[id])
            .find(|package| *package.name == RUNTIME);
        found.ok_or_else(|| {
            Error::new(format!(
                "package `{}` does not depend on `{RUNTIME}`, so it has no hubs",
                self.package().name
            ))
            .help(self.other_packages())
        })
    }

    /// The name under which the package itself depends on `hubs-runtime`.
    pub(super) fn runtime_alias(&self) -> Option<&str> {
        let dependency = self.package().dependencies.iter().find(|dependency| {
            dependency.name == RUNTIME && dependency.kind == DependencyKind::Normal
        })?;
        Some(dependency.rename.as_deref().unwrap_or(&dependency.name))
    }

    /// The package and every other workspace member it is linked with that may hold hubs.
    pub(super) fn hub_members(&self) -> Vec<&Package> {
        let mut members: Vec<&Package> = self
            .closure()
            .iter()
            .filter(|id| self.metadata.workspace_members.contains(id))
            .map(|id| &self.metadata[id])
            .filter(|package| **package.name != *RUNTIME && library(package).is_some())
            .filter(|package| package.id == self.package || depends_on_runtime(package))
            .collect();
        members.sort_by(|a, b| a.name.cmp(&b.name));
        members
    }

    /// A warning for each member that depends on the runtime and has no hub.
    pub(super) fn silent_members(&self, contract: &Contract) -> Vec<String> {
        let crates: BTreeSet<&str> = contract
            .hubs
            .values()
            .filter_map(|hub| hub.about.path.split("::").next())
            .collect();
        let silent = self.hub_members().into_iter().filter(|package| {
            depends_on_runtime(package)
                && !library(package)
                    .is_some_and(|target| crates.contains(crate_name(target).as_str()))
        });
        silent
            .map(|package| {
                format!(
                    "package `{}` depends on `{RUNTIME}` but has no hub in its library",
                    package.name
                )
            })
            .collect()
    }

    /// Whose change may change the contract.
    pub(super) fn watched(&self) -> Watched {
        let closure = self.closure();
        let packages = closure.iter().map(|id| &self.metadata[id]);
        let mut watched = Watched {
            ignored: BTreeSet::from([self.target_directory().to_owned()]),
            ..Watched::default()
        };
        watched
            .files
            .extend(["Cargo.toml", "Cargo.lock"].map(|name| self.root().join(name)));
        // What comes from a registry does not change.
        for package in packages.filter(|package| package.source.is_none()) {
            watched
                .files
                .insert(package.manifest_path.clone().into_std_path_buf());
            let build = package
                .targets
                .iter()
                .find(|target| target.is_custom_build());
            let build = build.map(|target| target.src_path.clone().into_std_path_buf());
            watched.files.extend(build);
            let linked = package.targets.iter().filter(|target| is_linked(target));
            let folders = linked.filter_map(|target| target.src_path.parent());
            watched
                .folders
                .extend(folders.map(|folder| folder.as_std_path().to_owned()));
        }
        watched
    }

    /// The package and all that it is linked with, build scripts and tests aside.
    fn closure(&self) -> Vec<PackageId> {
        let resolve = self.metadata.resolve.as_ref();
        let mut seen = vec![self.package.clone()];
        let mut next = 0;
        while let Some(id) = seen.get(next).cloned() {
            next += 1;
            let node = resolve.and_then(|resolve| resolve.nodes.iter().find(|node| node.id == id));
            for dependency in node.iter().flat_map(|node| &node.deps) {
                let is_linked = dependency
                    .dep_kinds
                    .iter()
                    .any(|kind| kind.kind == DependencyKind::Normal);
                if is_linked && !seen.contains(&dependency.pkg) {
                    seen.push(dependency.pkg.clone());
                }
            }
        }
        seen
    }

    fn other_packages(&self) -> String {
        let names: Vec<String> = self
            .metadata
            .workspace_packages()
            .iter()
            .filter(|package| depends_on_runtime(package))
            .map(|package| format!("`--package {}`", package.name))
            .collect();
        if names.is_empty() {
            format!(
                "no package of this workspace depends on `{RUNTIME}`; add it with `cargo add {RUNTIME}`"
            )
        } else {
            format!("packages with hubs: {}", names.join(", "))
        }
    }
}

/// The name by which Rust code calls a library.
pub(super) fn crate_name(target: &Target) -> String {
    target.name.replace('-', "_")
}

pub(super) fn library(package: &Package) -> Option<&Target> {
    package.targets.iter().find(|target| {
        let linkable = [TargetKind::Lib, TargetKind::RLib];
        target.kind.iter().any(|kind| linkable.contains(kind))
    })
}

/// Whether a target may be part of the program, unlike tests and the like.
fn is_linked(target: &Target) -> bool {
    !(target.is_test() || target.is_bench() || target.is_example() || target.is_custom_build())
}

fn depends_on_runtime(package: &Package) -> bool {
    package
        .dependencies
        .iter()
        .any(|dependency| dependency.name == RUNTIME && dependency.kind == DependencyKind::Normal)
}

fn command(source: &PackageSource) -> MetadataCommand {
    let mut command = MetadataCommand::new();
    if let Some(path) = &source.manifest_path {
        command.manifest_path(path);
    }
    if source.package.is_none() {
        // Features belong to one package; cargo takes them for the whole workspace only if none has to be found first.
        if source.all_features {
            command.features(CargoOpt::AllFeatures);
        }
        if source.no_default_features {
            command.features(CargoOpt::NoDefaultFeatures);
        }
        if !source.features.is_empty() {
            command.features(CargoOpt::SomeFeatures(source.features.clone()));
        }
    }
    let mut options = Vec::new();
    if source.locked {
        options.push("--locked".to_owned());
    }
    if source.offline {
        options.push("--offline".to_owned());
    }
    command.other_options(options);
    command
}

fn choose<'a>(metadata: &'a Metadata, source: &PackageSource) -> Result<&'a Package, Error> {
    let members = metadata.workspace_packages();
    if let Some(name) = &source.package {
        let found = members.iter().find(|package| **package.name == *name);
        return found.copied().ok_or_else(|| unknown(name, &members));
    }
    if let Some(root) = metadata.root_package() {
        return Ok(root);
    }
    let with_hubs: Vec<&Package> = members
        .into_iter()
        .filter(|package| depends_on_runtime(package))
        .collect();
    match with_hubs.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::new(format!(
            "no package of the workspace `{}` depends on `{RUNTIME}`",
            metadata.workspace_root
        ))
        .help("run hubs-codegen where the hubs are, or name their package with `--package` or `--manifest-path`")),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|package| format!("`{}`", package.name))
                .collect();
            Err(
                Error::new(format!("several packages may hold hubs: {}", names.join(", ")))
                    .help("choose one with `--package NAME`"),
            )
        }
    }
}

fn unknown(name: &str, members: &[&Package]) -> Error {
    let names = || members.iter().map(|package| package.name.as_str());
    let error = Error::new(format!("the workspace has no package `{name}`"));
    match nearest(name, names()) {
        Some(near) => error.help(format!("did you mean `--package {near}`?")),
        None => error.help(format!(
            "its packages are {}",
            names().collect::<Vec<_>>().join(", ")
        )),
    }
}
