//! The other files of the package, where a look at one file is not enough.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// In a package with more files nothing is said.
const MOST_FILES: usize = 2_000;

/// Whether another file of the package than `own` may hold a `#[hub] impl` of the type `name`; also if that cannot be told.
///
/// Asked of a hub that seems to have none, so seldom.
pub(super) fn may_hold_impl(own: &Path, name: &str) -> bool {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .is_none_or(|root| any_holds_impl(PathBuf::from(root), own, name))
}

fn any_holds_impl(root: PathBuf, own: &Path, name: &str) -> bool {
    let own = own.canonicalize();
    let mut rest = MOST_FILES;
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            return true;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            rest = match rest.checked_sub(1) {
                Some(rest) => rest,
                None => return true,
            };
            if path.is_dir() {
                if !is_foreign(&path) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|end| end == "rs")
                && path.canonicalize().ok() != own.as_ref().ok().cloned()
                && mentions(&path, name)
            {
                return true;
            }
        }
    }
    false
}

/// Output of builds, what is hidden, and other packages.
fn is_foreign(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name == "target"
        || name == "node_modules"
        || name.starts_with('.')
        || folder.join("Cargo.toml").exists()
}

fn mentions(file: &Path, name: &str) -> bool {
    // A file that cannot be read may hold anything.
    fs::read_to_string(file).map_or(true, |text| text.contains("#[hub") && text.contains(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::any_holds_impl;

    #[test]
    fn other_files_of_the_package_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let own = folder.path().join("src/hub.rs");
        let holds = || any_holds_impl(folder.path().to_owned(), &own, "ChatHub");
        write("Cargo.toml", "");
        write("src/hub.rs", "#[hub] struct ChatHub;");
        write("src/main.rs", "mod hub; fn f(_: hub::ChatHub) {}");
        write("src/other.rs", "#[hub] impl OtherHub {}");
        write("target/debug/a.rs", "#[hub] impl ChatHub {}");
        write("inner/Cargo.toml", "");
        write("inner/src/lib.rs", "#[hub] impl ChatHub {}");
        assert!(!holds());
        write("src/hub/methods.rs", "#[hub] impl ChatHub {}");
        assert!(holds());
    }
}
