//! `hubs-bench generate`: what `hubs-codegen` takes for a large contract.

use std::{
    fmt::Write as _,
    hint::black_box,
    time::{Duration, Instant},
};

use hubs_codegen::{
    check::{self, Origin},
    output::Files,
    rust, typescript,
};
use serde_json::{Map, Value};

use crate::{report, scenarios::median};

type Error = Box<dyn std::error::Error>;

/// One hub of everything, of the generator's own tests, which is made many.
const SAMPLE: &str = "hubs-codegen/tests/golden/stress.contract.json";

const PAGE: &str = "docs/generator-speed.md";

const HEAD: &str = "# How long generating takes

Written by `cargo run --release -p hubs-bench -- generate`, which makes a large contract of the one of the generator's tests: each hub has methods, a client contract, a caller
state and types of its own. Nothing is read from the disk or written to it; what cargo takes to build the crate whose contract it is comes on top
([compile-cost.md](compile-cost.md)). The steps take turns within a round. The ratio is to reading the same text as plain JSON (`serde_json::Value`) in the same round;
milliseconds and ratios are the median of all rounds.
";

/// What is generated.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many hubs the contract has.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = crate::at_least_one)]
    hubs: usize,
    /// How many methods each hub has.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = crate::at_least_one)]
    methods: usize,
    /// Rounds of which the median is told.
    #[arg(long, default_value_t = 9, value_parser = crate::at_least_one)]
    rounds: usize,
}

/// What is timed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The reference.
    Json,
    Check,
    TypeScript,
    Rust,
}

impl Step {
    const ALL: [Self; 4] = [Self::Json, Self::Check, Self::TypeScript, Self::Rust];

    fn name(self) -> &'static str {
        match self {
            Self::Json => "reading it as plain JSON",
            Self::Check => "reading and checking it, as from `--contract`",
            Self::TypeScript => "all files in TypeScript",
            Self::Rust => "all files in Rust",
        }
    }
}

/// Measures, and writes the page if it is of the usual contract.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Error> {
    let sample = std::fs::read_to_string(SAMPLE)?;
    let contract = large(&serde_json::from_str(&sample)?, arguments);
    let text = serde_json::to_string_pretty(&contract)?;
    let rounds: Vec<[Duration; 4]> = (0..arguments.rounds)
        .map(|_| round(&text))
        .collect::<Result<_, _>>()?;
    let page = markdown(arguments, &text, &rounds)?;
    print!("{page}");
    if arguments.hubs == 100 && arguments.methods == 50 {
        std::fs::write(PAGE, page)?;
    }
    Ok(())
}

fn read(text: &str) -> Result<hubs_contract::model::Contract, Error> {
    Ok(check::read(text, &Origin::File("large.json".to_owned()))?)
}

fn typescript(contract: &hubs_contract::model::Contract) -> Result<Files, Error> {
    let options = typescript::Options::default();
    Ok(typescript::generate(contract, &options)?)
}

fn rust(contract: &hubs_contract::model::Contract) -> Result<Files, Error> {
    Ok(rust::generate(contract, &rust::Options::default())?)
}

fn round(text: &str) -> Result<[Duration; 4], Error> {
    let contract = read(text)?;
    let mut took = [Duration::ZERO; 4];
    for (took, step) in took.iter_mut().zip(Step::ALL) {
        let started = Instant::now();
        match step {
            Step::Json => drop(black_box(serde_json::from_str::<Value>(text)?)),
            Step::Check => drop(black_box(read(text)?)),
            Step::TypeScript => drop(black_box(typescript(&contract)?)),
            Step::Rust => drop(black_box(rust(&contract)?)),
        }
        *took = started.elapsed();
    }
    Ok(took)
}

/// The sample's largest hub many times, each with a client contract, a state and types of its own.
fn large(sample: &Value, arguments: &Arguments) -> Value {
    let mut large = sample.clone();
    for section in ["hubs", "clients", "states"] {
        large[section] = Value::Object(Map::new());
    }
    let hubs = sample["hubs"].as_object().into_iter().flatten();
    let of = hubs.max_by_key(|(_, hub)| hub["methods"].as_object().map_or(0, Map::len));
    let Some((name, hub)) = of else { return large };
    let (input, output) = (&sample["types"]["input"], &sample["types"]["output"]);
    large["types"] = serde_json::json!({ "input": {}, "output": {} });
    for number in 0..arguments.hubs {
        let renamed = |value: &Value| renamed(value, number);
        let mut own = renamed(hub);
        own["methods"] = methods(&own["methods"], arguments.methods);
        for (key, section) in [("client", "clients"), ("state", "states")] {
            if let Some(name) = hub[key].as_str() {
                let name_of_own = format!("{name}{number}");
                large[section][&name_of_own] = renamed(&sample[section][name]);
                own[key] = name_of_own.into();
            }
        }
        large["hubs"][format!("{name}{number}")] = own;
        for (direction, types) in [("input", input), ("output", output)] {
            for (name, schema) in types.as_object().into_iter().flatten() {
                large["types"][direction][format!("{name}{number}")] = renamed(schema);
            }
        }
    }
    large
}

/// As many as are wanted: those that are there, over and over.
fn methods(there: &Value, wanted: usize) -> Value {
    // `then` has another name in TypeScript, which a second one would have too.
    let there = there.as_object().into_iter().flatten();
    let there: Vec<_> = there.filter(|(name, _)| *name != "then").collect();
    let many = (0..wanted).filter_map(|index| {
        let (name, method) = there.get(index % there.len().max(1))?;
        let round = index / there.len();
        let name = if round == 0 {
            (*name).clone()
        } else {
            format!("{name}{round}")
        };
        Some((name, (*method).clone()))
    });
    Value::Object(many.collect())
}

/// A part of the contract in which every type has the number of its hub.
fn renamed(value: &Value, number: usize) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| {
                let is_name = key == "$ref" || (key == "self" && value.is_string());
                let value = match value.as_str() {
                    Some(text) if is_name => format!("{text}{number}").into(),
                    _ => renamed(value, number),
                };
                (key.clone(), value)
            });
            // Digests are of what was there.
            Value::Object(entries.filter(|(key, _)| key != "digest").collect())
        }
        Value::Array(list) => list.iter().map(|value| renamed(value, number)).collect(),
        other => other.clone(),
    }
}

fn markdown(arguments: &Arguments, text: &str, rounds: &[[Duration; 4]]) -> Result<String, Error> {
    let contract = read(text)?;
    let types = contract.types.output.len() + contract.types.input.len();
    let mut page = format!(
        "{HEAD}\n{} hubs of {} methods, {types} types in both directions, {:.1} MB of JSON; {} rounds, {}.\n",
        arguments.hubs,
        arguments.methods,
        text.len() as f64 / 1e6,
        arguments.rounds,
        report::machine(),
    );
    page.push_str("\n| step | ms | ratio | of files |\n|---|---|---|---|\n");
    let bytes = |files: Files| files.iter().map(|(_, text)| text.len()).sum::<usize>();
    for (index, step) in Step::ALL.into_iter().enumerate() {
        let written = match step {
            Step::TypeScript => format!("{:.1} MB", bytes(typescript(&contract)?) as f64 / 1e6),
            Step::Rust => format!("{:.1} MB", bytes(rust(&contract)?) as f64 / 1e6),
            Step::Json | Step::Check => String::new(),
        };
        let times: Vec<f64> = rounds
            .iter()
            .map(|took| took[index].as_secs_f64() * 1e3)
            .collect();
        let ratios: Vec<f64> = rounds
            .iter()
            .map(|took| took[index].as_secs_f64() / took[0].as_secs_f64())
            .collect();
        let (time, ratio) = (median(times), median(ratios));
        writeln!(
            page,
            "| {} | {time:.0} | {ratio:.1} | {written} |",
            step.name()
        )?;
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_contract_has_what_was_asked_for_and_generates() {
        let sample = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../",
            "hubs-codegen/tests/golden/stress.contract.json"
        );
        let sample = std::fs::read_to_string(sample).expect("the sample is there");
        let sample = serde_json::from_str(&sample).expect("it is JSON");
        let arguments = Arguments {
            hubs: 3,
            methods: 20,
            rounds: 1,
        };
        let text = large(&sample, &arguments).to_string();
        let contract = read(&text).expect("it is a contract");
        assert_eq!(contract.hubs.len(), 3);
        assert!(contract.hubs.values().all(|hub| hub.methods.len() == 20));
        assert_eq!(contract.clients.len(), 3);
        let files = typescript(&contract).expect("it generates").iter().count();
        assert!(files > 3);
        rust(&contract).expect("it generates");
    }
}
