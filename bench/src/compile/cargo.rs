//! Cargo as a process whose processor time is taken, with that of every compiler and linker that it starts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use super::Error;

/// A hundredth of a second is what Linux counts processor time of processes in, on every machine that it tells programs of.
const TICKS_A_SECOND: f64 = 100.0;

/// What is done to a crate whose dependencies are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Check,
    Build,
    Edit,
    Release,
}

impl Kind {
    /// In this order: an edit comes after the build that it is made to.
    pub(super) const ALL: [Self; 4] = [Self::Check, Self::Build, Self::Edit, Self::Release];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Check => "`cargo check`",
            Self::Build => "`cargo build`",
            Self::Edit => "`cargo build` after an edit",
            Self::Release => "`cargo build --release`",
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build | Self::Edit | Self::Release => "build",
        }
    }

    fn profile(self) -> Profile {
        match self {
            Self::Check | Self::Build | Self::Edit => Profile::Dev,
            Self::Release => Profile::Release,
        }
    }
}

/// One of cargo's own, as it ships.
#[derive(Clone, Copy)]
enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// What the profile has unless someone sets it: a setting of this repository must not reach these crates.
    fn incremental(self) -> &'static str {
        match self {
            Self::Dev => "1",
            Self::Release => "0",
        }
    }
}

/// Seconds that a command took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Took {
    /// Of all its processes, of system calls too.
    pub(super) processor: f64,
    pub(super) wall: f64,
}

/// Cargo in one workspace.
pub(super) struct Cargo {
    folder: PathBuf,
}

impl Cargo {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Builds what `package` needs, and it, for every kind.
    pub(super) fn prepare(&self, package: &str) -> Result<(), Error> {
        for kind in [Kind::Check, Kind::Build, Kind::Release] {
            self.run(kind.command(), kind.profile(), package, &[])?;
        }
        Ok(())
    }

    /// Forgets what is built of `package`, and nothing else.
    pub(super) fn clean(&self, package: &str) -> Result<(), Error> {
        for profile in [Profile::Dev, Profile::Release] {
            self.run("clean", profile, package, &[])?;
        }
        Ok(())
    }

    /// Compiles `package`.
    ///
    /// # Errors
    /// If it does not compile, or if anything else is compiled or nothing is: then the time would be of something else.
    pub(super) fn measure(&self, kind: Kind, package: &str) -> Result<Took, Error> {
        let before = children()?;
        let start = Instant::now();
        let told = self.run(kind.command(), kind.profile(), package, &[])?;
        let wall = start.elapsed().as_secs_f64();
        let processor = (children()? - before).as_secs_f64();
        match compiled(&told).as_slice() {
            [one] if *one == package => Ok(Took { processor, wall }),
            other => Err(format!("cargo compiled {other:?} instead of {package} alone").into()),
        }
    }

    /// The crate's LLVM IR before any pass, without information for debuggers.
    pub(super) fn llvm_ir(&self, package: &str) -> Result<String, Error> {
        self.clean(package)?;
        let file = self.folder.join(format!("{package}.ll"));
        let emit = format!("--emit=llvm-ir={}", file.display());
        let options = ["no-prepopulate-passes", "codegen-units=1", "debuginfo=0"];
        let options = options.iter().flat_map(|option| ["-C", *option]);
        let arguments: Vec<&str> = ["--", &emit].into_iter().chain(options).collect();
        self.run("rustc", Profile::Dev, package, &arguments)?;
        Ok(fs::read_to_string(file)?)
    }

    /// The compiler, which may be another one than that of this repository, and its version.
    pub(super) fn compiler(&self) -> Result<String, Error> {
        let mut rustc = Command::new("rustc");
        let output = rustc.current_dir(&self.folder).arg("--version").output()?;
        let version = String::from_utf8(output.stdout)?;
        Ok(version.split(" (").next().unwrap_or_default().to_owned())
    }

    /// What cargo says of its work.
    fn run(
        &self,
        command: &str,
        profile: Profile,
        package: &str,
        rest: &[&str],
    ) -> Result<String, Error> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .current_dir(&self.folder)
            .env("CARGO_INCREMENTAL", profile.incremental())
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_QUIET", "false")
            .arg(command)
            .args(["--profile", profile.name(), "--package", package])
            .arg("--target-dir")
            .arg(self.folder.join("target"))
            .args(rest)
            .output()?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.success() {
            true => Ok(told),
            false => Err(format!("cargo {command} of {package} failed:\n{told}").into()),
        }
    }
}

/// Names of the packages that cargo says it has compiled or checked.
fn compiled(told: &str) -> Vec<&str> {
    let lines = told.lines().map(str::trim_start);
    let names = lines.filter_map(|line| {
        let rest = line.strip_prefix("Compiling ");
        rest.or_else(|| line.strip_prefix("Checking "))
    });
    names.filter_map(|rest| rest.split(' ').next()).collect()
}

/// Processor time of all children of this process that have ended, with that of theirs.
fn children() -> Result<Duration, Error> {
    children_of(&fs::read_to_string("/proc/self/stat")?)
}

/// The fields `cutime` and `cstime` of `/proc/[pid]/stat`, which proc(5) numbers 16 and 17.
fn children_of(stat: &str) -> Result<Duration, Error> {
    // The second field is a name in parentheses, and may hold any letter.
    let (_, rest) = stat.rsplit_once(") ").ok_or("a process without a name")?;
    let mut fields = rest.split(' ').skip(13);
    let mut ticks = || -> Result<f64, Error> {
        let field = fields.next().ok_or("a process without times")?;
        Ok(field.parse()?)
    };
    let seconds = (ticks()? + ticks()?) / TICKS_A_SECOND;
    Ok(Duration::try_from_secs_f64(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_that_of_ended_children() {
        // 14 and 15 are the process's own, 16 and 17 its children's.
        let stat = "7 (a (b) c) S 4 5 6 7 8 9 10 11 12 13 14 15 1600 17 20 0 1 0 3 4";
        let time = children_of(stat).expect("a time");
        assert_eq!(time, Duration::from_millis(16_170));
        assert!(children_of("7 (a) S 4 5").is_err());
    }

    #[test]
    fn a_child_of_a_child_counts() {
        let before = children().expect("a time");
        let work = "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done";
        let nested = format!("sh -c '{work}'; true");
        let status = Command::new("sh").args(["-c", &nested]).status();
        assert!(status.expect("a shell").success());
        assert!(children().expect("a time") > before);
    }

    #[test]
    fn what_cargo_compiles_is_read_from_what_it_says() {
        let told = "   Compiling tarpc-10 v0.1.0 (/a folder/tarpc-10)\nwarning: Compiling\n    Finished `dev` profile";
        assert_eq!(compiled(told), ["tarpc-10"]);
        let two = "    Checking tokio v1.54.1\n    Checking hubs-10 v0.1.0 (/x)\n    Finished";
        assert_eq!(compiled(two), ["tokio", "hubs-10"]);
        assert!(compiled("    Finished `dev` profile in 0.1s").is_empty());
    }
}
