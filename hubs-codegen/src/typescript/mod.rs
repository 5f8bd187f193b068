//! The TypeScript client: one file for each hub, one for the types, and the support files that they stand on.

mod docs;
mod hub;
mod integers;
mod names;
mod shared;
mod support;
mod types;
mod wide;
mod wire_names;
mod writer;

use std::collections::BTreeSet;

use hubs_contract::{
    model::{Contract, ServerKind},
    names::kebab_case,
};

use crate::{
    check,
    error::Error,
    held_back::{self, Read},
    output::Files,
};
pub(crate) use names::is_word_of_language;
pub use types::{Direction, Expression, Int64, TypePrinter};

/// How files are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Ending of the paths in `import`.
    pub import_ext: ImportExt,
    /// What 64-bit integers become.
    pub int64: Int64,
    /// Whether there are hooks for React, which the project then needs.
    pub react: bool,
}

/// Ending of the paths in `import`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ImportExt {
    /// None, as bundlers like it.
    #[default]
    None,
    /// `.js`, as Node likes it after compilation.
    Js,
    /// `.ts`, as Deno and type-stripping runtimes like it.
    Ts,
}

impl ImportExt {
    fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Js => ".js",
            Self::Ts => ".ts",
        }
    }
}

/// All files of the client of `contract`.
///
/// # Errors
/// If names collide in TypeScript or a type cannot be right in it; if the server does not answer what the client says.
pub fn generate(contract: &Contract, options: &Options) -> Result<Files, Error> {
    if contract.server.kind == ServerKind::Dotnet {
        return Err(Error::new(
            "the contract is of a .NET server, which does not answer the hello of the TypeScript client",
        )
        .help("generate from the contract of a `hubs-runtime` server"));
    }
    check::schemas(contract)?;
    held_back::refuse(contract, Read::ByServer)?;
    let contract = &contract.with_digests();
    let types = TypePrinter::new(contract, options.int64)?;
    let names = names::Names::new(contract, &types)?;
    let extension = options.import_ext.text();
    let mut files = Files::default();
    let mut taken = BTreeSet::from(["types".to_owned()]);
    for (name, text) in support::files(extension, options.react) {
        files.add(format!("{name}.ts"), writer::head() + &text);
        taken.insert(name.to_owned());
    }
    files.add("types.ts", shared::file(contract, &types)?);
    for (name, hub) in &contract.hubs {
        let class = names.class(name);
        let file = kebab_case(class);
        if !taken.insert(file.clone()) {
            return Err(Error::new(format!(
                "hub `{name}` needs the file `{file}.ts`, which is taken"
            ))
            .help("give the class another name with `#[hub(client_name = \"…\")]`"));
        }
        let text = hub::file(contract, hub, name, class, &types, extension)?;
        files.add(format!("{file}.ts"), text);
    }
    Ok(files)
}
