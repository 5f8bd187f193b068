//! The path by which generated code reaches `hubs-runtime`, also where the dependency has another name.
//!
//! `crate = path` in an attribute says it. Otherwise the manifest of the package that is being compiled is asked: a
//! dependency `hubs = { package = "hubs-runtime", … }` is found in it, or in the workspace it inherits from. Where
//! nothing is found, the dependency counts as not renamed.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Path;

use crate::attr::Args;

const PACKAGE: &str = "hubs-runtime";

/// Path of the module that generated code uses.
#[derive(Clone)]
pub(crate) struct Runtime {
    root: TokenStream,
    /// Whether the code stands in a block of [`Runtime::block`].
    in_block: bool,
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
            in_block: false,
        }
    }

    /// The runtime that the manifest names.
    pub(crate) fn found() -> Self {
        let name = Ident::new(&name_in_manifest(), Span::call_site());
        Self {
            root: quote!(::#name),
            in_block: false,
        }
    }

    /// Path of the crate itself.
    pub(crate) fn root(&self) -> &TokenStream {
        &self.root
    }

    /// Puts code that defines no name for the user into a block of its own, where the hidden module has a short name.
    ///
    /// Expansions are shown: by editors, and by rustc below an error.
    pub(crate) fn block(
        &self,
        cfgs: &TokenStream,
        code: impl FnOnce(&Self) -> TokenStream,
    ) -> TokenStream {
        let inside = Self {
            root: self.root.clone(),
            in_block: true,
        };
        let code = code(&inside);
        quote! {
            #cfgs
            const _: () = {
                #[allow(unused_imports)]
                use #self as __hubs;
                #code
            };
        }
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
        tokens.extend(if self.in_block {
            quote!(__hubs)
        } else {
            quote!(#root::__private)
        });
    }
}

/// The crate name of our dependency in the package that is being compiled.
fn name_in_manifest() -> String {
    match crate_name(PACKAGE) {
        Ok(FoundCrate::Name(name)) if syn::parse_str::<Ident>(&name).is_ok() => name,
        // The runtime's own crate calls itself by its name; where no manifest says another, rustc knows that one.
        _ => PACKAGE.replace('-', "_"),
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, process::Command};

    use super::name_in_manifest;

    /// What `the_name_is_found` starts in another process, as a process has one manifest.
    #[test]
    fn name_of_this_process() {
        println!("name={}", name_in_manifest());
    }

    /// The name that an expansion in the package in `folder` would use.
    fn name_in(folder: &Path) -> String {
        let (_, module) = module_path!().split_once("::").unwrap();
        let test = format!("{module}::name_of_this_process");
        let output = Command::new(std::env::current_exe().unwrap())
            .args([test.as_str(), "--exact", "--nocapture"])
            .env("CARGO", env!("CARGO"))
            .env("CARGO_MANIFEST_DIR", folder)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (_, name) = text.split_once("name=").unwrap_or_else(|| panic!("{text}"));
        name.lines().next().unwrap().to_owned()
    }

    fn write_package(folder: &Path, manifest: &str) {
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::write(folder.join("src/lib.rs"), "").unwrap();
        let head = if manifest.contains("[package]") {
            ""
        } else {
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"
        };
        std::fs::write(folder.join("Cargo.toml"), format!("{head}{manifest}")).unwrap();
    }

    #[test]
    fn renamed_dependencies_are_found() {
        let folder = tempfile::tempdir().unwrap();
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
            (
                "[dependencies]\nmy-hubs = {\n    # ours\n    package = \"hubs-runtime\",\n}",
                Some("my_hubs"),
            ),
            ("[dependencies]\nother = { package = \"another\" }", None),
            ("[package]\nname = \"hubs-runtime\"", None),
            ("this is no manifest", None),
        ] {
            write_package(folder.path(), manifest);
            let expected = name.unwrap_or("hubs_runtime");
            assert_eq!(name_in(folder.path()), expected, "{manifest}");
        }
        let nothing = folder.path().join("nothing");
        assert_eq!(name_in(&nothing), "hubs_runtime");
    }

    #[test]
    fn inherited_dependencies_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = "[workspace]\nmembers = [\"member\"]\n[workspace.dependencies]\n\
            hubs = { package = \"hubs-runtime\", version = \"1\" }\nserde = \"1\"\n";
        std::fs::write(folder.path().join("Cargo.toml"), workspace).unwrap();
        let member = folder.path().join("member");
        for (manifest, name) in [
            ("[dependencies]\nhubs.workspace = true", "hubs"),
            ("[dependencies]\nhubs = { workspace = true }", "hubs"),
            ("[dependencies.hubs]\nworkspace = true", "hubs"),
            ("[dependencies]\nserde.workspace = true", "hubs_runtime"),
            ("[dependencies]\nhubs = \"1\"", "hubs_runtime"),
        ] {
            write_package(&member, manifest);
            assert_eq!(name_in(&member), name, "{manifest}");
        }
    }
}
