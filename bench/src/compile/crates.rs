//! The crates that are compiled: a service of so many methods in each contestant's way, and a `main` that mounts it.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::Error;
use crate::report;

/// What the peers of the other benchmarks are built with; these crates name the same versions and features.
const PEERS: &str = include_str!("../../peers/Cargo.toml");
/// The versions that the product is tested with.
const LOCK: &str = include_str!("../../../Cargo.lock");
const RUNTIME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../hubs-runtime");

/// Writes the method of this number.
type Declare = fn(usize) -> String;

/// Whose macro writes the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contestant {
    Hubs,
    Jsonrpsee,
    Tarpc,
}

impl Contestant {
    pub(super) const ALL: [Self; 3] = [Self::Hubs, Self::Jsonrpsee, Self::Tarpc];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hubs => "hubs",
            Self::Jsonrpsee => "jsonrpsee",
            Self::Tarpc => "tarpc",
        }
    }

    fn dependencies(self) -> &'static [&'static str] {
        match self {
            Self::Hubs => &["axum", "hubs-runtime", "tokio"],
            Self::Jsonrpsee => &["jsonrpsee", "tokio"],
            Self::Tarpc => &["futures-util", "tarpc", "tokio"],
        }
    }

    /// What comes before the services.
    fn uses(self) -> &'static str {
        match self {
            Self::Hubs => "use hubs_runtime::prelude::*;\n",
            Self::Jsonrpsee => {
                "use jsonrpsee::{core::async_trait, proc_macros::rpc, server::Server, types::ErrorObjectOwned};\n"
            }
            Self::Tarpc => {
                "use futures_util::StreamExt;\nuse tarpc::{context::Context, serde_transport::tcp, \
                 server::{BaseChannel, Channel}, tokio_serde::formats::Json};\n"
            }
        }
    }

    /// Serves on `listener`, as the library's own documents do.
    fn mount(self, services: usize) -> String {
        match self {
            Self::Hubs => {
                let hubs = (0..services).map(|at| format!(".hub(\"/service{at}\", Service{at})"));
                let hubs: String = hubs.collect();
                format!(
                    "        let hubs = HubServer::builder(){hubs}.build()?;\n        axum::serve(listener, hubs.router()).await?;\n"
                )
            }
            Self::Jsonrpsee => {
                "        let server = Server::builder().build_from_tcp(listener.into_std()?)?;\n\
                 \x20       server.start(Service0.into_rpc()).stopped().await;\n"
                    .to_owned()
            }
            Self::Tarpc => "        let mut incoming = tcp::listen_on(listener, Json::default).await?;\n\
                 \x20       while let Some(transport) = incoming.next().await {\n\
                 \x20           let channel = BaseChannel::with_defaults(transport?);\n\
                 \x20           tokio::spawn(channel.execute(Service0.serve()).for_each(|answer| async {\n\
                 \x20               tokio::spawn(answer);\n\
                 \x20           }));\n\
                 \x20       }\n"
                .to_owned(),
        }
    }

    /// What the macro is written on, and what has the bodies.
    fn service(self, at: usize, methods: usize) -> String {
        let mut text = String::new();
        if let Some((head, declare)) = self.declaration(at) {
            text.push_str(&head);
            for method in 0..methods {
                text.push_str(&declare(method));
            }
            text.push_str("}\n\n");
        }
        let (head, (before, after), answer) = match self {
            Self::Hubs => (
                format!("#[hub]\npub struct Service{at};\n\n#[hub]\nimpl Service{at} {{\n"),
                (
                    "pub async fn",
                    "&self, text: String, number: u32) -> String",
                ),
                "answer",
            ),
            Self::Jsonrpsee => (
                format!(
                    "pub struct Service{at};\n\n#[async_trait]\nimpl Api{at}Server for Service{at} {{\n"
                ),
                (
                    "async fn",
                    "&self, text: String, number: u32) -> Result<String, ErrorObjectOwned>",
                ),
                "Ok(answer)",
            ),
            Self::Tarpc => (
                format!(
                    "#[derive(Clone)]\npub struct Service{at};\n\nimpl Api{at} for Service{at} {{\n"
                ),
                (
                    "async fn",
                    "self, _: Context, text: String, number: u32) -> String",
                ),
                "answer",
            ),
        };
        text.push_str(&head);
        for method in 0..methods {
            let body = body(method, 0);
            let _ = writeln!(
                text,
                "    {before} method_{method}({after} {{\n{body}        {answer}\n    }}"
            );
        }
        text.push_str("}\n\n");
        text
    }

    /// The trait that peers write first: its head, and each method of it.
    fn declaration(self, at: usize) -> Option<(String, Declare)> {
        match self {
            Self::Hubs => None,
            Self::Jsonrpsee => Some((
                format!("#[rpc(server)]\npub trait Api{at} {{\n"),
                |method| {
                    format!(
                        "    #[method(name = \"method_{method}\")]\n    async fn method_{method}(&self, text: String, number: u32) \
                         -> Result<String, ErrorObjectOwned>;\n"
                    )
                },
            )),
            Self::Tarpc => Some((
                format!("#[tarpc::service]\npub trait Api{at} {{\n"),
                |method| {
                    format!("    async fn method_{method}(text: String, number: u32) -> String;\n")
                },
            )),
        }
    }
}

/// The line of a method's body that an edit changes.
fn body(method: usize, edit: usize) -> String {
    format!("        let answer = format!(\"{{text}} {{number}} of {method}, edit {edit}\");\n")
}

/// A crate of the workspace.
pub(super) struct Crate {
    pub(super) contestant: Contestant,
    pub(super) methods: usize,
    services: usize,
    folder: PathBuf,
}

impl Crate {
    /// As cargo is told it.
    pub(super) fn package(&self) -> String {
        package(self.contestant, self.methods, self.services)
    }

    fn source(&self) -> String {
        let mut text = self.contestant.uses().to_owned();
        text.push('\n');
        for at in 0..self.services {
            text.push_str(&self.contestant.service(at, self.methods));
        }
        let mount = self.contestant.mount(self.services);
        let _ = write!(
            text,
            "fn main() -> Result<(), Box<dyn std::error::Error>> {{\n\
             \x20   let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;\n\
             \x20   runtime.block_on(async {{\n\
             \x20       let listener = tokio::net::TcpListener::bind(\"127.0.0.1:0\").await?;\n\
             {mount}        Ok(())\n    }})\n}}\n"
        );
        text
    }

    fn manifest(&self) -> Result<String, Error> {
        let mut package = Table::new();
        package.insert("name".into(), self.package().into());
        package.insert("version".into(), "0.1.0".into());
        package.insert("edition".into(), "2024".into());
        let inherited = Table::from_iter([("workspace".to_owned(), Value::from(true))]);
        let dependencies = self.contestant.dependencies().iter();
        let dependencies =
            dependencies.map(|name| ((*name).to_owned(), Value::from(inherited.clone())));
        let manifest = Table::from_iter([
            ("package".to_owned(), Value::from(package)),
            (
                "dependencies".to_owned(),
                Value::from(Table::from_iter(dependencies)),
            ),
        ]);
        Ok(toml::to_string(&manifest)?)
    }

    fn write(&self) -> Result<(), Error> {
        fs::create_dir_all(self.folder.join("src"))?;
        fs::write(self.folder.join("Cargo.toml"), self.manifest()?)?;
        fs::write(self.folder.join("src/main.rs"), self.source())?;
        Ok(())
    }

    /// Changes one line of one method's body, to another one for every number but 0.
    pub(super) fn edit(&self, number: usize) -> Result<(), Error> {
        fs::write(self.folder.join("src/main.rs"), self.edited(number))?;
        Ok(())
    }

    fn edited(&self, number: usize) -> String {
        let method = self.methods / 2;
        self.source()
            .replacen(&body(method, 0), &body(method, number), 1)
    }
}

fn package(contestant: Contestant, methods: usize, services: usize) -> String {
    match services {
        1 => format!("{}-{methods}", contestant.name()),
        _ => format!("{}-{methods}-times-{services}", contestant.name()),
    }
}

/// The folder in which cargo runs, and what is in it.
pub(super) struct Workspace {
    pub(super) folder: PathBuf,
    /// Contestants in turns, size by size.
    pub(super) crates: Vec<Crate>,
    /// Two hubs in one crate.
    pub(super) two_hubs: Crate,
}

impl Workspace {
    /// Writes it: every contestant with every number of methods, and `two_hubs` of `second` methods each.
    pub(super) fn write(folder: &Path, sizes: &[usize], second: usize) -> Result<Self, Error> {
        let member = |contestant, methods, services| Crate {
            contestant,
            methods,
            services,
            folder: folder.join(package(contestant, methods, services)),
        };
        let crates = sizes
            .iter()
            .flat_map(|methods| Contestant::ALL.map(|contestant| member(contestant, *methods, 1)));
        let workspace = Self {
            folder: folder.to_owned(),
            crates: crates.collect(),
            two_hubs: member(Contestant::Hubs, second, 2),
        };
        for member in workspace.members() {
            member.write()?;
        }
        fs::write(folder.join("Cargo.toml"), workspace.manifest()?)?;
        fs::write(folder.join("Cargo.lock"), LOCK)?;
        Ok(workspace)
    }

    fn members(&self) -> impl Iterator<Item = &Crate> {
        self.crates.iter().chain([&self.two_hubs])
    }

    fn manifest(&self) -> Result<String, Error> {
        let members = self.members().map(|member| Value::from(member.package()));
        let workspace = Table::from_iter([
            ("resolver".to_owned(), Value::from("3")),
            ("members".to_owned(), Value::Array(members.collect())),
            ("dependencies".to_owned(), Value::from(dependencies()?)),
        ]);
        let manifest = Table::from_iter([("workspace".to_owned(), Value::from(workspace))]);
        Ok(toml::to_string(&manifest)?)
    }
}

/// What `bench/peers` is built with, the peers in exactly the versions of its lock file; and hubs.
fn dependencies() -> Result<Table, Error> {
    let mut peers: Table = toml::from_str(PEERS)?;
    let dependencies = peers.remove("dependencies");
    let Some(Value::Table(mut dependencies)) = dependencies else {
        return Err("bench/peers/Cargo.toml has no dependencies".into());
    };
    for contestant in [Contestant::Jsonrpsee, Contestant::Tarpc] {
        let name = contestant.name();
        let Some(Value::Table(dependency)) = dependencies.get_mut(name) else {
            return Err(format!("bench/peers/Cargo.toml names no features of {name}").into());
        };
        let exact = format!("={}", report::version(name));
        dependency.insert("version".into(), exact.into());
    }
    let runtime = Table::from_iter([("path".to_owned(), Value::from(RUNTIME))]);
    dependencies.insert("hubs-runtime".into(), runtime.into());
    Ok(dependencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(contestant: Contestant, methods: usize, services: usize) -> Crate {
        Crate {
            contestant,
            methods,
            services,
            folder: PathBuf::new(),
        }
    }

    #[test]
    fn a_crate_has_the_methods_that_were_asked_for() {
        for contestant in Contestant::ALL {
            for (methods, services) in [(3, 1), (12, 1), (12, 2)] {
                if services == 2 && contestant != Contestant::Hubs {
                    continue;
                }
                let source = member(contestant, methods, services).source();
                // Peers declare each in a trait first.
                let times = if contestant == Contestant::Hubs { 1 } else { 2 };
                let count = source.matches("async fn method_").count();
                assert_eq!(count, methods * services * times, "{source}");
                for method in 0..methods {
                    let named = source.matches(&format!("fn method_{method}(")).count();
                    assert_eq!(named, services * times, "{method} in {source}");
                }
            }
        }
    }

    #[test]
    fn every_hub_is_mounted() {
        let source = member(Contestant::Hubs, 1, 2).source();
        for hub in ["Service0)", "Service1)"] {
            assert!(source.contains(hub), "{hub} in {source}");
        }
    }

    #[test]
    fn an_edit_changes_one_line_and_each_another_one() {
        for contestant in Contestant::ALL {
            let member = member(contestant, 11, 1);
            let (source, first, second) = (member.source(), member.edited(1), member.edited(2));
            for (old, new) in [(&source, &first), (&first, &second)] {
                assert_eq!(old.lines().count(), new.lines().count());
                let changed = old.lines().zip(new.lines()).filter(|(old, new)| old != new);
                assert_eq!(changed.count(), 1, "{contestant:?}");
            }
        }
    }

    #[test]
    fn crates_have_the_versions_and_features_of_the_peers() {
        let ours = dependencies().expect("dependencies");
        let peers: Table = toml::from_str(PEERS).expect("a manifest");
        for name in ["jsonrpsee", "tarpc"] {
            let theirs = &peers["dependencies"][name];
            assert_eq!(ours[name]["features"], theirs["features"], "{name}");
            let version = ours[name]["version"].as_str().expect("a version");
            assert!(version.starts_with('='), "{name} {version}");
        }
        for contestant in Contestant::ALL {
            for name in contestant.dependencies() {
                assert!(ours.contains_key(*name), "{name}");
            }
        }
    }

    #[test]
    fn a_workspace_has_every_contestant_in_every_size() {
        let folder = std::env::temp_dir().join(format!("hubs-compile-{}", std::process::id()));
        let workspace = Workspace::write(&folder, &[2, 5], 3).expect("a workspace");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
        let manifest: Table = toml::from_str(&manifest).expect("TOML");
        let members = manifest["workspace"]["members"].as_array().expect("a list");
        assert_eq!(members.len(), 7);
        for (member, name) in workspace.members().zip(members) {
            assert_eq!(name.as_str(), Some(member.package().as_str()));
            let source = fs::read_to_string(member.folder.join("src/main.rs")).expect("a file");
            assert_eq!(source, member.source());
        }
        fs::remove_dir_all(folder).expect("it is removed");
    }
}
