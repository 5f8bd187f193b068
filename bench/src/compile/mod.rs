//! `hubs-bench compile`: what a service costs to compile, as a hub and as peers' macros write it.

mod cargo;
mod crates;
mod lines;
mod page;

use std::path::PathBuf;

use self::{
    cargo::{Cargo, Kind, Took},
    crates::{Contestant, Crate, Workspace},
};

type Error = Box<dyn std::error::Error>;

/// Methods of the services whose LLVM IR is counted.
const LINES_OF: usize = 10;

const PAGE: &str = "docs/compile-cost.md";

/// What is compiled.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many methods the services have.
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [10, 100, 500], value_parser = crate::at_least_one)]
    methods: Vec<usize>,
    /// Rounds of which the median is told.
    #[arg(long, default_value_t = 3, value_parser = crate::at_least_one)]
    rounds: usize,
}

/// All that was measured, and how.
struct Results {
    /// With its version.
    compiler: String,
    rounds: usize,
    /// Methods of the services of [`Self::samples`].
    sizes: Vec<usize>,
    samples: Vec<Sample>,
    lines: Lines,
}

/// What one crate took for one kind in one round.
struct Sample {
    contestant: Contestant,
    methods: usize,
    kind: Kind,
    round: usize,
    took: Took,
}

/// Lines of LLVM IR.
struct Lines {
    /// Of a crate with one service.
    first: Vec<(Contestant, usize)>,
    /// What a second hub in the same crate adds.
    second_hub: usize,
}

/// Compiles everything and writes [`PAGE`].
pub(crate) fn run(arguments: &Arguments) -> Result<(), Error> {
    let mut sizes = arguments.methods.clone();
    sizes.sort_unstable();
    sizes.dedup();
    let mut written = sizes.clone();
    if !written.contains(&LINES_OF) {
        written.push(LINES_OF);
    }
    let workspace = Workspace::write(&folder()?, &written, LINES_OF)?;
    let cargo = Cargo::in_folder(&workspace.folder);
    prepare(&cargo, &workspace)?;
    let lines = count_lines(&cargo, &workspace)?;
    let mut samples = Vec::new();
    for round in 1..=arguments.rounds {
        let crates = workspace.crates.iter();
        for member in crates.filter(|member| sizes.contains(&member.methods)) {
            measure(&cargo, member, round, &mut samples)?;
        }
    }
    let text = page::markdown(&Results {
        compiler: cargo.compiler()?,
        rounds: arguments.rounds,
        sizes,
        samples,
        lines,
    });
    print!("{text}");
    std::fs::write(PAGE, text)?;
    Ok(())
}

/// Beside the folder of this program's profile.
fn folder() -> Result<PathBuf, Error> {
    let program = std::env::current_exe()?;
    let folder = program.parent().and_then(|folder| folder.parent());
    Ok(folder
        .ok_or("this program is in no folder")?
        .join("compile"))
}

/// Builds the dependencies; they are the same for all sizes.
fn prepare(cargo: &Cargo, workspace: &Workspace) -> Result<(), Error> {
    for contestant in Contestant::ALL {
        let mut crates = workspace.crates.iter();
        let member = crates.find(|member| member.contestant == contestant);
        let package = member.ok_or("a contestant without crates")?.package();
        eprintln!("building what {package} needs");
        cargo.prepare(&package)?;
    }
    Ok(())
}

fn count_lines(cargo: &Cargo, workspace: &Workspace) -> Result<Lines, Error> {
    let count = |member: &Crate| -> Result<usize, Error> {
        eprintln!("counting lines of {}", member.package());
        Ok(lines::count(&cargo.llvm_ir(&member.package())?))
    };
    let mut first = Vec::new();
    let mut hub = 0;
    for member in &workspace.crates {
        if member.methods == LINES_OF {
            let lines = count(member)?;
            first.push((member.contestant, lines));
            if member.contestant == Contestant::Hubs {
                hub = lines;
            }
        }
    }
    let second_hub = count(&workspace.two_hubs)?.saturating_sub(hub);
    Ok(Lines { first, second_hub })
}

fn measure(
    cargo: &Cargo,
    member: &Crate,
    round: usize,
    samples: &mut Vec<Sample>,
) -> Result<(), Error> {
    let package = member.package();
    eprintln!("round {round}: {package}");
    cargo.clean(&package)?;
    for kind in Kind::ALL {
        if kind == Kind::Edit {
            member.edit(round)?;
        }
        samples.push(Sample {
            contestant: member.contestant,
            methods: member.methods,
            kind,
            round,
            took: cargo.measure(kind, &package)?,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(clap::Parser)]
    struct Program {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn sizes_are_a_list() {
        let parse = |arguments: &[&str]| {
            let arguments = [&["compile"], arguments].concat();
            Program::try_parse_from(arguments).map(|program| program.arguments)
        };
        assert_eq!(parse(&[]).expect("arguments").methods, [10, 100, 500]);
        let short = parse(&["--methods", "10,20", "--rounds", "1"]).expect("arguments");
        assert_eq!((short.methods, short.rounds), (vec![10, 20], 1));
        assert!(parse(&["--methods", "0"]).is_err());
        assert!(parse(&["--rounds", "0"]).is_err());
    }
}
