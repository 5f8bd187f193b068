//! What is printed for a contract that has some of everything, compared with what was looked at and committed.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hubs-codegen --test golden` writes it anew. `tests/npm` compiles and lints it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use hubs_codegen::typescript::{ImportExt, Options, generate};
use hubs_contract::model::Contract;

fn contract_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stress.contract.json")
}

fn contract_text() -> String {
    fs::read_to_string(contract_path()).unwrap()
}

fn contract() -> Contract {
    Contract::from_json(&contract_text()).unwrap()
}

fn options() -> Options {
    Options {
        import_ext: ImportExt::Js,
        ..Options::default()
    }
}

#[test]
fn the_output_is_what_was_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm/src/stress");
    let files = generate(&contract(), &options()).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        files.write(&folder).unwrap();
    }
    let diff = files.diff(&folder).unwrap();
    assert!(diff.is_empty(), "{diff}");
}

#[test]
fn the_same_contract_gives_the_same_bytes() {
    let (first, text) = (
        generate(&contract(), &options()).unwrap(),
        contract().to_json(),
    );
    let second = generate(&Contract::from_json(&text).unwrap(), &options()).unwrap();
    assert_eq!(first, second);
    for (path, text) in first.iter() {
        assert!(
            text.starts_with("// Written by hubs-codegen"),
            "{}",
            path.display()
        );
        assert!(
            text.ends_with("}\n") || text.ends_with(";\n"),
            "{}",
            path.display()
        );
        assert!(
            !text.contains("\t") && !text.contains(" \n"),
            "{}",
            path.display()
        );
    }
}

/// Its methods are in no order but their own.
#[test]
fn a_contract_is_written_as_it_was_read() {
    assert_eq!(contract().to_json(), contract_text());
}

/// Whoever generates clients in another language can try the rule of `docs/contract.md` on this file.
#[test]
fn digests_are_those_of_the_rule() {
    let mut contract = contract();
    contract.write_digests();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        // At once, since other tests read it.
        let new = contract_path().with_extension("new");
        fs::write(&new, contract.to_json()).unwrap();
        fs::rename(new, contract_path()).unwrap();
    }
    assert_eq!(contract.to_json(), contract_text());
}

#[test]
fn imports_end_as_wanted() {
    for (import_ext, ending) in [
        (ImportExt::None, ""),
        (ImportExt::Js, ".js"),
        (ImportExt::Ts, ".ts"),
    ] {
        let options = Options {
            import_ext,
            ..options()
        };
        let files = generate(&contract(), &options).unwrap();
        let text: String = files.iter().map(|(_, text)| text).collect();
        let imports: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split_once(" from \"./")?.1.strip_suffix("\";"))
            .collect();
        assert!(imports.len() > 10, "{imports:?}");
        for import in imports {
            let name = import
                .strip_suffix(ending)
                .unwrap_or_else(|| panic!("{import}"));
            assert!(!name.contains('.'), "{import}");
        }
    }
}
