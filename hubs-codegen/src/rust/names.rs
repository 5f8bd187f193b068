//! Names in Rust: of members, parameters, types and variants.

use hubs_contract::names::{kebab_case, pascal_case};
use proc_macro2::{Ident, Span};

/// `room_name` of `roomName`.
pub(super) fn snake_case(name: &str) -> String {
    let plain: String = kebab_case(name)
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    match plain.chars().next() {
        None => "empty".to_owned(),
        Some('0'..='9') => format!("_{plain}"),
        Some(_) => plain,
    }
}

/// `RoomFull` of `roomFull`, `room-full` and the like.
pub(super) fn type_name(name: &str) -> String {
    let words: Vec<String> = kebab_case(name)
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(pascal_case)
        .collect();
    let joined = words.concat();
    match joined.chars().next() {
        None => "Empty".to_owned(),
        Some('0'..='9') => format!("N{joined}"),
        Some(_) => joined,
    }
}

/// The identifier of a name that may be a word of the language.
pub(super) fn ident(name: &str) -> Ident {
    match name {
        // The words that cannot be raw.
        "self" | "Self" | "super" | "crate" | "_" => {
            Ident::new(&format!("{name}_"), Span::call_site())
        }
        _ if syn::parse_str::<Ident>(name).is_ok() => Ident::new(name, Span::call_site()),
        _ => Ident::new_raw(name, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rust() {
        assert_eq!(snake_case("messagePosted"), "message_posted");
        assert_eq!(snake_case("$ref"), "_ref");
        assert_eq!(snake_case("2nd"), "_2nd");
        assert_eq!(type_name("roomFull"), "RoomFull");
        assert_eq!(type_name("room-full x"), "RoomFullX");
        assert_eq!(type_name("4k"), "N4k");
        assert_eq!(ident("type").to_string(), "r#type");
        assert_eq!(ident("self").to_string(), "self_");
    }
}
