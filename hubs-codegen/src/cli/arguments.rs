//! What stands on the command line.

use std::{ffi::OsStr, path::PathBuf};

use clap::{
    Arg, Args, Parser, Subcommand, ValueEnum,
    builder::{EnumValueParser, PossibleValue, TypedValueParser},
    error::ErrorKind,
};

use crate::{
    extract::{PackageSource, Source, Via},
    rust,
    typescript::{ImportExt, Int64, Options},
};

/// Writes typed clients for the hubs of a Rust crate.
#[derive(Debug, Parser)]
#[command(name = "hubs-codegen", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the TypeScript client, on top of the npm package @microsoft/signalr
    Ts(Ts),
    /// Write the Rust client, on top of the feature `client` of hubs-runtime
    Rust(RustArguments),
    /// Write everything that `hubs.toml` lists
    Generate(GenerateArguments),
    /// Write the contract, `hubs.contract.json`
    Contract(ContractArguments),
    /// Print the JSON Schema of contract files
    Schema,
    /// Tell what changed between two contracts, and who must update
    Diff(DiffArguments),
}

#[derive(Debug, Args)]
pub(super) struct Ts {
    #[command(flatten)]
    pub(super) source: SourceArguments,
    /// Folder for the files; made if it is missing
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Write nothing; exit with 4 and a diff if the files are not up to date
    #[arg(long, conflicts_with = "watch")]
    pub(super) check: bool,
    /// Ending of the paths in `import`
    #[arg(long, value_enum, default_value_t)]
    pub(super) import_ext: ImportExtArgument,
    /// What 64-bit integers become: refused, or `number`, exact up to 2^53 - 1
    #[arg(long, value_parser = Int64Parser, default_value = "error")]
    pub(super) int64: Int64,
    /// Write `hubs-react.ts` too: hooks for React 18 or later, of which the project has @types/react
    #[arg(long)]
    pub(super) react: bool,
}

/// As clap shows it: the default by name.
pub(super) type ImportExtArgument = ImportExt;

/// What integers become; says of what is not offered why.
#[derive(Clone)]
pub(super) struct Int64Parser;

impl TypedValueParser for Int64Parser {
    type Value = Int64;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Int64, clap::Error> {
        if let Some(error) = value.to_str().and_then(Int64::not_offered) {
            let text = format!("{}\n", error.within("--int64"));
            return Err(clap::Error::raw(ErrorKind::InvalidValue, text).with_cmd(command));
        }
        EnumValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = Int64::value_variants().iter();
        Some(Box::new(values.filter_map(ValueEnum::to_possible_value)))
    }
}

impl Ts {
    pub(super) fn options(&self) -> Options {
        Options {
            import_ext: self.import_ext,
            int64: self.int64,
            react: self.react,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RustArguments {
    #[command(flatten)]
    pub(super) source: SourceArguments,
    /// Folder for the files, a module of its own; made if it is missing
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Write nothing; exit with 4 and a diff if the files are not up to date
    #[arg(long, conflicts_with = "watch")]
    pub(super) check: bool,
    /// Take the types that have names from this module, as `chat_types`, and write only the others
    #[arg(long, value_name = "PATH")]
    types_from: Option<String>,
}

impl RustArguments {
    pub(super) fn options(&self) -> rust::Options {
        rust::Options {
            types_from: self.types_from.clone(),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ContractArguments {
    #[command(flatten)]
    pub(super) source: SourceArguments,
    /// The file; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "hubs.contract.json")]
    pub(super) out: PathBuf,
    /// Write nothing; exit with 4 and a diff if the file is not up to date
    #[arg(long, conflicts_with = "watch")]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct GenerateArguments {
    /// The file, or a `Cargo.toml` with `[package.metadata.hubs]`; the nearest in this folder or above if left out
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Write nothing; exit with 4 and a diff if the files are not up to date
    #[arg(long, conflicts_with = "watch")]
    pub(super) check: bool,
    /// Use the versions of Cargo.lock or fail
    #[arg(long)]
    pub(super) locked: bool,
    /// Do without the network
    #[arg(long)]
    pub(super) offline: bool,
    /// Do it again after each change of the sources or the file, and leave the files as they are while something is wrong
    #[arg(long)]
    pub(super) watch: bool,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The contract that was: a file, or `git:REVISION` for the same path in that revision
    pub(super) old: String,
    /// The contract that is
    #[arg(default_value = "hubs.contract.json")]
    pub(super) new: PathBuf,
}

/// Where the contract comes from.
#[derive(Debug, Args)]
pub(super) struct SourceArguments {
    /// Package with the hubs; that of the current folder if left out
    #[arg(long, short, value_name = "NAME")]
    package: Option<String>,
    /// Path of its `Cargo.toml`, if it is elsewhere
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// A contract file instead of a package; needs no Rust toolchain
    #[arg(long, value_name = "FILE", conflicts_with_all = ["package", "manifest_path", "features", "all_features",
        "no_default_features", "locked", "offline", "bin", "via"])]
    contract: Option<PathBuf>,
    /// The address at which a running server tells its contract, as `http://localhost:3000/hubs.contract.json`
    #[arg(long, value_name = "URL", conflicts_with_all = ["contract", "package", "manifest_path", "features", "all_features",
        "no_default_features", "locked", "offline", "bin", "via", "watch"])]
    url: Option<String>,
    /// Features of the package to switch on
    #[arg(long, short = 'F', value_name = "FEATURES", value_delimiter = ',')]
    features: Vec<String>,
    /// Switch all features on
    #[arg(long)]
    all_features: bool,
    /// Leave the default features off
    #[arg(long)]
    no_default_features: bool,
    /// Use the versions of Cargo.lock or fail
    #[arg(long)]
    locked: bool,
    /// Do without the network
    #[arg(long)]
    offline: bool,
    /// The binary to run, of several
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
    /// How to get at the contract
    #[arg(long, value_enum, default_value_t)]
    via: Via,
    /// Do it again after each change of the sources, and leave the files as they are while something is wrong
    #[arg(long)]
    pub(super) watch: bool,
}

impl SourceArguments {
    pub(super) fn source(&self) -> Source {
        if let Some(path) = &self.contract {
            return Source::File(path.clone());
        }
        if let Some(url) = &self.url {
            return Source::Url(url.clone());
        }
        Source::Package(PackageSource {
            package: self.package.clone(),
            manifest_path: self.manifest_path.clone(),
            features: self.features.clone(),
            all_features: self.all_features,
            no_default_features: self.no_default_features,
            locked: self.locked,
            offline: self.offline,
            bin: self.bin.clone(),
            via: self.via,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
