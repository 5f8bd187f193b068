//! Expansions as people read them, and the promise never to panic.
//!
//! `INSTA_UPDATE=always cargo test -p hubs-macros` writes the snapshots anew; read the change before you keep it.

use proc_macro2::TokenStream;
use proptest::prelude::*;

use super::{
    expand_caller_state, expand_client_contract, expand_hub, expand_hub_error, expand_hub_type,
};

mod manual;
mod names;
mod places;

type Expand = fn(TokenStream, TokenStream) -> TokenStream;

const MACROS: [(&str, Expand); 5] = [
    ("hub", expand_hub),
    ("client_contract", expand_client_contract),
    ("caller_state", expand_caller_state),
    ("hub_type", expand_hub_type),
    ("HubError", |_arguments, item| expand_hub_error(item)),
];

/// The expansion as rustfmt would nearly have it.
fn expanded(expand: Expand, arguments: &str, item: &str) -> String {
    let tokens = expand(arguments.parse().unwrap(), item.parse().unwrap());
    let file = syn::parse2(tokens.clone());
    let file = file.unwrap_or_else(|error| panic!("{error}: {tokens}"));
    prettyplease::unparse(&file)
}

#[test]
fn a_hub_struct() {
    let item = "/// A chat.\n#[authorize(SignedIn)]\npub struct ChatHub { rooms: Rooms }";
    insta::assert_snapshot!(expanded(
        expand_hub,
        "client = ChatClient, state = ChatState",
        item
    ));
}

#[test]
fn a_hub_impl() {
    let item = r#"
        impl ChatHub {
            /// Joins `room`.
            #[deprecated(note = "use `enter`")]
            pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<u32, ChatError> { Ok(1) }
            #[cfg(feature = "history")]
            #[hub(rate_limit = "10/m")]
            pub fn history(&self, #[hub(optional)] limit: Option<u32>) -> impl Stream<Item = Message> { stream() }
            #[on_connected]
            async fn welcome(&self, cx: &HubContext<Self>) {}
        }"#;
    insta::assert_snapshot!(expanded(expand_hub, "", item));
}

#[test]
fn a_client_contract() {
    let item = r#"
        /// What the server calls.
        pub trait ChatClient {
            async fn posted(&self, message: Message);
            #[client(timeout = "30s")]
            async fn confirm(&self, question: String) -> bool;
        }"#;
    insta::assert_snapshot!(expanded(expand_client_contract, "", item));
}

#[test]
fn a_caller_state() {
    let item = "pub struct ChatState { pub display_name: String, pub room: String }";
    insta::assert_snapshot!(expanded(expand_caller_state, "", item));
}

#[test]
fn a_hub_type_and_an_error() {
    let item = "pub struct Message { pub author: String }";
    let error = "pub enum ChatError { Full { room: String }, #[internal] Push(HubError) }";
    let both = expanded(expand_hub_type, "", item) + &expanded(MACROS[4].1, "", error);
    insta::assert_snapshot!(both);
}

#[test]
fn a_faulty_item_is_still_there() {
    let item = "impl ChatHub { fn hidden(&mut self, limit: Option<u32>) { let x = 1; } }";
    let text = expanded(expand_hub, "", item);
    assert!(
        text.contains("compile_error!") && text.contains("let x = 1;"),
        "{text}"
    );
}

/// Pieces of which mistakes are made.
const WORDS: [&str; 58] = [
    "pub",
    "fn",
    "async",
    "impl",
    "struct",
    "trait",
    "enum",
    "ChatHub",
    "send",
    "self",
    "&",
    "mut",
    "Self",
    ":",
    ",",
    ";",
    "->",
    "<",
    ">",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "#[hub]",
    "#[hub(skip)]",
    "#[hub(name = \"x\")]",
    "#[hub(optional)]",
    "#[hub(default = 1)]",
    "#[authorize(A)]",
    "#[on_connected]",
    "#[client(timeout = \"3s\")]",
    "#[cfg(x)]",
    "#[internal]",
    "String",
    "u32",
    "Option<u32>",
    "Upload<String>",
    "Vec<u8>",
    "impl Stream<Item = u8>",
    "Result<(), E>",
    "HubContext<Self>",
    "&str",
    "&HubContext<Self>",
    "\"text\"",
    "1",
    "=",
    "name",
    "client",
    "state",
    "rename_all",
    "::",
    "'a",
    "T",
    "where",
    "dyn",
    "const",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..24)
        .prop_map(|words| words.join(" "))
}

/// A method's parts in any combination, so that the soup is eaten and not only spat out.
fn method() -> impl Strategy<Value = String> {
    let attribute = prop::sample::select(vec![
        "",
        "#[hub(skip)]",
        "#[hub(name = \"X\")]",
        "#[on_connected]",
        "#[on_disconnected]",
        "#[authorize(A, B)]",
        "#[hub(cancel)]",
        "#[hub(rate_limit = \"1/s\")]",
        "#[deprecated]",
        "#[hub(nonsense)]",
        "#[cfg(a)]",
        "#[client(name = \"y\")]",
    ]);
    let head = prop::sample::select(vec![
        "pub fn",
        "pub async fn",
        "fn",
        "pub(crate) fn",
        "pub unsafe fn",
        "pub const fn",
    ]);
    let name = prop::sample::select(vec![
        "send",
        "Send",
        "r#type",
        "on_connect",
        "then",
        "größe",
        "_x",
        "constructor",
    ]);
    let receiver = prop::sample::select(vec!["&self", "&mut self", "self", "", "self: Box<Self>"]);
    let ty = prop::sample::select(vec![
        "u32",
        "Option<u32>",
        "&str",
        "&[u8]",
        "Upload<u32>",
        "&HubContext<Self>",
        "impl Into<u8>",
        "(u8, T)",
        "[u8; 4]",
        "Box<dyn Fn()>",
        "&mut u8",
        "!",
        "_",
        "fn(u8) -> u8",
        "Self",
        "<u8 as T>::U",
        "m!()",
    ]);
    let result = prop::sample::select(vec![
        "",
        "-> u32",
        "-> Result<u32, E>",
        "-> impl Stream<Item = u8>",
        "-> &str",
        "-> !",
        "-> impl Future<Output = u8>",
        "-> Result<impl Stream<Item = Result<u8, E>>, E>",
        "-> Option<()>",
    ]);
    let presence = prop::sample::select(vec![
        "",
        "#[hub(optional)]",
        "#[hub(nullable)]",
        "#[hub(default = f())]",
    ]);
    let param = (presence, ty).prop_map(|(presence, ty)| format!("{presence} x: {ty}"));
    let params = prop::collection::vec(param, 0..4);
    (attribute, head, name, receiver, params, result).prop_map(
        |(attribute, head, name, receiver, params, result)| {
            let comma = if receiver.is_empty() { "" } else { ", " };
            format!(
                "{attribute} {head} {name}({receiver}{comma}{}) {result} {{ }}",
                params.join(", ")
            )
        },
    )
}

/// Expands and reads the result, which must be Rust for whatever was Rust.
fn survives(expand: Expand, arguments: &str, item: &str) {
    let (Ok(arguments), Ok(item)) = (arguments.parse(), item.parse::<TokenStream>()) else {
        return;
    };
    let was_rust = syn::parse2::<syn::Item>(item.clone()).is_ok();
    let tokens = expand(arguments, item);
    if was_rust {
        syn::parse2::<syn::File>(tokens.clone())
            .unwrap_or_else(|error| panic!("{error}: {tokens}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tokens_are_answered(arguments in soup(), item in soup()) {
        for (_, expand) in MACROS {
            survives(expand, &arguments, &item);
            survives(expand, &arguments, &format!("pub struct ChatHub {{ {item} }}"));
        }
    }

    #[test]
    fn any_methods_are_answered(methods in prop::collection::vec(method(), 0..4), arguments in soup()) {
        let methods = methods.join("\n");
        survives(expand_hub, "", &format!("impl ChatHub {{ {methods} }}"));
        survives(expand_hub, &arguments, &format!("impl<T> ChatHub<T> {{ {methods} }}"));
        let declared = methods.replace("{ }", ";").replace("pub ", "");
        survives(expand_client_contract, "", &format!("pub trait ChatClient {{ {declared} }}"));
        survives(expand_client_contract, &arguments, &format!("trait ChatClient<T>: A {{ {methods} }}"));
    }
}
