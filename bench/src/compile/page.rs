//! What was measured, as a page.

use std::fmt::Write;

use super::{Contestant, Kind, LINES_OF, Lines, Results, Sample, Took};
use crate::{report, scenarios::median};

const HEAD: &str = "# What a hub costs to compile

Written by `cargo run -p hubs-bench -- compile`; the crates that it compiles are made in [bench/src/compile](../bench/src/compile). Each is one
service and a `main` that mounts it: a `#[hub]` with its router in axum, jsonrpsee's `#[rpc(server)]`, tarpc's `#[service]`, which has no server without its
client. All methods are `async`, take a `String` and a `u32` and answer with a `String`.

Dependencies are built before. What counts is the **processor time** of cargo, compiler and linker together for the crate alone, in cargo's own profiles:
seconds on the clock depend on what else the machine does, and stand in parentheses. The edit is one line in the body of one method, after a build with
incremental compilation, which is what `cargo build` does. Contestants take turns within a round. Seconds are the median of all rounds, and so are the ratios, each of two
times of the same round: below 1 the hub is cheaper.
";

/// The page.
pub(super) fn markdown(results: &Results) -> String {
    let Results {
        rounds, samples, ..
    } = results;
    let peers = [Contestant::Jsonrpsee, Contestant::Tarpc].map(Contestant::name);
    let peers = peers.map(|name| format!("{name} {}", report::version(name)));
    let times = match rounds {
        1 => "1 round".to_owned(),
        _ => format!("{rounds} rounds"),
    };
    let mut text = format!(
        "{HEAD}\n{times}, {}, {}. Peers: {}.\n",
        report::machine(),
        results.compiler,
        peers.join(", ")
    );
    text.push_str(
        "\n| methods | | hubs | jsonrpsee | tarpc | hubs / jsonrpsee | hubs / tarpc |\n|---|---|---|---|---|---|---|\n",
    );
    for kind in Kind::ALL {
        for methods in &results.sizes {
            let row: Vec<&Sample> = samples
                .iter()
                .filter(|sample| sample.kind == kind && sample.methods == *methods)
                .collect();
            let seconds = Contestant::ALL.map(|contestant| seconds(&row, contestant));
            let _ = writeln!(
                text,
                "| {methods} | {} | {} | {:.2} | {:.2} |",
                kind.name(),
                seconds.join(" | "),
                ratio(&row, Contestant::Jsonrpsee),
                ratio(&row, Contestant::Tarpc),
            );
        }
    }
    lines_table(&mut text, &results.lines);
    text
}

fn lines_table(text: &mut String, lines: &Lines) {
    let _ = writeln!(
        text,
        "\nLines of LLVM IR that the crate of {LINES_OF} methods hands to LLVM in the `dev` profile: instructions before any pass \
         (`--emit=llvm-ir -C no-prepopulate-passes -C codegen-units=1 -C debuginfo=0`), counted as `cargo llvm-lines` does. The second hub is what another one \
         of {LINES_OF} methods adds to the same crate.\n\n| crate | lines |\n|---|---|"
    );
    for (contestant, count) in &lines.first {
        let _ = writeln!(text, "| {} | {} |", contestant.name(), thousands(*count));
    }
    let _ = writeln!(text, "| second hub | {} |", thousands(lines.second_hub));
}

/// Median seconds of processor time, and of the clock.
fn seconds(row: &[&Sample], contestant: Contestant) -> String {
    let all = |field: fn(&Took) -> f64| {
        let mine = row.iter().filter(|sample| sample.contestant == contestant);
        median(mine.map(|sample| field(&sample.took)).collect())
    };
    format!(
        "{:.2} s ({:.2})",
        all(|took| took.processor),
        all(|took| took.wall)
    )
}

/// Median of the hub's processor time by the peer's of the same round.
fn ratio(row: &[&Sample], peer: Contestant) -> f64 {
    let of = |contestant| {
        row.iter()
            .filter(move |sample| sample.contestant == contestant)
    };
    let ratios = of(Contestant::Hubs).filter_map(|hub| {
        let peer = of(peer).find(|sample| sample.round == hub.round)?;
        Some(hub.took.processor / peer.took.processor)
    });
    median(ratios.collect())
}

/// With a comma before every three digits.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(contestant: Contestant, kind: Kind, round: usize, processor: f64) -> Sample {
        Sample {
            contestant,
            methods: 10,
            kind,
            round,
            took: Took {
                processor,
                wall: processor * 10.0,
            },
        }
    }

    #[test]
    fn a_row_has_the_medians_of_its_kind_and_the_ratios_of_each_round() {
        let mut samples = Vec::new();
        for (round, hubs, jsonrpsee, tarpc) in
            [(1, 1.0, 2.0, 4.0), (2, 3.0, 3.0, 4.0), (3, 2.0, 8.0, 1.0)]
        {
            for kind in Kind::ALL {
                let more = if kind == Kind::Check { 1.0 } else { 3.0 };
                samples.push(sample(Contestant::Hubs, kind, round, hubs * more));
                samples.push(sample(Contestant::Jsonrpsee, kind, round, jsonrpsee));
                samples.push(sample(Contestant::Tarpc, kind, round, tarpc));
            }
        }
        let lines = Lines {
            first: vec![(Contestant::Hubs, 358_001), (Contestant::Tarpc, 999)],
            second_hub: 1_000,
        };
        let text = markdown(&Results {
            compiler: "rustc 1.2.3".to_owned(),
            rounds: 3,
            sizes: vec![10],
            samples,
            lines,
        });
        for row in [
            "| 10 | `cargo check` | 2.00 s (20.00) | 3.00 s (30.00) | 4.00 s (40.00) | 0.50 | 0.75 |",
            "| 10 | `cargo build` after an edit | 6.00 s (60.00) | 3.00 s (30.00) | 4.00 s (40.00) | 1.50 | 2.25 |",
            "| hubs | 358,001 |",
            "| tarpc | 999 |",
            "| second hub | 1,000 |",
            "\n3 rounds, ",
            ", rustc 1.2.3. ",
        ] {
            assert!(text.contains(row), "{row} in {text}");
        }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
        assert!(median(Vec::new()).is_nan());
    }
}
