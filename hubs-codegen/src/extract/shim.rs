//! A crate with a library: a program of ours links it and writes the contract.
//!
//! The linker leaves out crates that nobody names, and their hubs with them, so the program names every workspace
//! member that may hold hubs. It is a workspace of its own inside the target folder, with the user's lock file and
//! `[patch]`, and shares the user's target folder, so that little is built twice.

use std::{fs, path::Path, process::Command};

use cargo_metadata::Package;
use toml::{Table, Value};

use super::{
    PackageSource,
    build::{self, Outcome},
    hook::env_cargo,
    workspace::{Workspace, crate_name, library},
};
use crate::error::{Error, at};

/// Builds and runs the program; returns the text of the contract.
pub(super) fn run(workspace: &Workspace, source: &PackageSource) -> Result<String, Error> {
    let package = workspace.package();
    if workspace.library().is_none() {
        return Err(
            Error::new(format!("package `{}` has no library to link", package.name))
                .help("leave `--via shim` away: the binary is run instead"),
        );
    }
    let folder = workspace
        .target_directory()
        .join("hubs-codegen")
        .join(package.name.as_str());
    lay_out(workspace, source, &folder)?;
    let mut cargo = Command::new(env_cargo());
    cargo
        // The user's `.cargo/config.toml` and toolchain file are found from here.
        .current_dir(workspace.root())
        .args(["build", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.target_directory());
    if source.offline {
        cargo.arg("--offline");
    }
    let program = build::executable(cargo, &format!("package `{}`", package.name))?;
    match build::export(&program, workspace.root(), &folder)? {
        Outcome::Written(text) => Ok(text),
        Outcome::Ended(_) if !workspace.binaries().is_empty() => Err(Error::new(format!(
            "the library of package `{}` gave no contract; the reason stands above",
            package.name
        ))
        .help(
            "hubs in a binary are seen with `--via hook`, if its `main` starts with `hubs_runtime::export_hook!();`",
        )),
        Outcome::Ended(_) | Outcome::Running => Err(Error::new(format!(
            "the library of package `{}` gave no contract; the reason stands above",
            package.name
        ))),
    }
}

/// Writes the program's files, each only if it changes.
fn lay_out(workspace: &Workspace, source: &PackageSource, folder: &Path) -> Result<(), Error> {
    let members = workspace.hub_members();
    write(
        &folder.join("Cargo.toml"),
        &manifest(workspace, source, &members)?,
    )?;
    write(&folder.join("src/main.rs"), &program(&members))?;
    let (from, to) = (
        workspace.root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    );
    // Cargo adds the program itself to the copy; the versions stay those that the user has locked.
    let known = folder.join("Cargo.lock.of-workspace");
    if let Ok(lock) = fs::read_to_string(&from)
        && fs::read_to_string(&known).ok().as_deref() != Some(&lock)
    {
        write(&to, &lock)?;
        write(&known, &lock)?;
    }
    Ok(())
}

fn manifest(
    workspace: &Workspace,
    source: &PackageSource,
    members: &[&Package],
) -> Result<String, Error> {
    let mut dependencies = Table::new();
    let mut runtime = origin(workspace.runtime()?);
    runtime.insert("features".to_owned(), Value::Array(vec!["contract".into()]));
    dependencies.insert("hubs-runtime".to_owned(), Value::Table(runtime));
    for (index, member) in members.iter().enumerate() {
        let mut dependency = origin(member);
        dependency.insert("package".to_owned(), member.name.as_str().into());
        if member.id == workspace.package().id {
            let features = features(source, member);
            dependency.insert("features".to_owned(), Value::Array(features));
            dependency.insert(
                "default-features".to_owned(),
                (!source.no_default_features).into(),
            );
        }
        dependencies.insert(alias(index), Value::Table(dependency));
    }
    let mut package = Table::new();
    // One name for each package, because the program lands in the user's target folder.
    let name = format!("hubs-contract-of-{}", workspace.package().name);
    package.insert("name".to_owned(), name.into());
    package.insert("version".to_owned(), "0.0.0".into());
    package.insert("edition".to_owned(), "2021".into());
    let mut manifest = Table::new();
    manifest.insert("package".to_owned(), Value::Table(package));
    manifest.insert("workspace".to_owned(), Value::Table(Table::new()));
    manifest.insert("dependencies".to_owned(), Value::Table(dependencies));
    manifest.extend(inherited(workspace.root())?);
    toml::to_string(&manifest).map_err(|error| Error::new(error.to_string()))
}

/// Where cargo finds the very package that the workspace uses.
fn origin(package: &Package) -> Table {
    let mut table = Table::new();
    match package.source.as_ref().map(|source| source.repr.as_str()) {
        Some(git) if git.starts_with("git+") => {
            let (url, rev) = git["git+".len()..].split_once('#').unwrap_or((git, ""));
            let url = url.split('?').next().unwrap_or(url);
            table.insert("git".to_owned(), url.into());
            table.insert("rev".to_owned(), rev.into());
        }
        Some(_) => {
            table.insert("version".to_owned(), format!("={}", package.version).into());
        }
        None => {
            let folder = package.manifest_path.parent().map(ToString::to_string);
            table.insert("path".to_owned(), folder.unwrap_or_default().into());
        }
    }
    table
}

fn features(source: &PackageSource, package: &Package) -> Vec<Value> {
    let all: Vec<&String> = package.features.keys().collect();
    let chosen = if source.all_features {
        all
    } else {
        source.features.iter().collect()
    };
    chosen
        .into_iter()
        .map(|name| name.as_str().into())
        .collect()
}

/// The parts of the user's root manifest that decide what is built: replaced dependencies and profiles.
fn inherited(root: &Path) -> Result<Table, Error> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(at(&path, "read"))?;
    let user: Table = toml::from_str(&text)
        .map_err(|error| Error::new(format!("`{}` is not valid: {error}", path.display())))?;
    let mut kept = Table::new();
    for key in ["patch", "profile"] {
        if let Some(value) = user.get(key) {
            let mut value = value.clone();
            make_absolute(&mut value, root);
            kept.insert(key.to_owned(), value);
        }
    }
    Ok(kept)
}

/// Paths in the user's manifest are relative to it, ours is elsewhere.
fn make_absolute(value: &mut Value, root: &Path) {
    let Value::Table(table) = value else { return };
    for (key, value) in table.iter_mut() {
        match value {
            Value::String(path) if key == "path" => {
                *path = root.join(&*path).display().to_string();
            }
            other => make_absolute(other, root),
        }
    }
}

fn program(members: &[&Package]) -> String {
    let mut text = String::from(
        "//! Written by hubs-codegen: links the crates that hold hubs and writes their contract.\n",
    );
    for (index, target) in members
        .iter()
        .filter_map(|member| library(member))
        .enumerate()
    {
        text += &format!("use {} as _; // {}\n", alias(index), crate_name(target));
    }
    text + "fn main() {\n    hubs_runtime::export_hook!();\n}\n"
}

/// Members are named by number, so that none clashes with another's name.
fn alias(index: usize) -> String {
    format!("hubs_member_{index}")
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    if fs::read_to_string(path).ok().as_deref() == Some(text) {
        return Ok(());
    }
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(at(parent, "created"))?;
    fs::write(path, text).map_err(at(path, "written"))
}
