//! `generate`: all outputs that a project lists, from one extraction of each contract.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use hubs_contract::model::Contract;

use super::{
    arguments::GenerateArguments,
    deliver::{Delivery, stale},
    run::told,
    watch::watch,
};
use crate::{
    config::{Config, Output, OutputKind},
    error::Error,
    extract::{Source, Watched, watched},
    rust, typescript,
};

pub(super) fn generate(arguments: &GenerateArguments) -> Result<ExitCode, Error> {
    let path = match &arguments.config {
        Some(path) => path.clone(),
        None => shown(Config::find(Path::new("."))?),
    };
    if arguments.watch {
        watch(|| read_of(&path, arguments), || once(&path, arguments))
    } else {
        once(&path, arguments)
    }
}

/// The path as the user would write it, who stands in this folder or below.
fn shown(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(below) => below.to_owned(),
        Err(_) => path,
    }
}

fn once(path: &Path, arguments: &GenerateArguments) -> Result<ExitCode, Error> {
    let outputs = outputs(path, arguments)?;
    let contracts = contracts(&outputs)?;
    // Everything is made before anything is written, so that outputs of different contracts never lie side by side.
    let mut deliveries = Vec::new();
    let mut errors = Vec::new();
    for output in &outputs {
        let known = contracts
            .iter()
            .find(|(source, _)| *source == output.source);
        let made = known.map(|(_, contract)| delivery(output, contract));
        match made {
            Some(Ok(delivery)) => deliveries.push(delivery),
            Some(Err(error)) => errors.push(error.within(&format!("`{}`", output.out.display()))),
            None => {}
        }
    }
    Error::all(errors)?;
    if arguments.check {
        let diffs: Result<Vec<String>, Error> = deliveries.iter().map(Delivery::diff).collect();
        return Ok(stale(&diffs?.concat()));
    }
    deliveries.iter().try_for_each(Delivery::write)?;
    Ok(ExitCode::SUCCESS)
}

/// What the file lists, built as the flags say.
fn outputs(path: &Path, arguments: &GenerateArguments) -> Result<Vec<Output>, Error> {
    let mut outputs = Config::read(path)?.outputs;
    for output in &mut outputs {
        if let Source::Package(package) = &mut output.source {
            package.locked = arguments.locked;
            package.offline = arguments.offline;
        }
    }
    Ok(outputs)
}

/// The contract of each source, extracted once.
fn contracts(outputs: &[Output]) -> Result<Vec<(Source, Contract)>, Error> {
    let mut contracts: Vec<(Source, Contract)> = Vec::new();
    for Output { source, .. } in outputs {
        if !contracts.iter().any(|(known, _)| known == source) {
            contracts.push((source.clone(), told(source)?));
        }
    }
    Ok(contracts)
}

fn delivery(output: &Output, contract: &Contract) -> Result<Delivery, Error> {
    let files = match &output.kind {
        OutputKind::Ts(options) => typescript::generate(contract, options)?,
        OutputKind::Rust(options) => rust::generate(contract, options)?,
        OutputKind::Contract => return Delivery::contract(contract, &output.out),
    };
    Ok(Delivery::folder(files, &output.out))
}

/// The file and whatever its outputs are made of. While the file is broken it alone is watched: it must change first.
fn read_of(path: &Path, arguments: &GenerateArguments) -> Result<Watched, Error> {
    let mut all = Watched::file(path)?;
    for output in outputs(path, arguments).unwrap_or_default() {
        all.extend(watched(&output.source)?);
    }
    Ok(all)
}
