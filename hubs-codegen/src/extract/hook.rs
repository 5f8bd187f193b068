//! A crate without a library: its own binary writes the contract at the start of `main`.

use std::{fs, process::Command};

use super::{
    PackageSource,
    build::{self, Outcome},
    workspace::Workspace,
};
use crate::error::{Error, at};

/// Builds and runs the binary; returns the text of the contract.
pub(super) fn run(workspace: &Workspace, source: &PackageSource) -> Result<String, Error> {
    let package = workspace.package();
    let bin = choose(workspace, source)?;
    let runtime = workspace.runtime_alias().ok_or_else(|| {
        Error::new(format!(
            "package `{}` does not itself depend on `hubs-runtime`",
            package.name
        ))
        .help("the macro `hubs_runtime::export_hook!()` needs it: run `cargo add hubs-runtime`")
    })?;
    let mut cargo = Command::new(env_cargo());
    cargo
        .current_dir(workspace.root())
        .args(["build", "--quiet", "--manifest-path"])
        .arg(package.manifest_path.as_std_path())
        .args(["--package", &package.name, "--bin", bin])
        .arg("--features")
        .arg(format!("{runtime}/contract"));
    if source.all_features {
        cargo.arg("--all-features");
    }
    if source.no_default_features {
        cargo.arg("--no-default-features");
    }
    for feature in &source.features {
        cargo.args(["--features", feature]);
    }
    pass_on(source, &mut cargo);
    let program = build::executable(cargo, &format!("the binary `{bin}`"))?;
    let scratch = workspace.target_directory().join("hubs-codegen").join(bin);
    fs::create_dir_all(&scratch).map_err(at(&scratch, "created"))?;
    match build::export(&program, workspace.root(), &scratch)? {
        Outcome::Written(text) => Ok(text),
        Outcome::Ended(status) if status.success() => Err(no_hook(bin, "ended without it")),
        Outcome::Ended(status) => Err(Error::new(format!(
            "the binary `{bin}` gave no contract ({status}); what it said stands above"
        ))
        .help(HOOK)),
        Outcome::Running => Err(no_hook(bin, "went on without it")),
    }
}

const HOOK: &str = "let `main` start with `hubs_runtime::export_hook!();`, or move the hubs into a library \
                    (src/lib.rs), which needs no such line";

fn no_hook(bin: &str, did: &str) -> Error {
    Error::new(format!(
        "the binary `{bin}` was asked for its contract but {did}"
    ))
    .help(HOOK)
}

fn choose<'a>(workspace: &'a Workspace, source: &'a PackageSource) -> Result<&'a str, Error> {
    let bins = workspace.binaries();
    let name = &workspace.package().name;
    if let Some(bin) = &source.bin {
        return bins
            .iter()
            .find(|known| *known == bin)
            .copied()
            .ok_or_else(|| {
                Error::new(format!("package `{name}` has no binary `{bin}`"))
                    .help(format!("its binaries are: {}", bins.join(", ")))
            });
    }
    let default = workspace.package().default_run.as_deref();
    match (bins.as_slice(), default) {
        (_, Some(default)) => Ok(default),
        ([one], None) => Ok(one),
        ([], None) => Err(Error::new(format!("package `{name}` has no binary"))),
        (several, None) => Err(Error::new(format!("package `{name}` has several binaries"))
            .help(format!("choose one with `--bin`: {}", several.join(", ")))),
    }
}

/// The cargo that runs us, if one does.
pub(super) fn env_cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Flags that mean the same to every cargo command.
pub(super) fn pass_on(source: &PackageSource, cargo: &mut Command) {
    if source.locked {
        cargo.arg("--locked");
    }
    if source.offline {
        cargo.arg("--offline");
    }
}
