//! Arguments of all our attributes: each kept with its span, unknown and repeated ones refused.

use hubs_contract::names::nearest;
use proc_macro2::{Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Attribute, Expr, Ident, LitStr, Meta, Path, Token, Type,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::errors::{Errors, with_help};

/// What stands after an argument's name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing: `skip`.
    Flag,
    /// A string: `name = "..."`.
    Text,
    /// A path: `client = ChatClient`.
    Path,
    /// A type: `state = ChatState`.
    Type,
    /// Any expression: `default = 20`.
    Expr,
}

impl Shape {
    /// How `key` is written, for messages.
    fn example(self, key: &str) -> String {
        match self {
            Self::Flag => key.to_owned(),
            Self::Text if key == "timeout" => r#"timeout = "30s""#.to_owned(),
            Self::Text if key == "rate_limit" => r#"rate_limit = "10/s""#.to_owned(),
            Self::Text if key == "rename_all" => r#"rename_all = "PascalCase""#.to_owned(),
            Self::Text => format!(r#"{key} = "...""#),
            Self::Path if key == "client" => "client = ChatClient".to_owned(),
            Self::Path => format!("{key} = some::path"),
            Self::Type => format!("{key} = ChatState"),
            Self::Expr => format!("{key} = 20"),
        }
    }
}

/// The arguments that an attribute takes at one kind of place.
pub(crate) struct Spec {
    /// As in `#[hub(…)]`.
    pub(crate) attribute: &'static str,
    /// Where it stands, as "a hub method".
    pub(crate) place: &'static str,
    pub(crate) keys: &'static [(&'static str, Shape)],
}

pub(crate) static HUB_STRUCT: Spec = Spec {
    attribute: "hub",
    place: "a hub struct",
    keys: &[
        ("client", Shape::Path),
        ("state", Shape::Type),
        ("name", Shape::Text),
        ("client_name", Shape::Text),
        ("rename_all", Shape::Text),
        ("crate", Shape::Path),
    ],
};
pub(crate) static HUB_IMPL: Spec = Spec {
    attribute: "hub",
    place: "a hub `impl`",
    keys: &[("crate", Shape::Path)],
};
pub(crate) static HUB_METHOD: Spec = Spec {
    attribute: "hub",
    place: "a hub method",
    keys: &[
        ("name", Shape::Text),
        ("client_name", Shape::Text),
        ("skip", Shape::Flag),
        ("cancel", Shape::Flag),
        ("rate_limit", Shape::Text),
    ],
};
pub(crate) static HUB_PARAM: Spec = Spec {
    attribute: "hub",
    place: "a parameter",
    keys: &[
        ("nullable", Shape::Flag),
        ("optional", Shape::Flag),
        ("default", Shape::Expr),
    ],
};
pub(crate) static CLIENT_TRAIT: Spec = Spec {
    attribute: "client_contract",
    place: "a client contract",
    keys: &[
        ("name", Shape::Text),
        ("rename_all", Shape::Text),
        ("crate", Shape::Path),
    ],
};
pub(crate) static CLIENT_METHOD: Spec = Spec {
    attribute: "client",
    place: "a client method",
    keys: &[
        ("name", Shape::Text),
        ("client_name", Shape::Text),
        ("timeout", Shape::Text),
    ],
};
pub(crate) static CALLER_STATE: Spec = Spec {
    attribute: "caller_state",
    place: "a caller state",
    keys: &[
        ("name", Shape::Text),
        ("default", Shape::Flag),
        ("crate", Shape::Path),
    ],
};
pub(crate) static STATE_FIELD: Spec = Spec {
    attribute: "state",
    place: "a caller state field",
    keys: &[("server", Shape::Flag)],
};
pub(crate) static HUB_TYPE: Spec = Spec {
    attribute: "hub_type",
    place: "a type",
    keys: &[("crate", Shape::Path)],
};

/// All of the above: where to look for an argument that stands at the wrong place.
pub(crate) static SPECS: [&Spec; 9] = [
    &HUB_STRUCT,
    &HUB_IMPL,
    &HUB_METHOD,
    &HUB_PARAM,
    &CLIENT_TRAIT,
    &CLIENT_METHOD,
    &CALLER_STATE,
    &STATE_FIELD,
    &HUB_TYPE,
];

/// The value of an argument.
pub(crate) enum Value {
    Flag,
    Text(LitStr),
    Path(Path),
    Type(Box<Type>),
    Expr(Box<Expr>),
}

/// One argument that may stand where it stands.
struct Arg {
    key: Ident,
    value: Value,
}

/// The sound arguments of an attribute.
#[derive(Default)]
pub(crate) struct Args {
    list: Vec<Arg>,
}

impl Args {
    /// Reads what stands between the parentheses of an attribute.
    pub(crate) fn read(spec: &Spec, tokens: TokenStream, errors: &mut Errors) -> Self {
        let mut args = Self::default();
        args.add(spec, tokens, errors);
        args
    }

    /// Reads every attribute of `attrs` that `spec` is about.
    pub(crate) fn of_attributes(spec: &Spec, attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut args = Self::default();
        for attr in attrs {
            if !is_named(attr, spec.attribute) {
                continue;
            }
            match &attr.meta {
                Meta::List(list) if !list.tokens.is_empty() => {
                    args.add(spec, list.tokens.clone(), errors);
                }
                meta => errors.push(meta, spec.lacks_arguments()),
            }
        }
        args
    }

    /// Adds what can be read of one more attribute.
    pub(crate) fn append(&mut self, spec: &Spec, attr: &Attribute) {
        if let Meta::List(list) = &attr.meta {
            self.add(spec, list.tokens.clone(), &mut Errors::default());
        }
    }

    /// Adds a path as the value of a key that lacks one.
    pub(crate) fn complete(&mut self, spec: &Spec, key: &str, path: Path) {
        let key = Ident::new(key, Span::call_site());
        let value = match spec.shape(&key.to_string()) {
            Some(Shape::Type) => Value::Type(Box::new(syn::parse_quote!(#path))),
            _ => Value::Path(path),
        };
        self.list.push(Arg { key, value });
    }

    fn add(&mut self, spec: &Spec, tokens: TokenStream, errors: &mut Errors) {
        for part in split_at_commas(tokens) {
            for part in spec.split_before_keys(part, errors) {
                if let Some(arg) = read_arg(spec, part, errors) {
                    self.keep(arg, errors);
                }
            }
        }
    }

    fn keep(&mut self, arg: Arg, errors: &mut Errors) {
        if self.list.iter().any(|other| other.key == arg.key) {
            errors.push(&arg.key, format!("`{}` given more than once", arg.key));
        } else {
            self.list.push(arg);
        }
    }

    fn get(&self, key: &str) -> Option<&Arg> {
        self.list.iter().find(|arg| arg.key == key)
    }

    /// The key of an argument that was given, for messages about it.
    pub(crate) fn key(&self, key: &str) -> Option<&Ident> {
        self.get(key).map(|arg| &arg.key)
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&LitStr> {
        match &self.get(key)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn path(&self, key: &str) -> Option<&Path> {
        match &self.get(key)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn ty(&self, key: &str) -> Option<&Type> {
        match &self.get(key)?.value {
            Value::Type(ty) => Some(ty),
            _ => None,
        }
    }

    pub(crate) fn expr(&self, key: &str) -> Option<&Expr> {
        match &self.get(key)?.value {
            Value::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The arguments that are not `key`.
    pub(crate) fn others_than(&self, key: &str) -> Vec<&Ident> {
        let keys = self.list.iter().map(|arg| &arg.key);
        keys.filter(|other| *other != key).collect()
    }
}

impl Spec {
    /// Cuts what may be several arguments without the commas between them, each of which is reported.
    fn split_before_keys(&self, part: TokenStream, errors: &mut Errors) -> Vec<TokenStream> {
        let mut parts = vec![TokenStream::new()];
        let mut tokens = part.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let value_follows = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '=' && next.spacing() == Spacing::Alone);
            if let (TokenTree::Ident(key), true) = (&token, value_follows)
                && self.shape(&key.to_string()).is_some()
                && parts.last().is_some_and(|part| !part.is_empty())
            {
                errors.push(key, format!("expected `,` before `{key}`"));
                parts.push(TokenStream::new());
            }
            if let Some(part) = parts.last_mut() {
                part.extend([token]);
            }
        }
        parts
    }

    fn shape(&self, key: &str) -> Option<Shape> {
        self.keys
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, shape)| *shape)
    }

    fn known(&self) -> String {
        let keys: Vec<String> = self
            .keys
            .iter()
            .map(|(key, _)| format!("`{key}`"))
            .collect();
        match keys.as_slice() {
            [one] => one.clone(),
            keys => format!("one of {}", keys.join(", ")),
        }
    }

    fn lacks_arguments(&self) -> String {
        format!(
            "`#[{}]` at {} needs an argument, {}",
            self.attribute,
            self.place,
            self.known()
        )
    }

    /// The one that was most likely meant.
    fn nearest(&self, key: &str) -> Option<&'static str> {
        let known = || self.keys.iter().map(|(known, _)| *known);
        let mut begun = known().filter(|known| key.len() > 1 && known.starts_with(key));
        match (begun.next(), begun.next()) {
            // Not written to its end.
            (Some(known), None) => Some(known),
            _ => nearest(key, known()),
        }
    }

    fn unknown(&self, key: &str) -> String {
        let message = format!("unknown argument `{key}`, expected {}", self.known());
        if let Some(meant) = self.nearest(key) {
            return with_help(message, format!("did you mean `{meant}`?"));
        }
        if let Some(written) = of_serde(key)
            && ["hub_type", "caller_state"].contains(&self.attribute)
        {
            let help = format!("it is serde's: write `#[serde({written})]` below");
            return with_help(message, help);
        }
        if ["on_connected", "on_disconnected", "authorize"].contains(&key)
            && self.attribute == "hub"
        {
            return with_help(
                message,
                format!(
                    "it is an attribute of its own: `#[{key}{}]`",
                    if key == "authorize" { "(…)" } else { "" }
                ),
            );
        }
        let elsewhere: Vec<String> = SPECS
            .iter()
            .filter(|spec| spec.shape(key).is_some())
            .map(|spec| format!("`#[{}({key})]` on {}", spec.attribute, spec.place))
            .collect();
        if elsewhere.is_empty() {
            message
        } else {
            with_help(message, format!("there is {}", elsewhere.join(" and ")))
        }
    }
}

/// How an argument of `#[serde(…)]` on a type is written.
fn of_serde(key: &str) -> Option<String> {
    let has_text = match key {
        "rename" | "rename_all" | "rename_all_fields" | "tag" | "content" => true,
        "untagged" | "transparent" | "default" | "deny_unknown_fields" => false,
        _ => return None,
    };
    Some(if has_text {
        Shape::Text.example(key)
    } else {
        key.to_owned()
    })
}

/// Cuts tokens at the commas that stand outside parentheses and outside `<…>`.
pub(crate) fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    let mut depth = 0_u32;
    let mut after_minus = false;
    for token in tokens {
        let mut is_comma = false;
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                // The arrow of `fn() -> T` closes nothing.
                '>' if !after_minus => depth = depth.saturating_sub(1),
                ',' => is_comma = depth == 0,
                _ => {}
            }
            after_minus = punct.as_char() == '-';
        } else {
            after_minus = false;
        }
        if is_comma {
            parts.push(TokenStream::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend([token]);
        }
    }
    // Commas at the end are fine; the rest is told apart by reading.
    parts.retain(|part| !part.is_empty());
    parts
}

/// Reads one argument; reports it if it may not stand there, and takes it for the one that was meant, if that is clear.
fn read_arg(spec: &Spec, part: TokenStream, errors: &mut Errors) -> Option<Arg> {
    let read = |input: ParseStream<'_>, errors: &mut Errors| -> syn::Result<Option<Arg>> {
        let Ok(key) = input.call(Ident::parse_any) else {
            let rest: TokenStream = input.parse()?;
            let message = format!("expected an argument, {}", spec.known());
            return Err(syn::Error::new_spanned(rest, message));
        };
        let name = key.to_string();
        let Some(shape) = spec.shape(&name) else {
            // `#[hub(ChatClient)]`: a type's name alone.
            let is_contract = input.is_empty()
                && spec.shape("client") == Some(Shape::Path)
                && name.starts_with(char::is_uppercase);
            if is_contract {
                let message = format!("unknown argument `{name}`, expected {}", spec.known());
                let message = with_help(message, format!("did you mean `client = {name}`?"));
                errors.push_error(syn::Error::new(key.span(), message));
                let (key, path) = (Ident::new("client", key.span()), Path::from(key));
                let value = Value::Path(path);
                return Ok(Some(Arg { key, value }));
            }
            errors.push_error(syn::Error::new(key.span(), spec.unknown(&name)));
            let meant = spec.nearest(&name).and_then(|meant| {
                let key = Ident::new(meant, key.span());
                let value = read_value(&key, spec.shape(meant)?, input, errors).ok()?;
                Some(Arg { key, value })
            });
            let _: TokenStream = input.parse()?;
            return Ok(meant);
        };
        let value = read_value(&key, shape, input, errors)?;
        Ok(Some(Arg { key, value }))
    };
    let parsed = (|input: ParseStream<'_>| read(input, errors)).parse2(part);
    match parsed {
        Ok(arg) => arg,
        Err(error) => {
            errors.push_error(error);
            None
        }
    }
}

fn read_value(
    key: &Ident,
    shape: Shape,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> syn::Result<Value> {
    let write = |span: Span| {
        let example = shape.example(&key.to_string());
        syn::Error::new(span, format!("expected `{example}`"))
    };
    if shape == Shape::Flag {
        if input.is_empty() {
            return Ok(Value::Flag);
        }
        let rest: TokenStream = input.parse()?;
        let message = format!("`{key}` takes no value");
        return Err(syn::Error::new_spanned(rest, message));
    }
    if input.is_empty() || !input.peek(Token![=]) {
        let _: TokenStream = input.parse()?;
        return Err(write(key.span()));
    }
    input.parse::<Token![=]>()?;
    let tokens: TokenStream = input.parse()?;
    if tokens.is_empty() {
        return Err(write(key.span()));
    }
    let refuse = |_: syn::Error| {
        let example = shape.example(&key.to_string());
        syn::Error::new_spanned(&tokens, format!("expected `{example}`"))
    };
    // A name in quotes is clear, too.
    let unquoted = match (shape, syn::parse2::<LitStr>(tokens.clone())) {
        (Shape::Path, Ok(text)) => text.parse::<Path>().ok(),
        _ => None,
    };
    if let Some(path) = unquoted {
        let example = format!("{key} = {}", crate::rules::ty::text(&path));
        errors.push_error(syn::Error::new_spanned(
            &tokens,
            format!("expected `{example}`, without quotes"),
        ));
        return Ok(Value::Path(path));
    }
    let value = match shape {
        Shape::Flag => Value::Flag,
        Shape::Text => Value::Text(syn::parse2(tokens.clone()).map_err(refuse)?),
        Shape::Path => {
            let path = Path::parse_mod_style
                .parse2(tokens.clone())
                .or_else(|_| syn::parse2::<Path>(tokens.clone()));
            Value::Path(path.map_err(refuse)?)
        }
        Shape::Type => Value::Type(syn::parse2(tokens.clone()).map_err(refuse)?),
        Shape::Expr => Value::Expr(syn::parse2(tokens.clone()).map_err(refuse)?),
    };
    Ok(value)
}

/// The attributes that only mean something inside a hub, a client contract or a caller state.
pub(crate) const INNER: [&str; 6] = [
    "hub",
    "authorize",
    "on_connected",
    "on_disconnected",
    "client",
    "state",
];

/// Whether `attr` is one of ours that the outer macro reads and takes away.
pub(crate) fn is_inner(attr: &Attribute) -> bool {
    inner_name(attr).is_some()
}

/// Which one of ours `attr` is, that the outer macro reads and takes away.
pub(crate) fn inner_name(attr: &Attribute) -> Option<&'static str> {
    INNER.into_iter().find(|name| is_named(attr, name))
}

/// Whether `attr` is `#[name]`, also when written with a path as `#[hubs_runtime::name]`.
///
/// Any path counts: a macro cannot see how the user's module calls the runtime, and an attribute of ours that is not
/// recognized would be refused where it is right.
pub(crate) fn is_named(attr: &Attribute, name: &str) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|segment| segment.ident == name)
}

/// Reports `#[cfg_attr(…, hub(skip))]` and the like: the outer macro cannot know whether the condition holds.
pub(crate) fn refuse_conditional(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        for (name, part) in conditional(attr) {
            errors.push(
                &part,
                with_help(
                    format!("`#[{name}]` cannot be conditional"),
                    "write the item twice, each under its own `#[cfg(…)]`",
                ),
            );
        }
    }
}

/// The attributes of ours in a `#[cfg_attr(…)]`, with their tokens.
pub(crate) fn conditional(attr: &Attribute) -> Vec<(&'static str, TokenStream)> {
    let mut found = Vec::new();
    if let Meta::List(list) = &attr.meta
        && attr.path().is_ident("cfg_attr")
    {
        find_conditional(list.tokens.clone(), &mut found);
    }
    found
}

fn find_conditional(tokens: TokenStream, found: &mut Vec<(&'static str, TokenStream)>) {
    for part in split_at_commas(tokens).into_iter().skip(1) {
        let mut last = None;
        let mut arguments = None;
        for token in part.clone() {
            match token {
                TokenTree::Ident(ident) => last = Some(ident),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {}
                TokenTree::Group(group) => {
                    arguments = Some(group.stream());
                    break;
                }
                _ => break,
            }
        }
        let Some(last) = last else { continue };
        if let Some(name) = INNER.into_iter().find(|name| last == name) {
            found.push((name, part));
        } else if last == "cfg_attr"
            && let Some(arguments) = arguments
        {
            find_conditional(arguments, found);
        }
    }
}

/// `#[cfg(…)]` attributes, as tokens that go on everything generated for an item.
pub(crate) fn cfgs(attrs: &[Attribute]) -> TokenStream {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .map(ToTokens::to_token_stream)
        .collect()
}

/// The conditions of all `#[cfg(…)]` as one predicate; `None` if there are none.
pub(crate) fn cfg_predicate(attrs: &[Attribute]) -> Option<TokenStream> {
    let conditions: Vec<&TokenStream> = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg"))
        .filter_map(|attr| match &attr.meta {
            Meta::List(list) => Some(&list.tokens),
            _ => None,
        })
        .collect();
    match conditions.as_slice() {
        [] => None,
        [one] => Some((*one).clone()),
        many => Some(quote::quote!(all(#(#many),*))),
    }
}

/// The conditions of a parameter together with those of its method; `None` if it is there whenever the method is.
pub(crate) fn inner_predicate(method: &[Attribute], param: &[Attribute]) -> Option<TokenStream> {
    let own = cfg_predicate(param)?;
    Some(match cfg_predicate(method) {
        Some(outer) => quote::quote!(all(#outer, #own)),
        None => own,
    })
}

/// The attribute of ours that `attr` most likely means, if it is none that exists.
pub(crate) fn misspelled(attr: &Attribute) -> Option<&'static str> {
    const LONG: [&str; 3] = ["on_connected", "on_disconnected", "authorize"];
    let name = attr.path().get_ident()?.to_string();
    if LONG.contains(&name.as_str()) {
        return None;
    }
    hubs_contract::names::nearest(&name, LONG)
}
