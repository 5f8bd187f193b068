//! Which names generated code uses: users may give all of them to their parameters.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

use super::super::{expand_caller_state, expand_client_contract, expand_hub};

/// The program that gives each of its names to parameters.
const PROGRAM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../ui-tests/tests/allowed/names_of_generated_code.rs"
);

const HUB: &str = r#"
    impl Q {
        pub async fn q(&self, q: &HubContext<Self>, q: Q, #[hub(optional)] q: Option<Q>, #[cfg(q)] q: Upload<Q>) -> Result<Q, Q> { q }
        #[cfg(q)]
        #[hub(rate_limit = "1/s")]
        pub fn q2(&self, #[hub(default = q)] q: Q) -> impl Stream<Item = Q> { q }
        #[on_connected]
        async fn q3(&self, q: &HubContext<Self>) {}
        #[on_disconnected]
        async fn q4(&self, q: &DisconnectedContext<Self>, q: DisconnectReason) {}
    }"#;

const CONTRACT: &str = r#"
    pub trait Q {
        async fn q(&self, q: Q, #[cfg(q)] q: Q);
        #[client(timeout = "30s")]
        async fn q2(&self, #[cfg(q)] q: Q) -> Q;
    }"#;

fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect(group.stream(), names),
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
            }
            _ => {}
        }
    }
}

/// What could be the name of a parameter, and is nothing that was given to the macro.
fn can_be_a_parameter(name: &str) -> bool {
    let words = name.trim_start_matches('_');
    let given = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()) == "q";
    syn::parse_str::<syn::Ident>(name).is_ok()
        && words
            .starts_with(|letter: char| letter.is_ascii_lowercase() || name.starts_with("__HUBS"))
        && !given(name)
}

/// A name of ours holds that of a method: the program has other methods than this test.
fn as_in_the_program(name: &str) -> String {
    let name = name.replace("__hubs_of_q", "__hubs_of_other");
    let name = name
        .replace("__hubs_q2", "__hubs_watch")
        .replace("__hubs_q", "__hubs_send");
    name.replace("__HUBS_q2", "__HUBS_confirm")
        .replace("__HUBS_q", "__HUBS_posted")
}

#[test]
fn every_name_of_generated_code_is_tried_as_a_parameter() {
    let parse = |text: &str| text.parse::<TokenStream>().unwrap();
    let mut names = BTreeSet::new();
    for tokens in [
        expand_hub(TokenStream::new(), parse(HUB)),
        expand_hub(parse("client = Q, state = Q"), parse("pub struct Q;")),
        expand_client_contract(TokenStream::new(), parse(CONTRACT)),
        expand_caller_state(TokenStream::new(), parse("pub struct Q { pub q: Q }")),
    ] {
        assert!(!tokens.to_string().contains("compile_error"), "{tokens}");
        collect(tokens, &mut names);
    }
    names.retain(|name| can_be_a_parameter(name));
    assert!(
        names.contains("call") && names.contains("__hubs"),
        "{names:?}"
    );
    let program = std::fs::read_to_string(PROGRAM).unwrap();
    let (_, list) = program.split_once("\nparameters_are_called! {").unwrap();
    let (list, _) = list.split_once('}').unwrap();
    let tried: BTreeSet<&str> = list.split_whitespace().collect();
    let missing: Vec<String> = names.iter().map(|name| as_in_the_program(name)).collect();
    let missing: Vec<&str> = missing
        .iter()
        .map(String::as_str)
        .filter(|name| !tried.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "add to {PROGRAM}: {}",
        missing.join(" ")
    );
}
