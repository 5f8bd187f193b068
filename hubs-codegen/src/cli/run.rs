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
    watch::watch,
};
use crate::{
    check::{self, Origin},
    diff,
    error::Error,
    extract::{Source, extract},
    output::Files,
    rust, typescript,
};

pub(super) fn run(command: &Command) -> Result<ExitCode, Error> {
    match command {
        Command::Ts(arguments) => again(&arguments.source, || ts(arguments)),
        Command::Rust(arguments) => again(&arguments.source, || rust_client(arguments)),
        Command::Contract(arguments) => again(&arguments.source, || contract(arguments)),
        Command::Diff(arguments) => compare(arguments),
    }
}

/// Once, or with `--watch` after each change.
fn again(
    source: &SourceArguments,
    once: impl Fn() -> Result<ExitCode, Error>,
) -> Result<ExitCode, Error> {
    match source.watch {
        true => watch(&source.source(), once),
        false => once(),
    }
}

fn ts(arguments: &Ts) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    let files = typescript::generate(&contract, &arguments.options())?;
    deliver(&files, &arguments.out, arguments.check)
}

fn rust_client(arguments: &RustArguments) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    let files = rust::generate(&contract, &arguments.options())?;
    deliver(&files, &arguments.out, arguments.check)
}

fn contract(arguments: &ContractArguments) -> Result<ExitCode, Error> {
    let contract = read(&arguments.source)?;
    if arguments.out == Path::new("-") {
        let text = contract.to_json();
        let written = std::io::stdout().write_all(text.as_bytes());
        written
            .map_err(|error| Error::new(format!("standard output cannot be written: {error}")))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (folder, name) = match (arguments.out.parent(), arguments.out.file_name()) {
        (Some(folder), Some(name)) => (folder, name),
        _ => {
            return Err(Error::new(format!(
                "`{}` is not a file's path",
                arguments.out.display()
            )));
        }
    };
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let mut files = Files::default();
    files.add(name, contract.to_json());
    deliver_listed(&files, folder, arguments.check)
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
    let extracted = extract(&source.source())?;
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

/// Writes the files or checks them; a whole folder is ours.
fn deliver(files: &Files, folder: &Path, check: bool) -> Result<ExitCode, Error> {
    if check {
        return stale(&files.diff(folder)?);
    }
    let changed = files.write(folder)?;
    let count = files.iter().count();
    eprintln!("{}: {count} files, {changed} changed", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The same for files in a folder that is the user's.
fn deliver_listed(files: &Files, folder: &Path, check: bool) -> Result<ExitCode, Error> {
    if check {
        return stale(&files.diff_listed(folder)?);
    }
    let changed = files.write_listed(folder)?;
    for (path, _) in files.iter() {
        let state = if changed == 0 { "unchanged" } else { "written" };
        eprintln!("{}: {state}", folder.join(path).display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The verdict of `--check`.
fn stale(diff: &str) -> Result<ExitCode, Error> {
    if diff.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    print!("{diff}");
    let command: Vec<String> = std::env::args()
        .filter(|argument| argument != "--check")
        .collect();
    let program = command.first().map(|path| {
        let name = Path::new(path).file_stem().unwrap_or_default();
        name.to_string_lossy().into_owned()
    });
    eprintln!(
        "error: the generated files are stale\nhelp: run `{} {}`",
        program.unwrap_or_default(),
        command.get(1..).unwrap_or_default().join(" ")
    );
    Ok(ExitCode::from(STALE))
}
