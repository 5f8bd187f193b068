//! The items of a file, as far as their first words tell them: no body is read but for the items inside.
//!
//! Loose on purpose. What it does not understand is not there, and what is not there is nobody's fault.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::imports::{Import, imports};
use crate::attr::split_at_commas;

/// What brings the macros of another crate into every module.
pub(super) const MACRO_USE: &str = "macro_use";

/// A module, a function's body or any other block.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) items: Vec<Found>,
    pub(super) imports: Vec<Import>,
    /// Calls of macros where items stand, and `macro_rules!` everywhere.
    pub(super) macros: Vec<String>,
    /// What stands between `impl` and the braces, of traits.
    pub(super) trait_impls: Vec<String>,
}

/// An item.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// Its name; of an `impl` the type behind it, of a block nothing.
    pub(super) name: String,
    pub(super) attrs: Vec<Attr>,
    /// All of it without attributes, of an `impl`; what stands between its braces, of structs, enums and traits.
    pub(super) text: String,
    /// What stands before those, of a trait, and all behind the word `type`.
    pub(super) head: String,
    /// Whether parameters follow the name.
    pub(super) is_generic: bool,
    /// What is inside, of modules and blocks.
    pub(super) inside: Scope,
}

/// What stands in `#[…]`. Plain text as all of this, since tokens do not outlive one expansion.
pub(super) struct Attr {
    /// The names of its path.
    pub(super) path: Vec<String>,
    /// What stands in its parentheses.
    pub(super) arguments: String,
    /// The last names of what `derive` lists.
    pub(super) derives: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Struct,
    Enum,
    Trait,
    /// The block of a type itself, not one of a trait.
    Impl,
    Module,
    /// `type … = …;`
    Alias,
    /// A module in another file.
    File,
    Block,
    Other,
}

impl Scope {
    /// Reads the items of a file, or of what stands between braces.
    pub(super) fn read(tokens: TokenStream) -> Self {
        Self::of(tokens, true)
    }

    fn of(tokens: TokenStream, is_module: bool) -> Self {
        let mut scanner = Scanner {
            is_module,
            rest: tokens.into_iter().peekable(),
            attrs: Vec::new(),
            scope: Self::default(),
        };
        while let Some(token) = scanner.rest.next() {
            scanner.take(token);
        }
        scanner.scope
    }
}

struct Scanner {
    is_module: bool,
    rest: std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
    /// Those of the item that begins here.
    attrs: Vec<Attr>,
    scope: Scope,
}

impl Scanner {
    fn take(&mut self, token: TokenTree) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => self.attribute(),
            TokenTree::Ident(word) => self.word(&word.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.push(Kind::Block, String::new(), group.stream());
            }
            // As in `pub(crate)`.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {}
            _ => self.attrs.clear(),
        }
    }

    fn attribute(&mut self) {
        if let Some(TokenTree::Group(group)) = self.rest.peek() {
            self.attrs.push(Attr::read(&group.stream()));
            self.rest.next();
        }
    }

    fn word(&mut self, word: &str) {
        match word {
            "extern" if self.attrs.iter().any(|attr| attr.is_called(MACRO_USE)) => {
                self.scope.macros.push(MACRO_USE.to_owned());
            }
            "pub" | "async" | "unsafe" | "extern" | "default" => {}
            "struct" => self.named(Kind::Struct),
            "enum" => self.named(Kind::Enum),
            "trait" => self.named(Kind::Trait),
            "mod" => self.named(Kind::Module),
            "type" => self.named(Kind::Alias),
            "union" => self.named(Kind::Other),
            "fn" => self.function(),
            "impl" => self.implementation(),
            "use" => {
                let tokens = self.until_semicolon();
                self.scope.imports.extend(imports(tokens));
                self.attrs.clear();
            }
            "const" if self.next_is("fn") => {}
            "const" | "static" => {
                self.until_semicolon();
                self.attrs.clear();
            }
            "macro_rules" => {
                let (_, body) = self.until_body();
                let body = body.unwrap_or_default();
                self.scope.macros.push(format!("macro_rules!({body})"));
                self.attrs.clear();
            }
            _ => {
                self.macro_call(word);
                self.attrs.clear();
            }
        }
    }

    fn macro_call(&mut self, name: &str) {
        let bang =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '!');
        if self.rest.next_if(bang).is_some()
            && let Some(TokenTree::Group(group)) = self.rest.peek()
        {
            // In a body it may be any expression.
            if self.is_module || name == "include" {
                let call = format!("{name}!({})", group.stream());
                self.scope.macros.push(call);
            }
            self.rest.next();
        }
    }

    fn named(&mut self, kind: Kind) {
        let Some(TokenTree::Ident(name)) = self.rest.peek() else {
            self.attrs.clear();
            return;
        };
        let name = name.to_string();
        let is_generic = matches!(self.rest.clone().nth(1), Some(TokenTree::Punct(punct)) if punct.as_char() == '<');
        let (head, body) = self.until_body();
        let kind = match (kind, &body) {
            (Kind::Module, None) => Kind::File,
            _ => kind,
        };
        self.push(kind, name, body.unwrap_or_default());
        if let Some(found) = self.scope.items.last_mut() {
            found.is_generic = is_generic;
            if matches!(kind, Kind::Trait | Kind::Alias) {
                found.head = head.into_iter().collect::<TokenStream>().to_string();
            }
        }
    }

    fn function(&mut self) {
        let (_, body) = self.until_body();
        self.push(Kind::Block, String::new(), body.unwrap_or_default());
    }

    fn implementation(&mut self) {
        let (head, body) = self.until_body();
        let of_trait = head.iter().any(|token| is_word(token, "for"));
        let head: TokenStream = head.into_iter().collect();
        if of_trait {
            self.scope.trait_impls.push(head.to_string());
        }
        let attrs = std::mem::take(&mut self.attrs);
        match syn::parse2::<syn::Type>(head) {
            Ok(ty) if !of_trait => self.scope.items.push(Found {
                kind: Kind::Impl,
                name: ty.to_token_stream().to_string(),
                attrs,
                text: quote!(impl #ty { #body }).to_string(),
                head: String::new(),
                is_generic: false,
                inside: Scope::default(),
            }),
            _ => {}
        }
    }

    fn push(&mut self, kind: Kind, name: String, body: TokenStream) {
        let text = match kind {
            Kind::Enum | Kind::Struct | Kind::Trait => body.to_string(),
            _ => String::new(),
        };
        let inside = match kind {
            Kind::Block => Scope::of(body, false),
            Kind::Module => Scope::read(body),
            _ => Scope::default(),
        };
        self.scope.items.push(Found {
            kind,
            name,
            attrs: std::mem::take(&mut self.attrs),
            text,
            head: String::new(),
            is_generic: false,
            inside,
        });
    }

    fn next_is(&mut self, word: &str) -> bool {
        self.rest.peek().is_some_and(|token| is_word(token, word))
    }

    /// What stands before the first braces or the semicolon, and what stands in those.
    fn until_body(&mut self) -> (Vec<TokenTree>, Option<TokenStream>) {
        let mut head = Vec::new();
        for token in self.rest.by_ref() {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    return (head, Some(group.stream()));
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                token => head.push(token),
            }
        }
        (head, None)
    }

    fn until_semicolon(&mut self) -> TokenStream {
        let end =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
        self.rest.by_ref().take_while(|token| !end(token)).collect()
    }
}

impl Found {
    /// Whether it has an attribute whose last name is this.
    pub(super) fn has_attr(&self, name: &str) -> bool {
        self.attrs.iter().any(|attr| attr.is_called(name))
    }

    /// Whether an attribute of this name stands on something inside, of structs, enums and traits.
    pub(super) fn has_inside(&self, name: &str) -> bool {
        let text: String = self.text.split_whitespace().collect();
        let mut behind = text.split("#[").skip(1);
        behind.any(|text| {
            text.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with([']', '(']))
        })
    }

    /// What it derives.
    pub(super) fn derives(&self) -> impl Iterator<Item = &String> {
        self.attrs.iter().flat_map(|attr| &attr.derives)
    }
}

impl Attr {
    fn read(tokens: &TokenStream) -> Self {
        let mut path = Vec::new();
        let mut derives = Vec::new();
        let mut arguments = String::new();
        for token in tokens.clone() {
            match token {
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                TokenTree::Group(group) => {
                    arguments = group.stream().to_string();
                    if path == ["derive"] {
                        derives = last_names(group.stream());
                    }
                    break;
                }
                _ => break,
            }
        }
        Self {
            path,
            arguments,
            derives,
        }
    }

    /// The path behind `key =`.
    pub(super) fn path_of(&self, key: &str) -> Option<syn::Path> {
        let arguments: TokenStream = self.arguments.parse().ok()?;
        split_at_commas(arguments).into_iter().find_map(|argument| {
            let parser = |input: syn::parse::ParseStream<'_>| {
                let name: syn::Ident = input.parse()?;
                input.parse::<syn::Token![=]>()?;
                Ok((name, input.parse::<syn::Path>()?))
            };
            let (name, path) = syn::parse::Parser::parse2(parser, argument).ok()?;
            (name == key).then_some(path)
        })
    }

    /// Whether the last name of its path is this.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.path.last().is_some_and(|last| last == name)
    }
}

/// The last name of each path in a list.
fn last_names(list: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = None;
    for token in list {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => names.extend(name.take()),
            TokenTree::Ident(word) => name = Some(word.to_string()),
            _ => {}
        }
    }
    names.extend(name);
    names
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}
