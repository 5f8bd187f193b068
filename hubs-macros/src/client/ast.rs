//! A client contract as the rules see it.

use std::time::Duration;

use hubs_contract::names::RenameAll;
use proc_macro2::TokenStream;
use syn::{FnArg, Ident, ItemTrait, Pat, PatType, ReturnType, TraitItem, TraitItemFn, Type};

use crate::{
    attr::{self, Args, CLIENT_METHOD, CLIENT_TRAIT, is_named},
    errors::{Errors, with_help},
    misplaced::{refuse_at, refuse_misspelled, refuse_serde},
    rules::{
        names::{Named, item_name, rename_all},
        ty,
    },
};

/// The trait.
pub(crate) struct Contract<'a> {
    pub(crate) item: &'a ItemTrait,
    pub(crate) args: Args,
    pub(crate) name: String,
    pub(crate) rename_all: RenameAll,
    pub(crate) methods: Vec<ClientMethod<'a>>,
    /// Items that are not methods.
    pub(crate) other_items: Vec<&'a TraitItem>,
}

/// One method.
pub(crate) struct ClientMethod<'a> {
    pub(crate) item: &'a TraitItemFn,
    pub(crate) args: Args,
    pub(crate) timeout: Option<Duration>,
    pub(crate) params: Vec<Param<'a>>,
    /// Parameters that are patterns or borrows.
    pub(crate) unusable: Vec<&'a PatType>,
}

/// One parameter.
pub(crate) struct Param<'a> {
    pub(crate) item: &'a PatType,
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
}

impl<'a> ClientMethod<'a> {
    pub(crate) fn ident(&self) -> &'a Ident {
        &self.item.sig.ident
    }

    pub(crate) fn name(&self) -> Named<'_> {
        Named::new(
            "client method",
            self.ident(),
            &self.args,
            r#"#[client(name = "...")]"#,
        )
    }

    /// What the client answers; `None` if the server does not wait, `Some(())` if it waits for the end alone.
    pub(crate) fn answer(&self) -> Option<&'a Type> {
        match &self.item.sig.output {
            ReturnType::Default => None,
            // A `Result`, which is refused, stands for what is in it.
            ReturnType::Type(_, ty) if ty::is_called(ty, "Result") => {
                ty::arguments(ty).first().copied().or(Some(ty))
            }
            ReturnType::Type(_, ty) => Some(ty),
        }
    }

    pub(crate) fn cfgs(&self) -> TokenStream {
        attr::cfgs(&self.item.attrs)
    }
}

impl<'a> Param<'a> {
    pub(crate) fn cfgs(&self) -> TokenStream {
        attr::cfgs(&self.item.attrs)
    }

    pub(crate) fn name(&self) -> Named<'a> {
        Named {
            kind: "parameter",
            ident: self.ident,
            explicit: None,
            client_name: None,
            attribute: "",
        }
    }
}

impl<'a> Contract<'a> {
    /// Reads the trait; reports what is wrong with its attributes.
    pub(crate) fn read(arguments: TokenStream, item: &'a ItemTrait, errors: &mut Errors) -> Self {
        let args = Args::read(&CLIENT_TRAIT, arguments, errors);
        let name = item_name("client contract", &item.ident, &args, errors);
        let rename_all = rename_all(&args, errors);
        refuse_attributes("a client contract", &[], &item.attrs, errors);
        let mut methods = Vec::new();
        let mut other_items = Vec::new();
        for part in &item.items {
            match part {
                TraitItem::Fn(method) => methods.push(read_method(method, errors)),
                other => other_items.push(other),
            }
        }
        Self {
            item,
            args,
            name,
            rename_all,
            methods,
            other_items,
        }
    }
}

fn read_method<'a>(item: &'a TraitItemFn, errors: &mut Errors) -> ClientMethod<'a> {
    let args = Args::of_attributes(&CLIENT_METHOD, &item.attrs, errors);
    refuse_attributes("a client method", &["client"], &item.attrs, errors);
    let timeout = timeout(&args, item, errors);
    let mut method = ClientMethod {
        item,
        args,
        timeout,
        params: Vec::new(),
        unusable: Vec::new(),
    };
    for input in &item.sig.inputs {
        let typed = match input {
            FnArg::Typed(typed) => typed,
            FnArg::Receiver(receiver) => {
                refuse_at("`self`", &[], &receiver.attrs, errors);
                continue;
            }
        };
        refuse_param_attributes(typed, errors);
        match (&*typed.pat, &*typed.ty) {
            (Pat::Ident(pat), ty)
                if pat.subpat.is_none()
                    && pat.by_ref.is_none()
                    && !matches!(ty, Type::Reference(_)) =>
            {
                method.params.push(Param {
                    item: typed,
                    ident: &pat.ident,
                    ty,
                });
            }
            _ => method.unusable.push(typed),
        }
    }
    method
}

/// Attributes of hubs mean nothing here.
fn refuse_attributes(place: &str, read: &[&str], attrs: &[syn::Attribute], errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| is_named(attr, "hub")) {
        errors.push(
            attr,
            with_help(
                "`#[hub]` stands on hubs and their methods",
                "on a method of a client contract write `#[client(...)]`",
            ),
        );
    }
    refuse_at(place, &[read, &["hub"]].concat(), attrs, errors);
    refuse_misspelled(attrs, errors);
}

fn refuse_param_attributes(item: &PatType, errors: &mut Errors) {
    refuse_at("a parameter", &["hub"], &item.attrs, errors);
    refuse_serde(
        "the server always sends every argument; what serde does to a value is set on the value's type",
        &item.attrs,
        errors,
    );
    for attr in &item.attrs {
        if is_named(attr, "hub") {
            errors.push(
                attr,
                with_help(
                    "`#[hub(...)]` has no effect in a client contract",
                    "the server always sends every argument; an `Option<T>` here may simply be null",
                ),
            );
        }
    }
}

/// `timeout = "30s"`: a whole number and `ms`, `s`, `m` or `h`.
fn timeout(args: &Args, item: &TraitItemFn, errors: &mut Errors) -> Option<Duration> {
    let text = args.text("timeout")?;
    if matches!(item.sig.output, ReturnType::Default) {
        let message = format!(
            "client method `{}` returns nothing, so there is nothing to wait for",
            item.sig.ident
        );
        let help = "remove `timeout`, or write `-> ()` to wait until the client is done";
        errors.push_at(args.key("timeout")?.span(), with_help(message, help));
        return None;
    }
    let duration = parse_duration(&text.value());
    if duration.is_none() {
        errors.push(
            text,
            with_help(
                format!("invalid timeout `{}`", text.value()),
                "write a whole number above zero and a unit: `\"500ms\"`, `\"30s\"`, `\"2m\"` or `\"1h\"`",
            ),
        );
    }
    duration
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let count: u64 = digits.parse().ok().filter(|count| *count > 0)?;
    let milliseconds = match text[digits.len()..].trim() {
        "ms" => count,
        "s" => count.checked_mul(1_000)?,
        "m" => count.checked_mul(60_000)?,
        "h" => count.checked_mul(3_600_000)?,
        _ => return None,
    };
    Some(Duration::from_millis(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_have_a_unit() {
        for (text, milliseconds) in [
            ("30s", Some(30_000)),
            ("500ms", Some(500)),
            ("2 m", Some(120_000)),
            ("1h", Some(3_600_000)),
            ("0s", None),
            ("30", None),
            ("s", None),
            ("1.5s", None),
            ("-1s", None),
            ("99999999999999999999s", None),
            ("18446744073709551615h", None),
            ("30 fortnights", None),
        ] {
            let expected = milliseconds.map(Duration::from_millis);
            assert_eq!(parse_duration(text), expected, "{text}");
        }
    }
}
