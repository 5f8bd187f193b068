//! A contract may come from others: none of its texts becomes code of the client, wherever it stands.

use std::{fs, path::Path};

use hubs_codegen::{
    Error,
    check::{Origin, read},
    rust, typescript,
};
use hubs_contract::model::Contract;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::Value;

/// Texts that end a comment, a literal, a type or a block and then call `evil`: one that is no name because of its control
/// characters, one that may be a name on the wire, one that looks like a reference.
const PAYLOADS: [&str; 3] = [
    "*/ } evil(); {/* \"'`${x}\n\u{2028}\r evil(); \u{0}",
    "x; evil(); } */ evil(); {/* \"'`${evil()}\"# \\\"; evil(); r#\"</script>evil();\u{2029}evil();\u{202e}",
    "#/types/input/string; evil(); type X = Tree",
];

fn stress() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A place in the file: its pointer, and whether the key or the text there is meant.
#[derive(Clone, Debug)]
struct Position {
    steps: Vec<String>,
    is_key: bool,
}

fn positions(value: &Value, steps: &mut Vec<String>, found: &mut Vec<Position>) {
    let mut inner = |step: String, value: &Value, found: &mut Vec<Position>| {
        steps.push(step);
        positions(value, steps, found);
        steps.pop();
    };
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                inner(key.clone(), value, found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                inner(index.to_string(), value, found);
            }
        }
        Value::String(_) => found.push(Position {
            steps: steps.clone(),
            is_key: false,
        }),
        _ => {}
    }
    if !steps.is_empty() {
        found.push(Position {
            steps: steps.clone(),
            is_key: true,
        });
    }
}

/// Puts the text at the position; `false` if items of a list stand there, which have no keys.
fn spoil(contract: &mut Value, position: &Position, payload: &str) -> bool {
    let (last, before) = position.steps.split_last().unwrap();
    let mut holder = contract;
    for step in before {
        holder = match holder {
            Value::Object(members) => members.get_mut(step).unwrap(),
            other => &mut other[step.parse::<usize>().unwrap()],
        };
    }
    match holder {
        Value::Object(members) if position.is_key => {
            let value = members.remove(last).unwrap();
            members.insert(payload.to_owned(), value);
        }
        Value::Object(members) => members[last] = payload.into(),
        Value::Array(_) if position.is_key => return false,
        other => other[last.parse::<usize>().unwrap()] = payload.into(),
    }
    true
}

/// TypeScript without its strings and comments; an error if one of them has no end.
fn code(text: &str) -> Result<String, String> {
    let (mut code, mut rest) = (String::new(), text);
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            _ if rest.starts_with("//") => rest.find(['\n', '\r', '\u{2028}', '\u{2029}']),
            _ if rest.starts_with("/*") => rest[2..].find("*/").map(|end| end + 4),
            '"' | '\'' | '`' => string(rest),
            _ => {
                code.push(letter);
                Some(letter.len_utf8())
            }
        };
        rest = &rest[length.ok_or_else(|| format!("no end: {rest}"))?..];
    }
    Ok(code)
}

/// The length of the string that `text` begins with.
fn string(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut letters = text.char_indices().skip(1);
    while let Some((index, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            // Templates are not written at all, so one is as bad as a line's end.
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '`' if quote != '"' => return None,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
            letter if letter == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// Whether `evil` is called in Rust's tokens.
fn calls_evil(tokens: TokenStream) -> bool {
    let mut after_evil = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                if after_evil && group.delimiter() == Delimiter::Parenthesis {
                    return true;
                }
                if calls_evil(group.stream()) {
                    return true;
                }
                after_evil = false;
            }
            token => after_evil = token.to_string() == "evil",
        }
    }
    false
}

/// What comes of a spoiled contract.
enum Verdict {
    Refused,
    /// Clients were made of it, and nothing of it is code.
    Harmless,
    Fault(String),
}

fn judge(text: &str) -> Verdict {
    let contract = match read(text, &Origin::File("spoiled.json".to_owned())) {
        Ok(contract) => contract,
        Err(error) => {
            let error = error.to_string();
            let printable = |letter: char| letter == '\n' || !letter.is_control();
            let is_told = error.contains(" (line ") && error.contains("help: ");
            if is_told && error.chars().all(printable) {
                return Verdict::Refused;
            }
            let text = format!("no place in this error, or it is not printable: {error}");
            return Verdict::Fault(text);
        }
    };
    match (of_typescript(&contract), of_rust(&contract)) {
        (Ok(Some(fault)), _) | (_, Ok(Some(fault))) => Verdict::Fault(fault),
        (Ok(None), Ok(None)) => Verdict::Harmless,
        // One of the printers refuses more than both must.
        (Err(_), _) | (_, Err(_)) => Verdict::Refused,
    }
}

fn of_typescript(contract: &Contract) -> Result<Option<String>, Error> {
    let files = typescript::generate(contract, &typescript::Options::default())?;
    for (path, text) in files.iter().filter(|(_, text)| text.contains("evil")) {
        match code(text) {
            // What is no name is made one by underscores, as `_evil__`; that is no call.
            Ok(code) if !code.contains("evil(") && !text.contains("</script") => {}
            Ok(_) => return Ok(Some(format!("{}:\n{text}", path.display()))),
            Err(error) => return Ok(Some(format!("{}: {error}", path.display()))),
        }
    }
    Ok(None)
}

fn of_rust(contract: &Contract) -> Result<Option<String>, Error> {
    let files = rust::generate(contract, &rust::Options::default())?;
    for (path, text) in files.iter() {
        let tokens = text.parse::<TokenStream>().ok();
        let is_fine = syn::parse_file(text).is_ok() && tokens.is_some_and(|t| !calls_evil(t));
        // What turns the direction of text is an error of rustc wherever it stands.
        if !is_fine || text.contains('\u{202e}') {
            return Ok(Some(format!("{}:\n{text}", path.display())));
        }
    }
    Ok(None)
}

/// What goes wrong if the keys or the texts of a contract are spoiled.
fn spoiled(keys: bool) -> Vec<String> {
    let whole = stress();
    let mut all = Vec::new();
    positions(&whole, &mut Vec::new(), &mut all);
    // Without a format it is no contract at all, whatever else it has.
    all.retain(|position| position.is_key == keys && position.steps != ["format"]);
    assert!(all.len() > 250, "{}", all.len());
    let mut faults = Vec::new();
    let [first, second, reference] = PAYLOADS;
    faults_of(&whole, &all, first, &mut faults);
    faults_of(&whole, &all, second, &mut faults);
    all.retain(|position| position.steps.last().is_some_and(|step| step == "$ref"));
    faults_of(&whole, &all, reference, &mut faults);
    faults
}

/// Spoils all positions at once. Only if that is not harmless, it is asked of which of them: to make clients takes long,
/// to refuse a contract does not.
fn faults_of(whole: &Value, positions: &[Position], payload: &str, faults: &mut Vec<String>) {
    let mut contract = whole.clone();
    let mut is_spoiled = false;
    // What lies within a key comes before it, so that its path is still right.
    for (number, position) in positions.iter().enumerate() {
        is_spoiled |= spoil(&mut contract, position, &format!("{payload}{number}"));
    }
    if !is_spoiled {
        return;
    }
    let verdict = judge(&serde_json::to_string_pretty(&contract).unwrap());
    match (verdict, positions) {
        (Verdict::Harmless, _) | (Verdict::Refused, [_]) => {}
        (Verdict::Fault(fault), [position]) => {
            let place = position.steps.join("/");
            faults.push(format!("{place}, {payload:?}: {fault:.300}"));
        }
        (Verdict::Refused | Verdict::Fault(_), several) => {
            let (left, right) = several.split_at(several.len() / 2);
            faults_of(whole, left, payload, faults);
            faults_of(whole, right, payload, faults);
        }
    }
}

#[test]
fn no_text_of_a_contract_becomes_code() {
    assert_eq!(spoiled(false), Vec::<String>::new());
}

#[test]
fn no_key_of_a_contract_becomes_code() {
    assert_eq!(spoiled(true), Vec::<String>::new());
}

/// The check itself finds what it is for.
#[test]
fn code_is_told_from_strings_and_comments() {
    assert_eq!(code("a /* evil */ \"evil \\\" evil\" b").unwrap(), "a   b");
    assert!(
        code("/** *\\/ evil */ */ evil();\n")
            .unwrap()
            .contains("evil(")
    );
    assert!(code("const a = \"evil\n\";").is_err());
    assert!(calls_evil("fn a() { b; evil(); }".parse().unwrap()));
    assert!(!calls_evil(
        "fn a() { \"evil()\"; /* evil() */ }".parse().unwrap()
    ));
}
