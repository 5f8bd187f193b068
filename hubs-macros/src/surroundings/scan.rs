//! The items of a file, as far as their first words tell them: no body is read but for the items inside.
//!
//! Loose on purpose. What it does not understand is not there, and what is not there is nobody's fault.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// A module, a function's body or any other block.
#[derive(Default)]
pub(super) struct Scope {
    pub(super) items: Vec<Found>,
    /// What stands behind each `use`, up to the semicolon.
    pub(super) uses: Vec<TokenStream>,
}

/// An item.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// Its name; of an `impl` the type behind it, of a block nothing.
    pub(super) name: String,
    /// What stands in each `#[…]`.
    pub(super) attrs: Vec<TokenStream>,
    /// All tokens of an `impl`.
    pub(super) tokens: TokenStream,
    /// What is inside, of modules and blocks.
    pub(super) inside: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Struct,
    Enum,
    Trait,
    /// The block of a type itself, not one of a trait.
    Impl,
    Module,
    /// A module in another file.
    File,
    Block,
    Other,
}

impl Scope {
    /// Reads the items of a file, or of what stands between braces.
    pub(super) fn read(tokens: TokenStream) -> Self {
        let mut scanner = Scanner {
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
    rest: std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
    /// Those of the item that begins here.
    attrs: Vec<TokenStream>,
    scope: Scope,
}

impl Scanner {
    fn take(&mut self, token: TokenTree) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => self.attribute(),
            TokenTree::Ident(word) => self.word(&word.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.push(Kind::Block, String::new(), group.stream(), true);
            }
            // As in `pub(crate)`.
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {}
            _ => self.attrs.clear(),
        }
    }

    fn attribute(&mut self) {
        if let Some(TokenTree::Group(group)) = self.rest.peek() {
            self.attrs.push(group.stream());
            self.rest.next();
        }
    }

    fn word(&mut self, word: &str) {
        match word {
            "pub" | "async" | "unsafe" | "extern" | "default" => {}
            "struct" => self.named(Kind::Struct),
            "enum" => self.named(Kind::Enum),
            "trait" => self.named(Kind::Trait),
            "mod" => self.named(Kind::Module),
            "type" | "union" => self.named(Kind::Other),
            "fn" => self.function(),
            "impl" => self.implementation(),
            "use" => {
                let tokens = self.until_semicolon();
                self.scope.uses.push(tokens);
                self.attrs.clear();
            }
            "const" if self.next_is("fn") => {}
            "const" | "static" => {
                self.until_semicolon();
                self.attrs.clear();
            }
            "macro_rules" => {
                self.until_body();
                self.attrs.clear();
            }
            _ => self.attrs.clear(),
        }
    }

    fn named(&mut self, kind: Kind) {
        let Some(TokenTree::Ident(name)) = self.rest.peek() else {
            self.attrs.clear();
            return;
        };
        let name = name.to_string();
        let (_, body) = self.until_body();
        let kind = match (kind, &body) {
            (Kind::Module, None) => Kind::File,
            _ => kind,
        };
        self.push(kind, name, body.unwrap_or_default(), kind == Kind::Module);
    }

    fn function(&mut self) {
        let (_, body) = self.until_body();
        self.push(Kind::Block, String::new(), body.unwrap_or_default(), true);
    }

    fn implementation(&mut self) {
        let (head, body) = self.until_body();
        let of_trait = head.iter().any(|token| is_word(token, "for"));
        let head: TokenStream = head.into_iter().collect();
        let attrs = std::mem::take(&mut self.attrs);
        match syn::parse2::<syn::Type>(head) {
            Ok(ty) if !of_trait => self.scope.items.push(Found {
                kind: Kind::Impl,
                name: ty.to_token_stream().to_string(),
                attrs,
                tokens: quote!(impl #ty { #body }),
                inside: Scope::default(),
            }),
            _ => {}
        }
    }

    fn push(&mut self, kind: Kind, name: String, body: TokenStream, opened: bool) {
        let inside = if opened {
            Scope::read(body)
        } else {
            Scope::default()
        };
        self.scope.items.push(Found {
            kind,
            name,
            attrs: std::mem::take(&mut self.attrs),
            tokens: TokenStream::new(),
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

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}
