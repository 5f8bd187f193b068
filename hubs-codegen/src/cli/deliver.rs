//! Where files go: written, or compared with what is there.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use hubs_contract::model::Contract;

use super::STALE;
use crate::{error::Error, output::Files};

/// Files and their folder.
pub(super) struct Delivery {
    files: Files,
    folder: PathBuf,
    /// Whether the folder is the user's, who has other files in it.
    is_shared: bool,
}

impl Delivery {
    /// A client, in a folder of ours.
    pub(super) fn folder(files: Files, folder: &Path) -> Self {
        Self {
            files,
            folder: folder.to_owned(),
            is_shared: false,
        }
    }

    /// The contract as a file.
    pub(super) fn contract(contract: &Contract, out: &Path) -> Result<Self, Error> {
        let (Some(folder), Some(name)) = (out.parent(), out.file_name()) else {
            let text = format!("`{}` is not a file's path", out.display());
            return Err(Error::new(text));
        };
        let is_here = folder == Path::new("");
        let mut files = Files::default();
        files.add(name, contract.to_json());
        Ok(Self {
            files,
            folder: if is_here { Path::new(".") } else { folder }.to_owned(),
            is_shared: true,
        })
    }

    pub(super) fn deliver(&self, check: bool) -> Result<ExitCode, Error> {
        if check {
            return Ok(stale(&self.diff()?));
        }
        self.write()?;
        Ok(ExitCode::SUCCESS)
    }

    /// What would change; empty if nothing.
    pub(super) fn diff(&self) -> Result<String, Error> {
        if self.is_shared {
            self.files.diff_listed(&self.folder)
        } else {
            self.files.diff(&self.folder)
        }
    }

    /// Writes what changed, and says so.
    pub(super) fn write(&self) -> Result<(), Error> {
        if self.is_shared {
            let changed = self.files.write_listed(&self.folder)?;
            for (path, _) in self.files.iter() {
                let state = if changed == 0 { "unchanged" } else { "written" };
                eprintln!("{}: {state}", self.folder.join(path).display());
            }
        } else {
            let changed = self.files.write(&self.folder)?;
            let count = self.files.iter().count();
            eprintln!(
                "{}: {count} files, {changed} changed",
                self.folder.display()
            );
        }
        Ok(())
    }
}

/// The verdict of `--check`.
pub(super) fn stale(diff: &str) -> ExitCode {
    if diff.is_empty() {
        return ExitCode::SUCCESS;
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
    ExitCode::from(STALE)
}
