//! What is seen to lack an attribute, and where nothing must be said.

use syn::{Ident, Path, Type, parse_str};

use super::Surroundings;

fn file(text: &str) -> Surroundings {
    Surroundings {
        text: text.into(),
        path: "src/chat.rs".into(),
        is_root: false,
    }
}

fn struct_lacks_hub(text: &str) -> bool {
    let hub: Type = parse_str("ChatHub").unwrap();
    file(text).struct_lacks_hub(&hub)
}

fn trait_lacks_contract(text: &str, contract: &str) -> bool {
    let hub: Ident = parse_str("ChatHub").unwrap();
    let contract: Path = parse_str(contract).unwrap();
    file(text).trait_lacks_contract(&hub, &contract)
}

fn block_lacks_hub(text: &str) -> Option<bool> {
    let hub: Ident = parse_str("ChatHub").unwrap();
    let mut file = file(text);
    file.is_root = true;
    file.block_without_hub(&hub).map(|block| block.is_told)
}

#[test]
fn structs_without_an_attribute_are_seen() {
    for text in [
        "pub struct ChatHub; #[hub] impl ChatHub {}",
        "#[hub] impl ChatHub {} /// Chats.\n#[derive(Default)] pub struct ChatHub { a: u32 }",
        "#[hubs_runtime::hub] impl ChatHub {} #[allow(dead_code)] pub(crate) struct ChatHub(u32);",
        "mod chat { pub struct ChatHub; #[hub] impl ChatHub {} }",
        "mod chat { pub struct ChatHub; } use chat::ChatHub; #[hub] impl ChatHub {}",
        "mod a { pub mod b { pub struct ChatHub; } } use a::b::*; #[hub] impl ChatHub {}",
        "mod a { pub struct Other; } use a::Other as ChatHub; #[hub] impl ChatHub {}",
        "mod a { pub mod b { pub struct ChatHub; } pub use b::ChatHub; } use a::{Other, ChatHub}; #[hub] impl ChatHub {}",
        "struct ChatHub; mod inner { use super::*; #[hub] impl ChatHub {} }",
        "#[test] fn chats() { struct ChatHub; #[hub] impl ChatHub {} }",
        "struct ChatHub; fn chats() { #[hub] impl ChatHub {} }",
    ] {
        assert!(struct_lacks_hub(text), "{text}");
    }
}

#[test]
fn structs_that_may_be_hubs_are_not_told_of() {
    for text in [
        "#[hub] pub struct ChatHub; #[hub] impl ChatHub {}",
        "#[cfg_attr(feature = \"server\", hub)] pub struct ChatHub; #[hub] impl ChatHub {}",
        "use hubs_runtime::hub as realtime; #[realtime] struct ChatHub; #[hub] impl ChatHub {}",
        // Elsewhere, or unknown.
        "use other::ChatHub; #[hub] impl ChatHub {}",
        "mod a { pub struct ChatHub; } use crate::a::ChatHub; #[hub] impl ChatHub {}",
        "use other::ChatHub; #[hub] impl ChatHub {} mod a { struct ChatHub; }",
        "use other::*; #[hub] impl ChatHub {} mod a { struct ChatHub; }",
        "make!(pub struct ChatHub;); #[hub] impl ChatHub {}",
        "struct ChatHub; mod inner { use other::*; #[hub] impl ChatHub {} }",
        "struct ChatHub; mod inner { #[hub] impl ChatHub {} }",
        // Two of one name, or two blocks.
        "#[cfg(a)] struct ChatHub; #[cfg(b)] struct ChatHub; #[hub] impl ChatHub {}",
        "mod a { struct ChatHub; #[hub] impl ChatHub {} } mod b { #[hub] struct ChatHub; #[hub] impl ChatHub {} }",
        // An alias, a cycle of imports, what another edition reads otherwise.
        "#[hub] struct Real; type ChatHub = Real; #[hub] impl ChatHub {}",
        "use self::a::ChatHub; mod a { pub use super::ChatHub; } #[hub] impl ChatHub {}",
        "struct ChatHub; #[hub] impl ChatHub {} const A: &str = stringify!(##);",
    ] {
        assert!(!struct_lacks_hub(text), "{text}");
    }
}

#[test]
fn a_path_from_the_crate_is_followed_in_its_first_file_alone() {
    let text =
        "mod a { pub struct ChatHub; } mod b { use crate::a::ChatHub; #[hub] impl ChatHub {} }";
    assert!(!struct_lacks_hub(text));
    let mut file = file(text);
    file.is_root = true;
    assert!(file.struct_lacks_hub(&parse_str("ChatHub").unwrap()));
}

#[test]
fn traits_without_an_attribute_are_seen() {
    let plain = "trait ChatClient {} #[hub(client = ChatClient)] struct ChatHub;";
    assert!(trait_lacks_contract(plain, "ChatClient"));
    let inside =
        "mod model { pub trait ChatClient {} } #[hub(client = model::ChatClient)] struct ChatHub;";
    assert!(trait_lacks_contract(inside, "model::ChatClient"));
    for text in [
        "#[client_contract] trait ChatClient {} #[hub(client = ChatClient)] struct ChatHub;",
        "#[ours(a)] trait ChatClient {} #[hub(client = ChatClient)] struct ChatHub;",
        "struct ChatClient; #[hub(client = ChatClient)] struct ChatHub;",
        "use model::ChatClient; #[hub(client = ChatClient)] struct ChatHub;",
    ] {
        assert!(!trait_lacks_contract(text, "ChatClient"), "{text}");
    }
}

#[test]
fn blocks_without_an_attribute_are_seen() {
    let public = "#[hub] struct ChatHub; impl ChatHub { pub fn join(&self) {} }";
    assert_eq!(block_lacks_hub(public), Some(false));
    let told = "#[hub] struct ChatHub; impl ChatHub { #[on_connected] fn come(&self) {} }";
    assert_eq!(block_lacks_hub(told), Some(true));
    let second = "#[hub] struct ChatHub; impl ChatHub { fn new() -> Self { Self } }\
        impl ChatHub { pub fn join(&self) {} }";
    assert_eq!(block_lacks_hub(second), Some(false));
}

#[test]
fn hubs_that_may_have_a_block_are_not_told_of() {
    for text in [
        "#[hub] struct ChatHub; #[hub] impl ChatHub { pub fn join(&self) {} }",
        "#[hub] struct ChatHub; #[hub] impl ChatHub {} impl ChatHub { pub fn helps(&self) {} }",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } mod a { use super::*; #[hub] impl ChatHub {} }",
        "use hub as h; #[hub] struct ChatHub; #[h] impl ChatHub { pub fn join(&self) {} }",
        // Listeners have no methods.
        "#[hub] struct ChatHub;",
        "#[hub] struct ChatHub; impl ChatHub { pub fn new() -> Self { Self } }",
        "#[hub] struct ChatHub; impl Drop for ChatHub { fn drop(&mut self) {} }",
        "#[hub] struct ChatHub; impl ChatHub { fn helps(&self) {} }",
        // What these bring is not known.
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } macro_rules! a { () => {} }",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } include!(\"methods.rs\");",
    ] {
        assert_eq!(block_lacks_hub(text), None, "{text}");
    }
}
