//! What is seen to lack an attribute, and where nothing must be said.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use syn::{Ident, Path, Type, parse_str};

use super::{Here, Surroundings, Unmarked, scanned};

fn file(text: &str) -> Surroundings {
    // What is told of is remembered by file.
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    Surroundings {
        file: Arc::new(scanned(text).unwrap_or_default()),
        path: format!("src/chat{number}.rs").into(),
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
    let mut file = file(&format!("use hubs_runtime::prelude::*; {text}"));
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
        "#[cfg(test)] mod tests { pub struct ChatHub; #[hub] impl ChatHub {} }",
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
        // What a macro makes of a module.
        "#[ours] mod chat { pub struct ChatHub; #[hub] impl ChatHub {} }",
        "#[ours] mod chat { pub struct ChatHub; } use chat::ChatHub; #[hub] impl ChatHub {}",
        "#[cfg(a)] mod chat { pub struct ChatHub; } use chat::ChatHub; #[hub] impl ChatHub {}",
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
    let misnamed = "#[hub] struct ChatHub; #[hub] impl ChatHbu { pub fn join(&self) {} }";
    assert_eq!(block_lacks_hub(misnamed), Some(true));
}

#[test]
fn hubs_that_may_have_a_block_are_not_told_of() {
    for text in [
        "#[hub] struct ChatHub; #[hub] impl ChatHub { pub fn join(&self) {} }",
        "#[hub] struct ChatHub; #[hub] impl ChatHub {} impl ChatHub { pub fn helps(&self) {} }",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } mod a { use super::*; #[hub] impl ChatHub {} }",
        "use hub as h; #[hub] struct ChatHub; #[h] impl ChatHub { pub fn join(&self) {} }",
        "#[hub] struct ChatHub; #[hub] impl ChatHbu { pub fn join(&self) {} } #[hub] struct ChatHbu;",
        "use other::ChatHbu; #[hub] struct ChatHub; #[hub] impl ChatHbu { pub fn join(&self) {} }",
        "#[hub] struct ChatHub; #[hub] impl Forum { pub fn join(&self) {} }",
        // Listeners have no methods.
        "#[hub] struct ChatHub;",
        "#[hub] struct ChatHub; impl ChatHub { pub fn new() -> Self { Self } }",
        "#[hub] struct ChatHub; impl Drop for ChatHub { fn drop(&mut self) {} }",
        "#[hub] struct ChatHub; impl ChatHub { fn helps(&self) {} }",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } #[ours] mod a { use super::*; #[hub] impl ChatHub {} }",
        // What these bring is not known.
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } methods!(ChatHub);",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } #[path = \"b.rs\"] mod a;",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } macro_rules! a { () => {} }",
        "#[hub] struct ChatHub; impl ChatHub { pub fn helps(&self) {} } include!(\"methods.rs\");",
    ] {
        assert_eq!(block_lacks_hub(text), None, "{text}");
    }
}

/// The type as a contract has it that stands in the file.
fn untold(text: &str, told: fn(&Surroundings, &Here, &Path) -> Option<Unmarked>) -> Option<String> {
    let text =
        format!("use hubs_runtime::prelude::*; #[client_contract] trait ChatClient {{}} {text}");
    let contract: Ident = parse_str("ChatClient").unwrap();
    let mut file = file(&text);
    file.is_root = true;
    let (here, path) = (Here::of_contract(&contract), parse_str("It").unwrap());
    let first = told(&file, &here, &path)?;
    assert!(told(&file, &here, &path).is_none(), "told once");
    Some(format!("{} {}", first.keyword, first.name))
}

#[test]
fn types_without_an_attribute_are_seen() {
    for text in [
        "pub struct It { a: u32 }",
        "#[derive(Clone, Debug)] pub struct It(u32);",
        "#[derive(Clone, serde::Serialize, serde::Deserialize)] pub struct It;",
        "mod a { pub struct It; } use a::It;",
        "struct It; impl Display for It {}",
        "struct It; impl Serialize for Other {}",
    ] {
        let seen = untold(text, Surroundings::untold_type);
        assert_eq!(seen.as_deref(), Some("struct It"), "{text}");
    }
    let seen = untold("enum It { A }", Surroundings::untold_type);
    assert_eq!(seen.as_deref(), Some("enum It"));
}

#[test]
fn types_that_may_travel_are_not_told_of() {
    for text in [
        "#[hub_type] struct It;",
        "#[derive(JsonSchema)] struct It;",
        "#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)] struct It;",
        "#[derive(Serialize_repr)] struct It;",
        "#[cfg_attr(feature = \"serde\", derive(Serialize))] struct It;",
        "struct It; impl serde::Serialize for It {}",
        "mod a { pub struct It; } use a::It; mod b { impl<'de> Deserialize<'de> for super::It {} }",
        "struct It; text_form!(It);",
        "struct It; #[path = \"other.rs\"] mod other;",
        "struct It; include!(\"forms.rs\");",
        "struct It; macro_rules! forms { () => { It } }",
        "struct It<T>(T);",
        "type It = u32;",
        "",
    ] {
        assert_eq!(untold(text, Surroundings::untold_type), None, "{text}");
    }
}

#[test]
fn attributes_that_rustc_does_not_find_are_none() {
    let is_told = |text: &str| {
        let mut file = file(&format!("#[client_contract] trait ChatClient {{}} {text}"));
        file.is_root = true;
        let here = Here::of_contract(&parse_str("ChatClient").unwrap());
        let seen = file.untold_type(&here, &parse_str("a::It").unwrap());
        seen.map(|seen| seen.is_told)
    };
    for text in [
        "mod a { #[hub_type] pub struct It; }",
        "mod a { #[hub_typ] pub struct It; }",
        "mod a { use hubs_runtime::prelude::*; #[hub_typ] pub struct It; }",
        "use hubs_runtime::prelude::*; mod a { #[hub_type] pub struct It; }",
    ] {
        assert_eq!(is_told(text), Some(true), "{text}");
    }
    for text in [
        "mod a { use hubs_runtime::prelude::*; #[hub_type] pub struct It; }",
        "mod a { use hubs_runtime::hub_type; #[hub_type] pub struct It; }",
        "mod a { use super::*; #[hub_type] pub struct It; }",
        "mod a { use ::hubs_runtime::prelude::*; #[hub_type] pub struct It; }",
        "mod a { use ::hubs_runtime::hub_type; #[hub_type] pub struct It; }",
        "mod a { #[hubs_runtime::hub_type] pub struct It; }",
        "mod a { bring!(); #[hub_type] pub struct It; }",
        "mod a { use ours::hub_typ; #[hub_typ] pub struct It; }",
        "#[macro_use] extern crate hubs_runtime; mod a { #[hub_type] pub struct It; }",
        "mod a { #[ours] pub struct It; }",
    ] {
        assert_eq!(is_told(text), None, "{text}");
    }
}

#[test]
fn contracts_that_a_hub_tells_of_are_known() {
    let tells = |text: &str| file(text).tells_of_contracts();
    let of_one = "trait ChatClient { #[client(name = \"a\")] async fn a(&self); }";
    assert!(tells(&format!(
        "{of_one} #[hub(client = ChatClient)] struct ChatHub;"
    )));
    assert!(!tells(of_one));
    assert!(!tells(&format!(
        "{of_one} #[hub(client = Other)] struct ChatHub;"
    )));
    let other = "trait Other { #[client(name = \"a\")] async fn a(&self); }";
    assert!(!tells(&format!(
        "{of_one} {other} #[hub(client = ChatClient)] struct ChatHub;"
    )));
}

#[test]
fn a_second_block_is_known_by_the_order_of_expansion() {
    let hub: Type = parse_str("ChatHub").unwrap();
    let two = file(
        "#[hub] struct ChatHub; #[hub] impl ChatHub {} #[authorize(P)] #[hub] impl ChatHub {}",
    );
    assert!(!two.is_second_block(&hub));
    assert!(two.is_second_block(&hub));
    for text in [
        "#[hub] struct ChatHub; #[hub] impl ChatHub {} impl ChatHub {}",
        "#[hub] struct ChatHub; #[cfg(a)] #[hub] impl ChatHub {} #[cfg(b)] #[hub] impl ChatHub {}",
        "mod a { #[hub] struct ChatHub; #[hub] impl ChatHub {} } mod b { #[hub] struct ChatHub; #[hub] impl ChatHub {} }",
    ] {
        let file = file(text);
        assert!(
            !file.is_second_block(&hub) && !file.is_second_block(&hub),
            "{text}"
        );
    }
}

#[test]
fn the_runtimes_names_are_known_where_nothing_else_can_have_them() {
    let has = |text: &str| file(text).has_from_the_runtime("HubContext");
    for text in [
        "use hubs_runtime::prelude::*;",
        "use hubs_runtime::{HubContext, prelude::*}; use std::sync::Arc;",
        "use ::hubs_runtime::prelude::*;",
    ] {
        assert!(has(text), "{text}");
    }
    for text in [
        "",
        "use hubs_runtime::prelude::*; use types::*;",
        "use hubs_runtime::prelude::*; use types::HubContext;",
        "use hubs_runtime::prelude::*; type HubContext = hubs_runtime::HubContext<ChatHub>;",
        "use hubs_runtime::prelude::*; context!(HubContext);",
        "use hubs_runtime::prelude::*; include!(\"types.rs\");",
    ] {
        assert!(!has(text), "{text}");
    }
}

#[test]
fn errors_without_a_derive_are_seen_where_nothing_else_makes_one() {
    for text in [
        "#[derive(Debug, thiserror::Error)] enum It { #[error(\"no\")] No }",
        "#[hub_type] #[derive(Debug)] enum It { No }",
    ] {
        let seen = untold(text, Surroundings::untold_error);
        assert_eq!(seen.as_deref(), Some("enum It"), "{text}");
    }
    for text in [
        "#[derive(Debug, HubError)] enum It { No }",
        "#[derive(OurError)] enum It { No }",
        "enum It { No } impl From<It> for HubError {}",
        "enum It { No } impl IntoCallFailure for It {}",
    ] {
        assert_eq!(untold(text, Surroundings::untold_error), None, "{text}");
    }
}

#[test]
fn the_block_of_a_hub_is_found_if_it_is_the_only_one() {
    let block_of = |text: &str| file(text).block_of(&parse_str("ChatHub").unwrap());
    let alone = "#[hub] struct ChatHub; #[hub] impl ChatHub { fn a() {} } impl ChatHub {}";
    assert_eq!(block_of(alone).unwrap().items.len(), 1);
    for text in [
        "#[hub] struct ChatHub; impl ChatHub { fn a() {} }",
        "#[hub] impl ChatHub {} #[hub] impl ChatHub {}",
        // It says itself that these belong on the struct.
        "#[hub] struct ChatHub; #[hub(client = ChatClient)] impl ChatHub {}",
        "#[hub] struct ChatHub; #[hub(state = ChatState)] impl ChatHub {}",
    ] {
        assert!(block_of(text).is_none(), "{text}");
    }
}

#[test]
fn the_only_item_with_an_attribute_is_found() {
    let one = file("#[client_contract] trait A {} mod b { #[caller_state] struct B; }");
    assert_eq!(one.only_with("client_contract"), Some("A"));
    assert_eq!(one.only_with("caller_state"), Some("B"));
    let two = file("#[client_contract] trait A {} #[client_contract] trait B {}");
    assert_eq!(two.only_with("client_contract"), None);
}
