//! The path by which generated code reaches `hubs-runtime`, also where the dependency has another name.
//!
//! `crate = path` in an attribute says it. Otherwise the manifest of the package that is being compiled is asked: a
//! dependency `hubs = { package = "hubs-runtime", … }` is found in it, or in the workspace it inherits from. What
//! cannot be understood counts as not renamed.

use std::path::Path as FilePath;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use crate::attr::Args;

const PACKAGE: &str = "hubs-runtime";

/// Path of the module that generated code uses.
#[derive(Clone)]
pub(crate) struct Runtime {
    root: TokenStream,
}

impl Runtime {
    /// The runtime that an attribute names with `crate = …`, else the one in the manifest.
    pub(crate) fn of(args: &Args) -> Self {
        match args.path("crate") {
            Some(path) => Self::at(path),
            None => Self::found(),
        }
    }

    fn at(path: &Path) -> Self {
        Self {
            root: path.to_token_stream(),
        }
    }

    /// The runtime that the manifest names.
    pub(crate) fn found() -> Self {
        let name = std::env::var_os("CARGO_MANIFEST_DIR")
            .and_then(|folder| name_in_package(FilePath::new(&folder)))
            .unwrap_or_else(|| "hubs_runtime".to_owned());
        let name = Ident::new(&name, Span::call_site());
        Self {
            root: quote!(::#name),
        }
    }

    /// Path of the crate itself.
    pub(crate) fn root(&self) -> &TokenStream {
        &self.root
    }

    /// Path of a module inside the hidden one, as the text that `#[serde(crate = "…")]` wants.
    pub(crate) fn private_text(&self, module: &str) -> String {
        let root = &self.root;
        let module = Ident::new(module, Span::call_site());
        quote!(#root::__private::#module)
            .to_string()
            .replace(' ', "")
    }
}

impl ToTokens for Runtime {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let root = &self.root;
        tokens.extend(quote!(#root::__private));
    }
}

/// The crate name of our dependency in the package in `folder`; `None` if it is not renamed.
fn name_in_package(folder: &FilePath) -> Option<String> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let manifest = Manifest::read(&manifest);
    if manifest.dependencies.iter().any(|d| d.key == PACKAGE) {
        return None;
    }
    let named = manifest.renamed().map(str::to_owned).or_else(|| {
        let inherited: Vec<&str> = manifest.inherited().collect();
        if inherited.is_empty() {
            return None;
        }
        let workspace = folder.ancestors().skip(1).find_map(|parent| {
            let text = std::fs::read_to_string(parent.join("Cargo.toml")).ok()?;
            text.contains("[workspace").then_some(text)
        })?;
        let workspace = Manifest::read(&workspace);
        let renamed = workspace.renamed()?;
        inherited.contains(&renamed).then(|| renamed.to_owned())
    })?;
    let name = named.replace('-', "_");
    syn::parse_str::<Ident>(&name).is_ok().then_some(name)
}

/// One dependency line or table.
struct Dependency {
    key: String,
    package: Option<String>,
    inherited: bool,
}

/// The dependencies of a manifest, as far as a reader of lines understands them.
struct Manifest {
    dependencies: Vec<Dependency>,
}

impl Manifest {
    fn read(text: &str) -> Self {
        let mut dependencies: Vec<Dependency> = Vec::new();
        // `[dependencies]` holds one dependency a line; `[dependencies.hubs]` is one.
        let mut in_list = false;
        let mut in_table = false;
        for line in text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[').and_then(|l| l.split(']').next()) {
                in_list = header.ends_with("dependencies");
                let table = header
                    .rsplit_once('.')
                    .filter(|(parent, _)| parent.ends_with("dependencies"));
                in_table = table.is_some();
                if let Some((_, key)) = table {
                    dependencies.push(Dependency::new(key));
                }
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            if in_list {
                let mut dependency = Dependency::new(key.split('.').next().unwrap_or(key));
                dependency.package = value
                    .split_once("package")
                    .and_then(|(_, rest)| quoted(rest));
                dependency.inherited = key.contains(".workspace") || value.contains("workspace");
                dependencies.push(dependency);
            } else if in_table && let Some(dependency) = dependencies.last_mut() {
                match key.trim() {
                    "package" => dependency.package = quoted(value),
                    "workspace" => dependency.inherited = true,
                    _ => {}
                }
            }
        }
        Self { dependencies }
    }

    fn renamed(&self) -> Option<&str> {
        self.dependencies
            .iter()
            .find(|dependency| dependency.package.as_deref() == Some(PACKAGE))
            .map(|dependency| dependency.key.as_str())
    }

    fn inherited(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(|dependency| dependency.inherited)
            .map(|dependency| dependency.key.as_str())
    }
}

impl Dependency {
    fn new(key: &str) -> Self {
        Self {
            key: key.trim().trim_matches('"').to_owned(),
            package: None,
            inherited: false,
        }
    }
}

/// The first text in double quotes.
fn quoted(text: &str) -> Option<String> {
    text.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_dependencies_are_found() {
        for (manifest, name) in [
            ("[dependencies]\nhubs-runtime = \"1\"", None),
            (
                "[dependencies]\nhubs = { package = \"hubs-runtime\", version = \"1\" }",
                Some("hubs"),
            ),
            (
                "[dependencies]\nhubs = { version = \"1\", package=\"hubs-runtime\" }",
                Some("hubs"),
            ),
            (
                "[dependencies.hubs]\nversion = \"1\"\npackage = \"hubs-runtime\"",
                Some("hubs"),
            ),
            (
                "[target.'cfg(unix)'.dependencies]\nhubs = { package = \"hubs-runtime\" }",
                Some("hubs"),
            ),
            (
                "[dev-dependencies]\n\"hubs\" = { package = \"hubs-runtime\" }",
                Some("hubs"),
            ),
            ("[dependencies]\nother = { package = \"another\" }", None),
            ("[package]\nname = \"hubs-runtime\"", None),
        ] {
            assert_eq!(Manifest::read(manifest).renamed(), name, "{manifest}");
        }
    }

    #[test]
    fn inherited_dependencies_are_found() {
        let manifest = "[dependencies]\na.workspace = true\nb = { workspace = true }\n[dependencies.c]\nworkspace = true\n[dependencies.d]\nversion = \"1\"";
        let manifest = Manifest::read(manifest);
        assert_eq!(manifest.inherited().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
