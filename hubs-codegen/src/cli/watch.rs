//! `--watch`: the command again after each change of what it reads.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{error::Error, extract::Watched};

/// An editor that saves writes several files, and some of them twice.
const QUIET: Duration = Duration::from_millis(100);

/// Runs `once`, and again whenever something changes of what `read` says is read, until the process is stopped. What goes wrong is
/// told and leaves the files as they were.
///
/// # Errors
/// If nothing can be watched.
pub(super) fn watch(
    read: impl Fn() -> Result<Watched, Error>,
    once: impl Fn() -> Result<ExitCode, Error>,
) -> Result<ExitCode, Error> {
    let mut changes = Changes::new()?;
    changes.follow(&read()?)?;
    loop {
        if let Err(error) = once() {
            eprintln!("error: {error}");
            eprintln!("the files stay as they were until this is mended");
        }
        // A package may have got a dependency; if it cannot be read now, what was watched still is.
        if let Ok(watched) = read()
            && let Err(error) = changes.follow(&watched)
        {
            eprintln!("warning: {error}");
        }
        eprintln!("waiting for the next change; Ctrl-C ends this");
        changes.wait()?;
    }
}

/// Changes of files.
struct Changes {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    watched: Watched,
}

impl Changes {
    fn new() -> Result<Self, Error> {
        let (sender, events) = mpsc::channel();
        let watcher = notify::recommended_watcher(sender);
        Ok(Self {
            watcher: watcher
                .map_err(|error| Error::new(format!("files cannot be watched: {error}")))?,
            events,
            watched: Watched::default(),
        })
    }

    /// Watches these from now on, beside what is watched already. Also what was watched before: a folder that was replaced is
    /// another one.
    fn follow(&mut self, watched: &Watched) -> Result<(), Error> {
        self.watched = watched.clone();
        for folder in &watched.folders {
            self.add(folder, RecursiveMode::Recursive)?;
        }
        for folder in parents(&watched.files) {
            self.add(&folder, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }

    fn add(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), Error> {
        let added = self.watcher.watch(folder, mode);
        added.map_err(|error| {
            Error::new(format!("`{}` cannot be watched: {error}", folder.display()))
        })
    }

    /// Waits for a change, and then until no other follows.
    fn wait(&self) -> Result<(), Error> {
        let gone = |_| Error::new("files are not watched any more");
        while !self.counts(&self.events.recv().map_err(gone)?) {}
        while self.events.recv_timeout(QUIET).is_ok() {}
        Ok(())
    }

    fn counts(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else {
            // What was missed may have been anything.
            return true;
        };
        // Reading is no change, and builds read a lot.
        let is_change = matches!(
            event.kind,
            EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
        );
        let ignored = &self.watched.ignored;
        let is_ours = |path: &PathBuf| {
            if ignored.iter().any(|ignored| path.starts_with(ignored)) {
                return false;
            }
            self.watched.files.contains(path)
                || self
                    .watched
                    .folders
                    .iter()
                    .any(|folder| path.starts_with(folder))
        };
        is_change && event.paths.iter().any(is_ours)
    }
}

/// Whoever saves a file may put another one in its place, so the folders of files are watched.
fn parents(files: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let parents = files.iter().filter_map(|file| file.parent());
    parents.map(Path::to_owned).collect()
}
