//! Building a program with cargo and letting it write its contract.

use std::{
    fs,
    io::BufReader,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use cargo_metadata::Message;

use crate::error::{Error, at};

/// Environment variable by which the runtime is told where to write.
const EXPORT_VARIABLE: &str = "HUBS_EXPORT";

/// How long a built program may take to write its contract. It only visits static tables.
const PATIENCE: Duration = Duration::from_secs(20);

/// Builds with `cargo`, which must name one binary, and returns the path of the executable. What the compiler says goes
/// to this process's standard error.
pub(super) fn executable(mut cargo: Command, what: &str) -> Result<PathBuf, Error> {
    cargo
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let start = |error| Error::new(format!("cargo cannot be started: {error}"));
    let mut child = cargo.spawn().map_err(start)?;
    let output = child.stdout.take().map(BufReader::new);
    let mut executable = None;
    for message in output.into_iter().flat_map(Message::parse_stream) {
        if let Ok(Message::CompilerArtifact(artifact)) = message
            && artifact.target.is_bin()
            && let Some(path) = artifact.executable
        {
            executable = Some(path.into_std_path_buf());
        }
    }
    let status = child.wait().map_err(start)?;
    match executable {
        Some(path) if status.success() => Ok(path),
        _ => Err(Error::new(format!("{what} does not build"))
            .help("mend what the compiler says above; the generated files are left as they were")),
    }
}

/// What became of a program that was asked for its contract.
pub(super) enum Outcome {
    /// The text of the contract.
    Written(String),
    /// It ended without writing one.
    Ended(ExitStatus),
    /// It was still running, so it has been stopped.
    Running,
}

/// Runs `program` in `folder` and waits for the contract.
pub(super) fn export(program: &Path, folder: &Path, scratch: &Path) -> Result<Outcome, Error> {
    let file = scratch.join("contract.json");
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(at(&file, "replaced")(error));
        }
        _ => {}
    }
    let mut child = Command::new(program)
        .current_dir(folder)
        .env(EXPORT_VARIABLE, &file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(at(program, "started"))?;
    match wait(&mut child).map_err(at(program, "run"))? {
        Some(status) if status.success() && file.exists() => {
            let text = fs::read_to_string(&file).map_err(at(&file, "read"))?;
            Ok(Outcome::Written(text))
        }
        Some(status) => Ok(Outcome::Ended(status)),
        None => Ok(Outcome::Running),
    }
}

/// Waits for the end, up to [`PATIENCE`]; then stops the child.
fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
