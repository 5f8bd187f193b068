//! Generated files: written only where their bytes change, or compared with what is there.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use similar::TextDiff;

use crate::error::{Error, at};

/// First words of every generated file. A file in an output folder that starts with them is ours to replace or remove.
pub const MARK: &str = "// Written by hubs-codegen";

/// First line of every generated file.
pub(crate) fn head() -> String {
    format!("{MARK}. Change the hub and run it again; changes here are lost.\n")
}

/// Files by path relative to their folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<PathBuf, String>,
}

impl Files {
    /// Adds a file; a later one of the same path replaces it.
    pub fn add(&mut self, path: impl Into<PathBuf>, text: String) {
        self.files.insert(path.into(), text);
    }

    /// Paths and texts in order.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &str)> {
        self.files
            .iter()
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }

    /// Brings `folder` up to date and says how many files changed. Files that have the right bytes are not touched, so
    /// that nothing rebuilds for them; files of ours that are not generated any more are removed.
    ///
    /// # Errors
    /// If a file cannot be read, written or removed.
    pub fn write(&self, folder: &Path) -> Result<usize, Error> {
        self.apply(folder, &self.changes(folder)?)
    }

    /// Like [`Self::write`], in a folder that holds other people's files too: nothing is removed.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn write_listed(&self, folder: &Path) -> Result<usize, Error> {
        self.apply(folder, &self.changes_of_listed(folder)?)
    }

    fn apply(&self, folder: &Path, changes: &[Change<'_>]) -> Result<usize, Error> {
        for change in changes {
            let path = folder.join(&change.path);
            match &change.new {
                Some(text) => {
                    let parent = path.parent().unwrap_or(folder);
                    fs::create_dir_all(parent).map_err(at(parent, "created"))?;
                    fs::write(&path, text).map_err(at(&path, "written"))?;
                }
                None => fs::remove_file(&path).map_err(at(&path, "removed"))?,
            }
        }
        Ok(changes.len())
    }

    /// What would change in `folder`, as one unified diff; empty if nothing.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn diff(&self, folder: &Path) -> Result<String, Error> {
        Ok(unified(folder, &self.changes(folder)?))
    }

    /// Like [`Self::diff`] for the listed files alone.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn diff_listed(&self, folder: &Path) -> Result<String, Error> {
        Ok(unified(folder, &self.changes_of_listed(folder)?))
    }

    fn changes_of_listed(&self, folder: &Path) -> Result<Vec<Change<'_>>, Error> {
        let mut changes = Vec::new();
        for (path, text) in &self.files {
            let old = read(&folder.join(path))?;
            if old.as_deref() != Some(text.as_str()) {
                changes.push(Change {
                    path: path.clone(),
                    old,
                    new: Some(text),
                });
            }
        }
        Ok(changes)
    }

    fn changes(&self, folder: &Path) -> Result<Vec<Change<'_>>, Error> {
        let mut changes = self.changes_of_listed(folder)?;
        for path in ours(folder)? {
            if !self.files.contains_key(&path) {
                let old = read(&folder.join(&path))?;
                changes.push(Change {
                    path,
                    old,
                    new: None,
                });
            }
        }
        Ok(changes)
    }
}

struct Change<'a> {
    path: PathBuf,
    old: Option<String>,
    new: Option<&'a String>,
}

fn unified(folder: &Path, changes: &[Change<'_>]) -> String {
    let mut diff = String::new();
    for change in changes {
        let name = folder.join(&change.path).display().to_string();
        let old = change.old.as_deref().unwrap_or("");
        let text = TextDiff::from_lines(old, change.new.map_or("", String::as_str));
        diff += &text.unified_diff().header(&name, &name).to_string();
    }
    diff
}

fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, "read")(error)),
    }
}

/// Files directly in `folder` that an earlier run has written.
fn ours(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder, "read")(error)),
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && read(&entry.path())?.is_some_and(|text| text.starts_with(MARK)) {
            found.push(PathBuf::from(entry.file_name()));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let mut files = Files::default();
        for (path, text) in list {
            files.add(*path, format!("{MARK}\n{text}\n"));
        }
        files
    }

    #[test]
    fn only_what_changed_is_written_and_what_is_gone_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder");
        assert_eq!(
            files(&[("a.ts", "1"), ("b.ts", "1")]).write(&path).unwrap(),
            2
        );
        fs::write(path.join("mine.ts"), "written by hand").unwrap();
        let before = fs::metadata(path.join("a.ts")).unwrap().modified().unwrap();
        let next = files(&[("a.ts", "1"), ("c.ts", "1")]);
        let diff = next.diff(&path).unwrap();
        assert!(
            diff.contains("b.ts") && diff.contains("c.ts") && !diff.contains("a.ts"),
            "{diff}"
        );
        assert_eq!(next.write(&path).unwrap(), 2);
        assert_eq!(
            fs::metadata(path.join("a.ts")).unwrap().modified().unwrap(),
            before
        );
        assert!(!path.join("b.ts").exists() && path.join("mine.ts").exists());
        assert_eq!(next.diff(&path).unwrap(), "");
        assert_eq!(next.write(&path).unwrap(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = files(&[("a.ts", "1")]).write(&file).unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }
}
