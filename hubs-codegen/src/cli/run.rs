//! What the subcommands do.

use std::{
    io::Write,
    path::Path,
    process::{Command as Process, ExitCode},
};

use hubs_contract::model::Contract;

use super::{
    STALE,
    arguments::{Command, ContractArguments, DiffArguments, RustArguments, SourceArguments, Ts},
    deliver::Delivery,
    generate::generate,
    watch::watch,
};
use crate::{
    check::{self, Origin},
    diff,
    error::Error,
    extract::{Source, extract, watched},
    rust, schema, typescript,
};

pub(super) fn run(command: &Command) -> Result<ExitCode, Error> {
    match command {
        Command::Ts(arguments) => again(&arguments.source, || ts(arguments)),
        Command::Rust(arguments) => again(&arguments.source, || rust_client(arguments)),
        Command::Generate(arguments) => generate(arguments),
        Command::Contract(arguments) => again(&arguments.source, || contract(arguments)),
        Command::Schema => print(&schema::text()),
        Command::Diff(arguments) => compare(arguments),
    }
}

/// Once, or with `--watch` after each change.
fn again(
    source: &SourceArguments,
    once: impl Fn() -> Result<ExitCode, Error>,
) -> Result<ExitCode, Error> {
    match source.watch {
        true => watch(|| watched(&source.source()), once),
        false => once(),
    }
}

fn ts(arguments: &Ts) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    let files = typescript::generate(&contract, &arguments.options())?;
    Delivery::folder(files, &arguments.out).deliver(arguments.check)
}

fn rust_client(arguments: &RustArguments) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    let files = rust::generate(&contract, &arguments.options())?;
    Delivery::folder(files, &arguments.out).deliver(arguments.check)
}

fn contract(arguments: &ContractArguments) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    if arguments.out == Path::new("-") {
        return print(&contract.to_json());
    }
    Delivery::contract(&contract, &arguments.out)?.deliver(arguments.check)
}

fn print(text: &str) -> Result<ExitCode, Error> {
    let written = std::io::stdout().write_all(text.as_bytes());
    written.map_err(|error| Error::new(format!("standard output cannot be written: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

fn compare(arguments: &DiffArguments) -> Result<ExitCode, Error> {
    let old = match arguments.old.strip_prefix("git:") {
        Some(revision) => of_revision(revision, &arguments.new)?,
        None => of_file(Path::new(&arguments.old))?,
    };
    let changes = diff::changes(&old, &of_file(&arguments.new)?);
    print!("{changes}");
    Ok(if changes.breaks_clients() {
        ExitCode::from(STALE)
    } else {
        ExitCode::SUCCESS
    })
}

fn read(source: &SourceArguments) -> Result<Contract, Error> {
    told(&source.source())
}

/// The contract of a source, whose warnings are told.
pub(super) fn told(source: &Source) -> Result<Contract, Error> {
    let extracted = extract(source)?;
    for warning in &extracted.warnings {
        eprintln!("warning: {warning}");
    }
    Ok(extracted.contract)
}

fn of_file(path: &Path) -> Result<Contract, Error> {
    extract(&Source::File(path.to_owned())).map(|extracted| extracted.contract)
}

/// The contract file as it was in a git revision.
fn of_revision(revision: &str, path: &Path) -> Result<Contract, Error> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let output = Process::new("git")
        .current_dir(folder.unwrap_or(Path::new(".")))
        .args(["show", &format!("{revision}:./{name}")])
        .output()
        .map_err(|error| Error::new(format!("git cannot be started: {error}")))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(Error::new(format!(
            "git has no `{name}` in `{revision}`: {}",
            reason.trim()
        )));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    check::read(&text, &Origin::File(format!("{revision}:{name}")))
}
