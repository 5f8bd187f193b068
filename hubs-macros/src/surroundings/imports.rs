//! The names that a `use` brings.

use proc_macro2::TokenStream;
use syn::{UseTree, ext::IdentExt};

/// One name that a `use` brings; none for `*`.
pub(super) struct Import {
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
}

impl Import {
    /// The first name of its path, with `::` before it or without.
    pub(super) fn first(&self) -> Option<&str> {
        let mut names = self.path.iter().filter(|name| !name.is_empty());
        names.next().map(String::as_str)
    }
}

/// What stands behind `use`, up to the semicolon.
pub(super) fn imports(tokens: TokenStream) -> Vec<Import> {
    let parser = |input: syn::parse::ParseStream<'_>| {
        // The names behind `::` are those of other crates.
        let foreign = input.peek(syn::Token![::]);
        if foreign {
            input.parse::<syn::Token![::]>()?;
        }
        Ok((foreign, input.parse::<UseTree>()?))
    };
    let mut list = Vec::new();
    if let Ok((foreign, tree)) = syn::parse::Parser::parse2(parser, tokens) {
        // No item of the file has this name, so none is found there.
        let mut path = if foreign {
            vec![String::new()]
        } else {
            Vec::new()
        };
        flatten(&tree, &mut path, &mut list);
    }
    list
}

fn flatten(tree: &UseTree, path: &mut Vec<String>, list: &mut Vec<Import>) {
    match tree {
        UseTree::Path(part) => {
            path.push(part.ident.unraw().to_string());
            flatten(&part.tree, path, list);
            path.pop();
        }
        UseTree::Name(name) => import(&name.ident, &name.ident, path, list),
        UseTree::Rename(rename) => import(&rename.ident, &rename.rename, path, list),
        UseTree::Glob(_) => list.push(Import {
            name: None,
            path: path.clone(),
        }),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, path, list);
            }
        }
    }
}

fn import(ident: &syn::Ident, name: &syn::Ident, path: &[String], list: &mut Vec<Import>) {
    let mut path = path.to_vec();
    let name = if ident == "self" {
        // `use model::{self}` brings `model`.
        if name == "self" {
            path.last().cloned()
        } else {
            Some(name.unraw().to_string())
        }
    } else {
        path.push(ident.unraw().to_string());
        Some(name.unraw().to_string())
    };
    if name.is_some() {
        list.push(Import { name, path });
    }
}
