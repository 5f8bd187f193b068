//! Wire names of items: which one an item gets, whether it may have it, and whether two items share one.

use hubs_contract::names::{
    NameFault, RenameAll, check_member_name, check_wire_name, fold, nearest, reserved_member,
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{LitStr, ext::IdentExt};

use crate::{
    attr::Args,
    errors::{Errors, with_help},
    output::runtime::Runtime,
};

/// An item that has a wire name.
pub(crate) struct Named<'a> {
    /// "hub method", "client method", "parameter", "caller state field".
    pub(crate) kind: &'static str,
    pub(crate) ident: &'a Ident,
    /// Set by an attribute, else made from the identifier.
    pub(crate) explicit: Option<&'a LitStr>,
    /// The generated member, if it is not the wire name.
    pub(crate) client_name: Option<&'a LitStr>,
    /// How messages tell to set a name: `#[hub(name = "...")]`.
    pub(crate) attribute: &'static str,
}

impl<'a> Named<'a> {
    /// An item whose attribute takes `name` and `client_name`.
    pub(crate) fn new(
        kind: &'static str,
        ident: &'a Ident,
        args: &'a Args,
        attribute: &'static str,
    ) -> Self {
        Self {
            kind,
            ident,
            explicit: args.text("name"),
            client_name: args.text("client_name"),
            attribute,
        }
    }

    /// The identifier without `r#`.
    pub(crate) fn plain(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// The wire name under one rule.
    pub(crate) fn wire(&self, rule: RenameAll) -> String {
        match self.explicit {
            Some(name) => name.value(),
            None => rule.apply(&self.plain()),
        }
    }

    /// Both spellings, the camelCase one first; they are equal if an attribute set the name.
    fn spellings(&self) -> (String, String) {
        (
            self.wire(RenameAll::CamelCase),
            self.wire(RenameAll::PascalCase),
        )
    }

    /// The tokens that say the name: the attribute's text or the identifier.
    fn span(&self) -> Span {
        self.explicit.map_or(self.ident.span(), LitStr::span)
    }

    /// The generated member.
    fn member(&self) -> String {
        match self.client_name {
            Some(name) => name.value(),
            None => self.wire(RenameAll::CamelCase),
        }
    }

    /// Reports a name that cannot go on the wire or into a generated client.
    pub(crate) fn check(&self, errors: &mut Errors) {
        let checked = check_wire_name(&self.wire(RenameAll::CamelCase));
        // A parameter's name never travels: it may be in the user's own language, as fields of messages may.
        let spoken = self.kind == "parameter" && matches!(checked, Err(NameFault::NotAscii(_)));
        if let (Err(fault), false) = (checked, spoken) {
            let message = format!("the wire name of {} `{}` {fault}", self.kind, self.plain());
            let help = match self.explicit {
                Some(_) => "write a name as clients send it, as \"sendMessage\"".to_owned(),
                None if self.attribute.is_empty() => "rename it".to_owned(),
                None => format!("rename it, or set `{}`", self.attribute),
            };
            errors.push_at(self.span(), with_help(message, help));
            return;
        }
        // Parameters keep their names for documentation alone; generated code may give them others.
        if self.kind != "parameter" {
            self.check_member(errors);
        }
    }

    fn check_member(&self, errors: &mut Errors) {
        if let Some(name) = self.client_name
            && let Err(fault) = check_member_name(&name.value())
        {
            let message = format!("`client_name` of {} `{}` {fault}", self.kind, self.plain());
            let help = "it becomes a member of the generated clients; write it as \"sendMessage\"";
            errors.push(name, with_help(message, help));
            return;
        }
        let member = self.member();
        let Some(reason) = reserved_member(&member) else {
            return;
        };
        let message = format!("{} name `{member}` is reserved: {reason}", self.kind);
        let help = match (self.client_name, self.attribute) {
            (Some(_), _) => "choose another `client_name`".to_owned(),
            (None, "") => "rename it".to_owned(),
            // There is no `client_name` for what serde names.
            (None, attribute) if attribute.starts_with("#[serde") => {
                format!("rename it, or give it another name with `{attribute}`")
            }
            (None, attribute) => format!(
                "keep the wire name and give the generated clients another one with `{}`",
                attribute.replace("name =", "client_name =")
            ),
        };
        let span = self.client_name.map_or(self.span(), LitStr::span);
        errors.push_at(span, with_help(message, help));
    }

    /// The wire name as a const expression that chooses the spelling by `rule`, another const expression.
    pub(crate) fn wire_tokens(&self, rule: &TokenStream) -> TokenStream {
        let (camel, pascal) = self.spellings();
        if camel == pascal {
            quote!(#camel)
        } else {
            quote!(#rule.pick(#camel, #pascal))
        }
    }

    /// `client_name` as an `Option` expression.
    pub(crate) fn client_name_tokens(&self, runtime: &Runtime) -> TokenStream {
        optional_text(runtime, self.client_name.map(LitStr::value))
    }
}

/// `Some("…")` or `None`, whatever these names mean where the code is put.
pub(crate) fn optional_text(runtime: &Runtime, text: Option<String>) -> TokenStream {
    match text {
        Some(text) => quote!(#runtime::Some(#text)),
        None => quote!(#runtime::None),
    }
}

/// Items that must not share a name, one after the other.
pub(crate) struct Unique<'a> {
    /// "hub methods", as messages call two of them.
    kinds: &'static str,
    seen: Vec<Seen<'a>>,
    /// Checks that the compiler makes, where conditions decide whether both items exist.
    pub(crate) conditional: TokenStream,
}

struct Seen<'a> {
    name: &'a Named<'a>,
    wire: String,
    condition: Option<TokenStream>,
}

impl<'a> Unique<'a> {
    pub(crate) fn new(kinds: &'static str) -> Self {
        Self {
            kinds,
            seen: Vec::new(),
            conditional: TokenStream::new(),
        }
    }

    /// Adds an item that exists under `condition`; reports it if an earlier one has its name.
    pub(crate) fn add(
        &mut self,
        name: &'a Named<'a>,
        condition: Option<TokenStream>,
        errors: &mut Errors,
    ) {
        let wire = fold(&name.wire(RenameAll::CamelCase));
        if let Some((earlier, message)) = self.clash(name, &wire) {
            match both(earlier.condition.as_ref(), condition.as_ref()) {
                None => errors.push_at(name.span(), message),
                Some(condition) => {
                    let error = syn::Error::new(name.span(), message).into_compile_error();
                    self.conditional
                        .extend(quote!(#[cfg(#condition)] const _: () = { #error };));
                }
            }
        }
        self.seen.push(Seen {
            name,
            wire,
            condition,
        });
    }

    fn clash(&self, name: &Named<'_>, wire: &str) -> Option<(&Seen<'a>, String)> {
        if let Some(earlier) = self.seen.iter().find(|earlier| earlier.wire == wire) {
            return Some((earlier, self.wire_message(earlier.name, name)));
        }
        let member = name.member();
        let earlier = self
            .seen
            .iter()
            .find(|earlier| earlier.name.member() == member)?;
        let message = format!(
            "{} `{}` and `{}` share the generated name `{member}`",
            self.kinds,
            earlier.name.plain(),
            name.plain()
        );
        let help = "each needs its own `client_name`";
        Some((earlier, with_help(message, help)))
    }

    fn wire_message(&self, earlier: &Named<'_>, later: &Named<'_>) -> String {
        let (first, second) = (earlier.plain(), later.plain());
        if first == second && earlier.explicit.is_none() && later.explicit.is_none() {
            let message = format!("{} `{first}` is there twice", later.kind);
            let help = "names decide alone, there are no overloads; give each its own name";
            return with_help(message, help);
        }
        let wire = later.wire(RenameAll::CamelCase);
        let message = format!(
            "{} `{first}` and `{second}` share the wire name `{wire}`",
            self.kinds
        );
        let help = if later.attribute.is_empty() {
            "names are compared ignoring case; rename one".to_owned()
        } else {
            format!(
                "names are compared ignoring case; rename one, or set `{}`",
                later.attribute
            )
        };
        with_help(message, help)
    }
}

/// The condition under which two items exist together; `None` if they always do.
fn both(left: Option<&TokenStream>, right: Option<&TokenStream>) -> Option<TokenStream> {
    match (left, right) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (Some(left), Some(right)) => Some(quote!(all(#left, #right))),
    }
}

/// Reads `rename_all`; the default if it is not there or wrong.
pub(crate) fn rename_all(args: &Args, errors: &mut Errors) -> RenameAll {
    let Some(text) = args.text("rename_all") else {
        return RenameAll::default();
    };
    let spelling = text.value();
    RenameAll::from_spelling(&spelling).unwrap_or_else(|| {
        let known = RenameAll::SPELLINGS
            .map(|known| format!("`\"{known}\"`"))
            .join(" or ");
        let message = format!("unknown naming rule `\"{spelling}\"`, expected {known}");
        let message = match nearest(&spelling, RenameAll::SPELLINGS) {
            Some(meant) => with_help(message, format!("did you mean `\"{meant}\"`?")),
            None => message,
        };
        errors.push(text, message);
        RenameAll::default()
    })
}

/// A naming rule as a const expression.
pub(crate) fn rule_tokens(runtime: &Runtime, rule: RenameAll) -> TokenStream {
    let variant = match rule {
        RenameAll::CamelCase => quote!(CamelCase),
        RenameAll::PascalCase => quote!(PascalCase),
    };
    quote!(#runtime::RenameAll::#variant)
}

/// The name of a hub, a client contract or a state in the contract, checked.
pub(crate) fn item_name(kind: &str, ident: &Ident, args: &Args, errors: &mut Errors) -> String {
    for key in ["name", "client_name"] {
        let Some(text) = args.text(key) else { continue };
        let value = text.value();
        let checked = if key == "name" {
            check_wire_name(&value).map_err(|fault| fault.to_string())
        } else {
            check_member_name(&value).map_err(|fault| fault.to_string())
        };
        if let Err(fault) = checked {
            errors.push(text, format!("`{key}` of {kind} `{ident}` {fault}"));
        }
    }
    if let Some(text) = args.text("name") {
        return text.value();
    }
    let name = ident.unraw().to_string();
    if let Err(fault) = check_wire_name(&name) {
        errors.push(
            ident.to_token_stream(),
            with_help(
                format!("the name of {kind} `{ident}` {fault}"),
                "rename it, or set `name = \"...\"`",
            ),
        );
    }
    name
}
