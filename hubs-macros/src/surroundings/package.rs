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
    any_file(own, |text| text.contains("#[hub") && text.contains(name))
}

/// Whether another file has the name.
pub(super) fn mentions(own: &Path, name: &str) -> bool {
    any_file(own, |text| text.contains(name))
}

/// Whether another file may implement one of the traits for the type `name`.
pub(super) fn may_implement(own: &Path, name: &str, traits: &[&str]) -> bool {
    any_file(own, |text| {
        let implements = traits.iter().any(|name| text.contains(name));
        text.contains("include!(")
            || text.contains("#[path")
            || text.contains(name)
                && (implements && text.contains(" for ") || text.contains("macro_rules!"))
    })
}

fn any_file(own: &Path, is_it: impl Fn(&str) -> bool) -> bool {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .is_none_or(|root| any_file_in(PathBuf::from(root), own, is_it))
}

fn any_file_in(root: PathBuf, own: &Path, is_it: impl Fn(&str) -> bool) -> bool {
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
            let is_rust = path.extension().is_some_and(|end| end == "rs");
            if path.is_dir() {
                if !is_foreign(&path) {
                    folders.push(path);
                }
            } else if is_rust && path.canonicalize().ok() != own.as_ref().ok().cloned() {
                // A file that cannot be read may hold anything.
                if fs::read_to_string(path).map_or(true, |text| is_it(&text)) {
                    return true;
                }
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::any_file_in;

    #[test]
    fn other_files_of_the_package_are_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let own = folder.path().join("src/hub.rs");
        let holds = || {
            any_file_in(folder.path().to_owned(), &own, |text| {
                text.contains("#[hub") && text.contains("ChatHub")
            })
        };
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
