//! Writes random valid hubs, which must compile: names, types and attributes in every combination, the same ones each time.

use std::{env, fmt::Write as _, fs, path::Path};

/// A small generator, so that a run can be repeated: the seed stands below.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        // Knuth's constants for a linear congruential generator; the upper bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn pick<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

const NAMES: [&str; 12] = [
    "send", "r#type", "get_url", "x", "_private", "send_2", "history", "import", "delete",
    "r#match", "a1", "posted",
];
const VALUES: [&str; 12] = [
    "u8",
    "i64",
    "f64",
    "bool",
    "String",
    "char",
    "Vec<u32>",
    "std::collections::HashMap<String, Point>",
    "Point",
    "(u8, String)",
    "[u8; 4]",
    "Box<Point>",
];

fn hub(random: &mut Random, number: usize) -> String {
    let (mut methods, mut contract) = (String::new(), String::new());
    for (index, name) in NAMES.iter().enumerate().take(random.below(NAMES.len())) {
        let attribute = match random.below(8) {
            0 => format!("#[hub(name = \"Wire{index}\")]"),
            1 => format!("#[hub(client_name = \"member_{index}\")]"),
            2 => "#[deprecated]".to_owned(),
            3 => "#[cfg(any())]".to_owned(),
            4 => "/// Words with \"quotes\" and */ in them.".to_owned(),
            5 => "#[authorize(Anyone)]".to_owned(),
            _ => String::new(),
        };
        let mut params = String::new();
        if random.below(2) == 0 {
            params += ", _cx: &HubContext<Self>";
        }
        for param in 0..random.below(4) {
            match random.below(5) {
                0 => write!(params, ", _up{param}: Upload<{}>", random.pick(&VALUES)),
                _ => write!(params, ", _p{param}: {}", random.pick(&VALUES)),
            }
            .unwrap();
        }
        match random.below(6) {
            0 => params += ", #[hub(optional)] _last: Option<u32>",
            1 => params += ", #[hub(default = 7)] _last: u32",
            2 => params += ", #[hub(nullable)] _last: Option<String>",
            _ => {}
        }
        let (head, value) = (
            random.pick(&["pub fn", "pub async fn"]),
            random.pick(&VALUES),
        );
        let (result, body) = match random.below(5) {
            0 => (String::new(), "{}".to_owned()),
            1 => (format!("-> {value}"), "{ loop {} }".to_owned()),
            2 => (
                format!("-> Result<{value}, HubError>"),
                "{ Err(HubError::new(\"no\")) }".to_owned(),
            ),
            3 => (
                format!("-> impl Stream<Item = {value}>"),
                "{ futures_util::stream::empty() }".to_owned(),
            ),
            _ => (
                format!("-> Result<impl Stream<Item = Result<{value}, HubError>>, HubError>"),
                "{ Ok(futures_util::stream::empty()) }".to_owned(),
            ),
        };
        writeln!(
            methods,
            "    {attribute}\n    {head} {name}(&self{params}) {result} {body}"
        )
        .unwrap();
        if random.below(3) == 0 {
            let answer = random.pick(&["", "-> ()", "-> bool", "-> Option<Point>"]);
            writeln!(
                contract,
                "    async fn {name}(&self, value: {value}, more: Option<{value}>) {answer};"
            )
            .unwrap();
        }
    }
    let rule = random.pick(&[
        "",
        ", rename_all = \"PascalCase\"",
        ", client_name = \"Other\"",
    ]);
    format!(
        "pub mod hub{number} {{\nuse super::*;\n#[client_contract]\npub trait Client {{\n{contract}}}\n\
         #[hub(client = Client, name = \"hub{number}\"{rule})]\npub struct Hub;\n\
         #[hub]\nimpl Hub {{\n{methods}}}\n}}\n\n"
    )
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut random = Random(0x5eed);
    let mut text = String::from(
        "use hubs_runtime::prelude::*;\n\n#[hub_type]\npub struct Point { pub x: u32 }\n\n\
         pub struct Anyone;\nimpl Policy for Anyone {\n    async fn allows(_caller: &Caller) -> bool { true }\n}\n\n",
    );
    let mut mounts = String::new();
    for number in 0..40 {
        text += &hub(&mut random, number);
        write!(mounts, ".hub(\"/{number}\", hub{number}::Hub)").unwrap();
    }
    writeln!(
        text,
        "#[test]\nfn works() {{\n    HubServer::builder(){mounts}.build().unwrap();\n}}"
    )
    .unwrap();
    let folder = env::var_os("OUT_DIR").unwrap();
    fs::write(Path::new(&folder).join("random_hubs.rs"), text).unwrap();
}
