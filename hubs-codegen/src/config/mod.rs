//! The outputs of a project, as `hubs.toml` or `[package.metadata.hubs]` of a `Cargo.toml` lists them.
//!
//! Nothing is run or written here. All faults of a file are told at once, each with its line and column.

mod table;
#[cfg(test)]
mod tests;

use std::{
    ops::Range,
    path::{Component, Path, PathBuf},
};

use clap::ValueEnum;
use toml::de::DeTable;

use crate::{
    error::{Error, at},
    extract::{PackageSource, Source, Via},
    rust,
    typescript::{self, ImportExt, Int64},
};
use table::{Faults, Section, names, one_of, position};

/// The file that is looked for.
const FILE: &str = "hubs.toml";

/// The second home, for projects that keep all settings there.
const MANIFEST: &str = "Cargo.toml";

/// Keys that say where the contract comes from. They mean what the flags of their names mean.
const SOURCE_KEYS: [&str; 8] = [
    "package",
    "contract",
    "url",
    "features",
    "all-features",
    "no-default-features",
    "bin",
    "via",
];

/// What is generated from a project's hubs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that says so.
    pub path: PathBuf,
    /// In the order of the file; at least one.
    pub outputs: Vec<Output>,
}

/// One thing to generate.
#[derive(Clone, Debug)]
pub struct Output {
    /// Where its contract comes from.
    pub source: Source,
    /// The folder for its files, or the contract's file.
    pub out: PathBuf,
    /// What it is, and its settings.
    pub kind: OutputKind,
}

/// What an output is.
#[derive(Clone, Debug)]
pub enum OutputKind {
    /// The TypeScript client.
    Ts(typescript::Options),
    /// The Rust client.
    Rust(rust::Options),
    /// The contract itself.
    Contract,
}

/// `language` of an output: the names of the subcommands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Ts,
    Rust,
    Contract,
}

impl Language {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Ts => &["import-ext", "int64", "react"],
            Self::Rust => &["types-from"],
            Self::Contract => &[],
        }
    }

    /// The settings that other languages have, and which.
    fn keys_of_others(self) -> Vec<(&'static str, &'static str)> {
        let others = [
            (Self::Ts, "outputs of the language `ts`"),
            (Self::Rust, "outputs of the language `rust`"),
        ];
        let others = others.into_iter().filter(|(other, _)| *other != self);
        others
            .flat_map(|(other, whose)| other.keys().iter().map(move |key| (*key, whose)))
            .collect()
    }
}

impl Config {
    /// The file that is meant in `folder`: the nearest one, there or above.
    ///
    /// # Errors
    /// If there is none, or if one folder has two.
    pub fn find(folder: &Path) -> Result<PathBuf, Error> {
        let folder = std::path::absolute(folder).map_err(at(folder, "found"))?;
        for folder in folder.ancestors() {
            let (file, manifest) = (folder.join(FILE), folder.join(MANIFEST));
            match (file.is_file(), has_metadata(&manifest)) {
                (true, true) => {
                    return Err(Error::new(format!(
                        "`{}` has both a `{FILE}` and `[package.metadata.hubs]` in its `{MANIFEST}`",
                        folder.display()
                    ))
                    .help("keep one of them, or name one with `--config`"));
                }
                (true, false) => return Ok(file),
                (false, true) => return Ok(manifest),
                (false, false) => {}
            }
        }
        Err(Error::new(format!(
            "there is no `{FILE}` in `{}` or above",
            folder.display()
        ))
        .help(format!(
            "write one with an `[[output]]` for each client, name a file with `--config`, or use `hubs-codegen {}` with flags",
            names::<Language>().join("`, `")
        )))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Every fault that it has, with line and column.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(at(path, "read"))?;
        let outputs = parse(&text, path)?;
        Ok(Self {
            path: path.to_owned(),
            outputs,
        })
    }
}

fn has_metadata(manifest: &Path) -> bool {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let metadata = table.get("package").and_then(|it| it.get("metadata"));
    metadata.and_then(|it| it.get("hubs")).is_some()
}

fn parse(text: &str, path: &Path) -> Result<Vec<Output>, Error> {
    let name = path.display().to_string();
    let parsed = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let (line, column) = position(text, start);
        Error::new(format!(
            "`{name}` is no TOML (line {line}, column {column}): {}",
            error.message()
        ))
    })?;
    let mut top = Section {
        path: String::new(),
        table: parsed.get_ref(),
        span: 0..0,
    };
    if is_manifest(path) {
        for key in ["package", "metadata", "hubs"] {
            top = top.section(key).ok_or_else(|| {
                Error::new(format!("`{name}` has no table `[package.metadata.hubs]`"))
                    .help(format!("write one, or a `{FILE}` beside it"))
            })?;
        }
    }
    let mut faults = Faults::new();
    let outputs = Reader {
        path,
        faults: &mut faults,
    }
    .outputs(&top);
    faults.told(&name, text)?;
    Ok(outputs)
}

fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == MANIFEST)
}

struct Reader<'r> {
    path: &'r Path,
    faults: &'r mut Faults,
}

impl Reader<'_> {
    fn outputs(mut self, top: &Section<'_>) -> Vec<Output> {
        let known = [&SOURCE_KEYS[..], &["output"]].concat();
        let of_languages = Language::value_variants().iter();
        let of_languages = of_languages.flat_map(|language| language.keys());
        let own = ["language", "out"].iter().chain(of_languages);
        let own: Vec<_> = own.map(|key| (*key, "each output")).collect();
        top.only(&known, &own, self.faults);
        let source = self.source(top);
        let sections = top.sections("output", self.faults);
        if sections.is_empty() && !top.has("output") {
            let path = match top.path.as_str() {
                "" => "output".to_owned(),
                path => format!("{path}.output"),
            };
            let help = format!("write `[[{path}]]` with `language` and `out` below it");
            top.lacks("output", &help, self.faults);
        }
        let made: Vec<Made<'_, '_>> = sections
            .iter()
            .filter_map(|section| self.output(section, &source))
            .collect();
        self.check_together(&made);
        made.into_iter().map(|made| made.output).collect()
    }

    fn output<'s, 't>(
        &mut self,
        section: &'s Section<'t>,
        default: &Source,
    ) -> Option<Made<'s, 't>> {
        let language = section.choice::<Language>("language", self.faults);
        if !section.has("language") {
            let help = format!(
                "write `language = \"…\"` with {}",
                one_of(&names::<Language>())
            );
            section.lacks("language", &help, self.faults);
        }
        self.check_keys(section, language);
        let source = if SOURCE_KEYS.iter().any(|key| section.has(key)) {
            self.source(section)
        } else {
            default.clone()
        };
        let out = section.text("out", self.faults);
        if !section.has("out") {
            let help = "write `out = \"…\"` with the folder for the files, or the contract's file";
            section.lacks("out", help, self.faults);
        }
        let kind = self.kind(section, language?);
        let (out, span) = out?;
        let output = Output {
            source,
            out: self.beside(out),
            kind,
        };
        Some(Made {
            output,
            section,
            out: span,
        })
    }

    /// Of an unknown language every setting may be one.
    fn check_keys(&mut self, section: &Section<'_>, language: Option<Language>) {
        let mut known = [&["language", "out"][..], &SOURCE_KEYS].concat();
        match language {
            Some(language) => {
                known.extend(language.keys());
                section.only(&known, &language.keys_of_others(), self.faults);
            }
            None => {
                let all = Language::value_variants();
                known.extend(all.iter().flat_map(|language| language.keys()));
                section.only(&known, &[], self.faults);
            }
        }
    }

    fn kind(&mut self, section: &Section<'_>, language: Language) -> OutputKind {
        match language {
            Language::Ts => OutputKind::Ts(typescript::Options {
                import_ext: section
                    .choice::<ImportExt>("import-ext", self.faults)
                    .unwrap_or_default(),
                int64: section
                    .choice_but::<Int64>("int64", Int64::not_offered, self.faults)
                    .unwrap_or_default(),
                react: section.flag("react", self.faults),
            }),
            Language::Rust => OutputKind::Rust(rust::Options {
                types_from: self.types_from(section),
            }),
            Language::Contract => OutputKind::Contract,
        }
    }

    fn types_from(&mut self, section: &Section<'_>) -> Option<String> {
        let (text, span) = section.text("types-from", self.faults)?;
        if rust::module_path(text).is_err() {
            let what = format!("`{text}` is no path of a Rust module");
            section.refuse(
                "types-from",
                span,
                &what,
                rust::MODULE_PATH_HELP,
                self.faults,
            );
        }
        Some(text.to_owned())
    }

    fn source(&mut self, section: &Section<'_>) -> Source {
        let package = section.text("package", self.faults);
        let contract = section.text("contract", self.faults);
        let url = section.text("url", self.faults);
        let build = PackageSource {
            package: package.map(|(text, _)| text.to_owned()),
            manifest_path: self.manifest(),
            features: section.texts("features", self.faults),
            all_features: section.flag("all-features", self.faults),
            no_default_features: section.flag("no-default-features", self.faults),
            locked: false,
            offline: false,
            bin: (section.text("bin", self.faults)).map(|(text, _)| text.to_owned()),
            via: section
                .choice::<Via>("via", self.faults)
                .unwrap_or_default(),
        };
        let (own, what, span, source) = match (contract, url) {
            (None, None) => return Source::Package(build),
            (Some((path, span)), _) => {
                let source = Source::File(self.beside(path));
                ("contract", "a contract file", span, source)
            }
            (None, Some((url, span))) => (
                "url",
                "a server's address",
                span,
                Source::Url(url.to_owned()),
            ),
        };
        let others = SOURCE_KEYS.iter().filter(|key| **key != own);
        for key in others.filter(|key| section.has(key)) {
            let what = format!("{what} and `{key}` exclude each other");
            let help = format!("keep either `{own}` or `{key}`");
            section.refuse(own, span.clone(), &what, &help, self.faults);
        }
        source
    }

    /// Paths are meant from the file's folder, wherever the command runs.
    fn beside(&self, path: &str) -> PathBuf {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        folder.join(path)
    }

    /// The `Cargo.toml` that a package is looked for from: the nearest one to the file.
    fn manifest(&self) -> Option<PathBuf> {
        let path = std::path::absolute(self.path).ok()?;
        let mut manifests = path.ancestors().skip(1).map(|folder| folder.join(MANIFEST));
        manifests.find(|manifest| manifest.is_file())
    }

    /// Files of one output must not take the place of another's, nor be read before they are written.
    fn check_together(&mut self, made: &[Made<'_, '_>]) {
        for (index, one) in made.iter().enumerate() {
            let (out, span) = (plain(&one.output.out), &one.out);
            let before = made[..index].iter();
            if let Some(other) = before.clone().find(|other| plain(&other.output.out) == out) {
                let what = format!("`{}` is written there, too", other.section.path);
                let help = "give each output a place of its own";
                (one.section).refuse("out", span.clone(), &what, help, self.faults);
            }
            let reads = |other: &&Made<'_, '_>| match &other.output.source {
                Source::File(file) => plain(file) == out,
                Source::Package(_) | Source::Url(_) => false,
            };
            if let Some(reader) = made.iter().find(reads) {
                let what = format!("`{}` is made of this file", reader.section.path);
                let help = "let both be made of the same package";
                (one.section).refuse("out", span.clone(), &what, help, self.faults);
            }
        }
    }
}

/// An output, its table and where its `out` stands.
struct Made<'s, 't> {
    output: Output,
    section: &'s Section<'t>,
    out: Range<usize>,
}

/// The path without `.` and `..`, by which two spellings of one folder are the same.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
