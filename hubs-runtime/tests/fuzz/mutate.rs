//! Valid inputs, damaged again and again in ways that can be repeated.
//!
//! Each test checks so many inputs from a fixed seed; with `HUBS_FUZZ_SECONDS` it goes on for as long as that
//! from a seed of its own, which it prints if an input fails. `HUBS_FUZZ_SEED` repeats it.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    time::{Duration, Instant, SystemTime},
};

/// Inputs grow no longer than this, in bytes.
const LONGEST: usize = 10_000;

/// What parsers stumble over: huge lengths, deep nesting, numbers at their borders, broken texts.
const PIECES: &[&[u8]] = &[
    b"\xff\xff\xff\xff\x07",
    b"\xff\xff\xff\xff\x0f",
    b"\x80\x80\x80\x80\x00",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xc9\xff\xff\xff\xff\x00",
    b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00",
    b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
    b"\xc1",
    b"\xc0",
    b"\x9f\x9f\x9f\x9f",
    b"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x82\xfe\xff\xff",
    b"\x88\x81\x00\x00\x00\x00\x03",
    b"\x1e",
    b"null",
    b"1e999",
    b"-0",
    b"18446744073709551616",
    b"9223372036854775808",
    b"0.1e-400",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\"type\":1,",
    b"\"arguments\":[],",
    b"{}",
    b"[[[[[[[[",
    b"{\"a\":{\"a\":",
    b",",
    b"]",
    b"}",
    b" \t\r\n",
];

/// Numbers that look random and are the same each time (xorshift64*).
pub struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Less than `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
        (number % end as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// A part of something that is `length` long.
    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let longest = (length - start).min(1 + self.below(40));
        start..start + self.below(longest + 1)
    }
}

/// Damages `input` once.
fn damage(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    match random.below(8) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = random.below(256) as u8,
        2 => input.truncate(at),
        3 => {
            let range = random.range(input.len());
            input.drain(range);
        }
        4 => {
            let range = random.range(input.len());
            let part = input[range.clone()].repeat(1 + random.below(60));
            input.splice(range, part);
        }
        5 => {
            let other = &seeds[random.below(seeds.len())];
            let part = other[random.below(other.len() + 1)..].to_vec();
            input.splice(at.., part);
        }
        6 => {
            let other = &seeds[random.below(seeds.len())];
            let part = other[random.range(other.len())].to_vec();
            input.splice(at..at, part);
        }
        _ => {
            let times = if random.below(10) == 0 { 200 } else { 1 };
            let piece = random.pick(PIECES).repeat(times);
            input.splice(at..at, piece);
        }
    }
    input.truncate(LONGEST);
}

fn variable(name: &str) -> Option<u64> {
    let value = env::var(name).ok()?;
    Some(
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {value}")),
    )
}

/// Checks each seed as it stands, then damaged ones, `cases` together if no time is given.
pub fn run(name: &str, cases: u64, seeds: &[Vec<u8>], mut check: impl FnMut(&[u8], &mut Random)) {
    let seconds = variable("HUBS_FUZZ_SECONDS");
    let seed = variable("HUBS_FUZZ_SEED").unwrap_or_else(|| match seconds {
        None => 1,
        Some(_) => {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            now.expect("it is after 1970").as_nanos() as u64 >> 10
        }
    });
    let mut random = Random::new(seed);
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    for case in 0.. {
        let mut input = seeds[case as usize % seeds.len()].clone();
        if case >= seeds.len() as u64 {
            if end.map_or(case >= cases, |end| Instant::now() >= end) {
                println!("{name}: {case} inputs");
                return;
            }
            for _ in 0..1 + random.below(6) {
                damage(&mut input, seeds, &mut random);
            }
        }
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&input, &mut random))) {
            eprintln!(
                "{name}: HUBS_FUZZ_SEED={seed}, input {case}: b\"{}\"",
                input.escape_ascii()
            );
            resume_unwind(payload);
        }
    }
}
