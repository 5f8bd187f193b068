//! Servers and loads as processes of their own, each on its core.

use std::{
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::{
    load::{Load, spelling},
    servers::Contestant,
};

/// The server has a core for itself, and so has the load.
const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";

type Error = Box<dyn std::error::Error>;

/// A server that ends when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(contestant: Contestant) -> Result<Self, Error> {
        let mut command = if contestant.is_peer() {
            on_core(SERVER_CORE, &peers()?)
        } else {
            let mut command = this_on_core(SERVER_CORE)?;
            command.arg("serve");
            command
        };
        let mut child = command
            .arg(spelling(contestant))
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().parse();
        let address = address.map_err(|_| format!("the server said {line:?} for its address"))?;
        Ok(Self { child, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is ours, and may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Bytes of memory that it has.
    pub(crate) fn resident(&self) -> Result<f64, Error> {
        resident_of(self.child.id())
    }
}

/// Bytes of a process's resident memory.
pub(crate) fn resident_of(process: u32) -> Result<f64, Error> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.ok_or("no resident memory is told")?.trim();
    let kilobytes: f64 = kilobytes.trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1_024.0)
}

/// Connections that are left idle; each step is taken when the last is done.
pub(crate) struct Idle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Idle {
    /// Opens them.
    pub(crate) fn start(
        server: &Server,
        contestant: Contestant,
        connections: usize,
    ) -> Result<Self, Error> {
        let mut child = this_on_core(LOAD_CORE)?
            .args(["idle", &server.address.to_string(), &spelling(contestant)])
            .arg(connections.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or("the load has no input")?;
        let output = child.stdout.take().ok_or("the load has no output")?;
        let mut idle = Self {
            child,
            input,
            output: BufReader::new(output),
        };
        idle.done()?;
        Ok(idle)
    }

    /// Takes the next step.
    pub(crate) fn next(&mut self) -> Result<(), Error> {
        self.input.write_all(b"\n")?;
        self.done()
    }

    fn done(&mut self) -> Result<(), Error> {
        let mut line = String::new();
        match self.output.read_line(&mut line)? {
            0 => Err("the load ended early".into()),
            _ => Ok(()),
        }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        // It is ours, and may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Operations a second that `load` gets out of the server at `address`.
pub(crate) fn load(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    millis: u64,
) -> Result<f64, Error> {
    let output = this_on_core(LOAD_CORE)?
        .args(["load", &address.to_string(), &spelling(contestant)])
        .arg(millis.to_string())
        .args(load.arguments())
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    let rate = text.trim().parse();
    Ok(rate.map_err(|_| format!("the load said {text:?} for its rate"))?)
}

/// This program again, on one core.
fn this_on_core(core: &str) -> Result<Command, Error> {
    Ok(on_core(core, &std::env::current_exe()?))
}

fn on_core(core: &str, program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program);
    command
}

/// The manifest of the peers' servers, which have a workspace of their own.
const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/Cargo.toml");

/// Where the peers are built: beside the folder of this program's profile.
fn peers_folder() -> Result<PathBuf, Error> {
    let program = std::env::current_exe()?;
    let folder = program.parent().and_then(Path::parent);
    Ok(folder.ok_or("this program is in no folder")?.join("peers"))
}

/// The program that serves peers.
fn peers() -> Result<PathBuf, Error> {
    let program = format!("hubs-bench-peers{}", std::env::consts::EXE_SUFFIX);
    Ok(peers_folder()?.join("release").join(program))
}

/// Builds the program that serves peers.
pub(crate) fn build_peers() -> Result<(), Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--locked", "--manifest-path", PEERS])
        .arg("--target-dir")
        .arg(peers_folder()?)
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err("the peers cannot be built; `--no-peers` leaves them out".into()),
    }
}
