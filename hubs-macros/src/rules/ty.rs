//! Questions about a type as it is written. What an alias hides, the compiler answers: see the runtime's `__private`.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    AssocType, GenericArgument, Lifetime, PathArguments, PathSegment, ReturnType, Token, Type,
    TypeImplTrait, TypeParamBound, TypePath, TypeReference, TypeTraitObject,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// The last segment of a type that is a plain path.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(TypePath {
            qself: None, path, ..
        }) => path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// A type without the parentheses and the invisible groups around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        _ => ty,
    }
}

/// Whether the last segment of `ty` is `name`.
pub(crate) fn is_called(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// The type arguments of the last segment.
pub(crate) fn arguments(ty: &Type) -> Vec<&Type> {
    let Some(PathArguments::AngleBracketed(arguments)) = last_segment(ty).map(|s| &s.arguments)
    else {
        return Vec::new();
    };
    arguments
        .args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// `T` of `Option<T>`, written as the standard library's: bare, or with a path from `std` or `core`.
///
/// A user's own `Option` can be written `self::Option<T>`.
pub(crate) fn option_value(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segments: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|s| s.ident.to_string())
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["Option"] | ["std" | "core", "option", "Option"] => match arguments(ty).as_slice() {
            [value] => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// Types whose traits are known and that hide nothing: a user who shadows one of these names loses only a nicer text.
const PLAIN: &[&str] = &[
    "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64", "String",
];

/// Containers that can do what their elements can do.
const CONTAINERS: &[&str] = &[
    "Vec", "VecDeque", "Option", "Box", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "Upload",
];

/// Whether nothing about `ty` needs to be asked: `u32`, `Vec<String>`, `(bool, char)`.
pub(crate) fn is_plain(ty: &Type) -> bool {
    leaves(ty).is_empty() && !matches!(ty, Type::Infer(_) | Type::Macro(_) | Type::Verbatim(_))
}

/// The user's types inside containers: `Message` and `Key` of `HashMap<Key, Vec<Message>>`; `ty` itself if it is none.
///
/// Their missing derives are reported where they are written.
pub(crate) fn leaves(ty: &Type) -> Vec<&Type> {
    let mut found = Vec::new();
    collect_leaves(ty, &mut found);
    found
}

fn collect_leaves<'a>(ty: &'a Type, found: &mut Vec<&'a Type>) {
    match ty {
        Type::Group(group) => collect_leaves(&group.elem, found),
        Type::Paren(paren) => collect_leaves(&paren.elem, found),
        Type::Array(array) => collect_leaves(&array.elem, found),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| collect_leaves(ty, found)),
        Type::Path(path) if path.qself.is_none() => {
            let arguments = arguments(ty);
            let name = last_segment(ty).map(|segment| segment.ident.to_string());
            let name = name.as_deref().unwrap_or_default();
            if path.path.segments.len() == 1 && arguments.is_empty() && PLAIN.contains(&name) {
                return;
            }
            if let ("Box", [owned]) = (name, arguments.as_slice())
                && let Some(element) = unsized_element(owned)
            {
                element.into_iter().for_each(|ty| collect_leaves(ty, found));
            } else if !arguments.is_empty() && CONTAINERS.contains(&name) {
                for argument in arguments {
                    collect_leaves(argument, found);
                }
            } else {
                found.push(ty);
            }
        }
        _ => found.push(ty),
    }
}

/// The keys of the maps inside `ty` that are no text and no number.
pub(crate) fn map_keys(ty: &Type) -> Vec<&Type> {
    struct Finder<'a>(Vec<&'a Type>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type(&mut self, ty: &'a Type) {
            let is_map = ["HashMap", "BTreeMap"]
                .iter()
                .any(|name| is_called(ty, name));
            if let (true, [key, _, ..]) = (is_map, arguments(ty).as_slice())
                && !(matches!(bare(key), Type::Path(_)) && is_plain(key))
            {
                self.0.push(key);
            }
            visit::visit_type(self, ty);
        }
    }
    let mut finder = Finder(Vec::new());
    finder.visit_type(ty);
    finder.0
}

/// What a value without a size of its own is made of, `None` for types that have one: nothing of ours for `str`, `T` of
/// `[T]`. No question can be asked about it alone.
fn unsized_element(ty: &Type) -> Option<Option<&Type>> {
    match bare(ty) {
        Type::Slice(slice) => Some(Some(&slice.elem)),
        Type::Path(path) if path.path.is_ident("str") => Some(None),
        _ => None,
    }
}

/// The first `impl Trait` inside `ty`.
pub(crate) fn find_impl_trait(ty: &Type) -> Option<&TypeImplTrait> {
    struct Finder<'a>(Option<&'a TypeImplTrait>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type_impl_trait(&mut self, ty: &'a TypeImplTrait) {
            self.0.get_or_insert(ty);
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}

/// The first borrow inside `ty`.
pub(crate) fn find_reference(ty: &Type) -> Option<&TypeReference> {
    struct Finder<'a>(Option<&'a TypeReference>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type_reference(&mut self, ty: &'a TypeReference) {
            // What is borrowed for ever is owned by nobody, but `&'static str` cannot come from the wire either.
            self.0.get_or_insert(ty);
        }
        fn visit_type_impl_trait(&mut self, ty: &'a TypeImplTrait) {
            visit::visit_type_impl_trait(self, ty);
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}

/// The first lifetime inside `ty` that is not `'static`.
pub(crate) fn find_lifetime(ty: &Type) -> Option<&Lifetime> {
    struct Finder<'a>(Option<&'a Lifetime>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_lifetime(&mut self, lifetime: &'a Lifetime) {
            if lifetime.ident != "static" {
                self.0.get_or_insert(lifetime);
            }
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}

/// The first `dyn Stream<…>` inside `ty` that is not pinned, and so is no stream.
pub(crate) fn find_dyn_stream(ty: &Type) -> Option<&TypeTraitObject> {
    struct Finder<'a>(Option<&'a TypeTraitObject>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type(&mut self, ty: &'a Type) {
            if !is_called(ty, "Pin") {
                visit::visit_type(self, ty);
            }
        }
        fn visit_type_trait_object(&mut self, ty: &'a TypeTraitObject) {
            if item_of(&ty.bounds).is_some() {
                self.0.get_or_insert(ty);
            }
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}

/// Whether a trait stands in `ty` where a type must be, as in `-> Stream<Item = u32>`: rustc says so.
pub(crate) fn holds_a_bare_trait(ty: &Type) -> bool {
    struct Finder(bool);
    impl<'a> Visit<'a> for Finder {
        fn visit_type_path(&mut self, ty: &'a TypePath) {
            let arguments = ty.path.segments.last().map(|segment| &segment.arguments);
            if let Some(PathArguments::AngleBracketed(arguments)) = arguments {
                let mut arguments = arguments.args.iter();
                self.0 |= arguments.any(|one| matches!(one, GenericArgument::AssocType(_)));
            }
            visit::visit_type_path(self, ty);
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

/// `T` of `impl Stream<Item = T> + …`.
pub(crate) fn stream_item(ty: &TypeImplTrait) -> Option<&Type> {
    item_of(&ty.bounds)
}

/// `T` of `impl Stream<T>`, which is to be `impl Stream<Item = T>`.
pub(crate) fn misnamed_item(ty: &TypeImplTrait) -> Option<&Type> {
    ty.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound
            .path
            .segments
            .last()
            .filter(|last| last.ident == "Stream")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        match arguments.args.first() {
            Some(GenericArgument::Type(item)) if arguments.args.len() == 1 => Some(item),
            _ => None,
        }
    })
}

/// `T` of a result that is or holds a stream of `T`, as far as its text tells: `impl Stream<Item = T>`, `dyn Stream<Item = T>`
/// behind a pointer, `BoxStream<'static, T>`.
pub(crate) fn streamed(ty: &Type) -> Option<&Type> {
    struct Finder<'a>(Option<&'a Type>);
    impl<'a> Visit<'a> for Finder<'a> {
        fn visit_type(&mut self, ty: &'a Type) {
            let item = match ty {
                Type::ImplTrait(stream) => item_of(&stream.bounds),
                Type::TraitObject(stream) => item_of(&stream.bounds),
                _ if is_called(ty, "BoxStream") => arguments(ty).first().copied(),
                _ => None,
            };
            if self.0.is_none() {
                self.0 = item;
                visit::visit_type(self, ty);
            }
        }
    }
    let mut finder = Finder(None);
    finder.visit_type(ty);
    finder.0
}

/// `T` of `Stream<Item = T> + …`.
pub(crate) fn item_of(bounds: &Punctuated<TypeParamBound, Token![+]>) -> Option<&Type> {
    bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let segment = bound
            .path
            .segments
            .last()
            .filter(|segment| segment.ident == "Stream")?;
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
            return None;
        };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(AssocType { ident, ty, .. }) if ident == "Item" => Some(ty),
            _ => None,
        })
    })
}

/// The declared result, `()` if there is none.
pub(crate) fn returned(output: &ReturnType) -> Option<&Type> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty),
    }
}

/// Whether a result is nothing: not written, or `()`.
pub(crate) fn is_unit(ty: Option<&Type>) -> bool {
    match ty {
        None => true,
        Some(Type::Tuple(tuple)) => tuple.elems.is_empty(),
        Some(_) => false,
    }
}

/// A type as one line of Rust, for messages.
pub(crate) fn text(ty: &impl ToTokens) -> String {
    tidy(ty.to_token_stream())
}

/// Tokens as people write them: `Vec<String>`, not `Vec < String >`.
fn tidy(tokens: TokenStream) -> String {
    let mut text = tokens.to_string();
    for (from, to) in [
        (" < ", "<"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" ,", ","),
        ("& ", "&"),
        (" ;", ";"),
        ("( ", "("),
        (" )", ")"),
        ("' ", "'"),
    ] {
        text = text.replace(from, to);
    }
    text
}

/// Whether whoever calls from elsewhere can pass a value of `ty`, as it is written.
pub(crate) fn can_be_owned(ty: &Type) -> bool {
    find_impl_trait(ty).is_none()
        && find_reference(ty).is_none()
        && find_lifetime(ty).is_none()
        && !holds_a_bare_trait(ty)
}

/// Whether whoever calls from elsewhere can get a value or a stream of `ty`, as it is written.
pub(crate) fn can_be_answered(ty: &Type) -> bool {
    let streams = find_impl_trait(ty);
    find_reference(ty).is_none()
        && streams.is_none_or(|stream| stream_item(stream).is_some())
        && !holds_a_bare_trait(ty)
}

/// Every name in `tokens`, at any depth.
pub(crate) fn words(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                found.insert(word.to_string());
            }
            TokenTree::Group(group) => found.extend(words(group.stream())),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn the_users_types_are_found_inside_containers() {
        for (ty, expected) in [
            (parse_quote!(String), ""),
            (parse_quote!(Vec<(u8, [bool; 3])>), ""),
            (parse_quote!(()), ""),
            (parse_quote!(Message), "Message"),
            (
                parse_quote!(HashMap<Key, Vec<chat::Message>>),
                "Key chat::Message",
            ),
            (parse_quote!(Page<Message>), "Page<Message>"),
            (parse_quote!(Upload<Option<Line>>), "Line"),
            (parse_quote!(own::String), "own::String"),
            (parse_quote!((Box<str>, Box<[u32]>)), ""),
            (parse_quote!(Box<[Message]>), "Message"),
            (parse_quote!(Arc<str>), "Arc<str>"),
        ] {
            let ty: Type = ty;
            let found: Vec<String> = leaves(&ty).into_iter().map(text).collect();
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn only_the_standard_option_is_one() {
        for (ty, expected) in [
            (parse_quote!(Option<u8>), true),
            (parse_quote!(::std::option::Option<u8>), true),
            (parse_quote!(core::option::Option<u8>), true),
            (parse_quote!(self::Option<u8>), false),
            (parse_quote!(Option), false),
        ] {
            let ty: Type = ty;
            assert_eq!(option_value(&ty).is_some(), expected, "{}", text(&ty));
        }
    }

    #[test]
    fn types_print_as_people_write_them() {
        for written in [
            "Vec<Option<String>>",
            "&mut chat::Message",
            "[u8; 4]",
            "(u8, u16)",
            "&'static str",
        ] {
            let ty: Type = syn::parse_str(written).expect("a type");
            assert_eq!(text(&ty), written);
        }
    }
}
