//! Getting the contract out of a crate, by building and running it.
//!
//! A crate with a library is linked into a small program of ours (`shim`), so that it needs no change. A crate that is
//! only a binary says `hubs_runtime::export_hook!()` at the start of `main` and is run itself (`hook`).

mod build;
mod hook;
mod shim;
mod url;
mod workspace;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use hubs_contract::model::Contract;

use crate::{
    check::{Origin, read},
    error::{Error, at},
};
use workspace::Workspace;

/// Where the contract comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A crate of a cargo workspace.
    Package(PackageSource),
    /// A contract file; no Rust toolchain is needed.
    File(PathBuf),
    /// The address at which a server tells its contract; no Rust toolchain is needed.
    Url(String),
}

/// A crate, and how cargo shall build it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageSource {
    /// Name of the package; the one of the current folder if absent.
    pub package: Option<String>,
    /// Path of a `Cargo.toml`; found from the current folder if absent.
    pub manifest_path: Option<PathBuf>,
    /// Features of the package to switch on.
    pub features: Vec<String>,
    /// Whether to switch all features on.
    pub all_features: bool,
    /// Whether to leave the default features off.
    pub no_default_features: bool,
    /// Passed on to cargo.
    pub locked: bool,
    /// Passed on to cargo.
    pub offline: bool,
    /// The binary to run, if the package has several.
    pub bin: Option<String>,
    /// How to get at the contract.
    pub via: Via,
}

/// How to get at the contract of a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Via {
    /// The library if there is one, else the binary.
    #[default]
    Auto,
    /// Link the library into a program of ours.
    Shim,
    /// Run the binary, whose `main` starts with `hubs_runtime::export_hook!()`.
    Hook,
}

/// A contract and what is worth knowing about its extraction.
#[derive(Clone, Debug)]
pub struct Extracted {
    /// The contract.
    pub contract: Contract,
    /// Warnings for the person at the command line.
    pub warnings: Vec<String>,
}

/// Reads or extracts the contract.
///
/// # Errors
/// If the crate is not found, does not build, has no hub; if a file is no contract of this version.
pub fn extract(source: &Source) -> Result<Extracted, Error> {
    match source {
        Source::File(path) => {
            let text = std::fs::read_to_string(path).map_err(at(path, "read"))?;
            let contract = read(&text, &Origin::File(path.display().to_string()))?;
            Ok(Extracted {
                contract,
                warnings: Vec::new(),
            })
        }
        Source::Url(url) => Ok(Extracted {
            contract: read(&url::get(url)?, &Origin::File(url.clone()))?,
            warnings: Vec::new(),
        }),
        Source::Package(source) => from_package(source),
    }
}

/// What a contract is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Folders with all that is in them.
    pub folders: BTreeSet<PathBuf>,
    /// Single files.
    pub files: BTreeSet<PathBuf>,
    /// Folders that do not count wherever they lie: builds write there.
    pub ignored: BTreeSet<PathBuf>,
}

impl Watched {
    /// One file.
    ///
    /// # Errors
    /// If its path cannot be made absolute.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).map_err(at(path, "found"))?;
        Ok(Self {
            files: BTreeSet::from([path]),
            ..Self::default()
        })
    }

    /// Adds what another contract is read from.
    pub fn extend(&mut self, other: Self) {
        self.folders.extend(other.folders);
        self.files.extend(other.files);
        self.ignored.extend(other.ignored);
    }
}

/// Whose change may change the contract: the file, or the sources of the package and of every package of this machine that it is
/// linked with.
///
/// # Errors
/// If the crate is not found, or a path cannot be made absolute.
pub fn watched(source: &Source) -> Result<Watched, Error> {
    match source {
        Source::File(path) => Watched::file(path),
        Source::Url(url) => Err(Error::new(format!(
            "`{url}` cannot be watched: a server does not tell when its contract changes"
        ))
        .help("leave `--watch` out, and run this again when the server has been started anew")),
        Source::Package(source) => Ok(Workspace::load(source)?.watched()),
    }
}

fn from_package(source: &PackageSource) -> Result<Extracted, Error> {
    let workspace = Workspace::load(source)?;
    let via_library = match source.via {
        Via::Auto => workspace.library().is_some(),
        Via::Shim => true,
        Via::Hook => false,
    };
    let text = if via_library {
        shim::run(&workspace, source)?
    } else {
        hook::run(&workspace, source)?
    };
    let contract = read(&text, &Origin::Build)?;
    let warnings = workspace.silent_members(&contract);
    Ok(Extracted { contract, warnings })
}
