//! A hub's `impl` block as the rules see it. Every part keeps its node, so that any rule can point at it.

use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, Expr, FnArg, ImplItem, ImplItemFn, ItemImpl, Pat, PatType, Type};

use crate::{
    attr::{self, Args, HUB_METHOD, HUB_PARAM, is_named},
    errors::{Errors, with_help},
    hub::policies::policies,
    misplaced::{refuse_at, refuse_misspelled, refuse_on_hub, refuse_serde},
    rules::{names::Named, ty},
};

/// The block.
pub(crate) struct HubImpl<'a> {
    pub(crate) item: &'a ItemImpl,
    pub(crate) methods: Vec<Method<'a>>,
    pub(crate) hooks: Vec<Hook<'a>>,
    /// What stands on the block, for every method.
    pub(crate) policies: Vec<Type>,
    /// Items that are not methods.
    pub(crate) other_items: Vec<&'a ImplItem>,
}

/// What runs when a connection comes or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookKind {
    Connected,
    Disconnected,
}

impl HookKind {
    pub(crate) const ALL: [Self; 2] = [Self::Connected, Self::Disconnected];

    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Connected => "on_connected",
            Self::Disconnected => "on_disconnected",
        }
    }

    /// Whether a type is called as a context of one of them.
    pub(crate) fn has_context(ty: &Type) -> bool {
        let mut kinds = Self::ALL.iter();
        kinds.any(|kind| ty::is_called(ty, kind.context()))
    }

    /// The type of its context, without the borrow.
    pub(crate) fn context(self) -> &'static str {
        match self {
            Self::Connected => "HubContext",
            Self::Disconnected => "DisconnectedContext",
        }
    }
}

/// A method with a hook's attribute.
pub(crate) struct Hook<'a> {
    pub(crate) item: &'a ImplItemFn,
    pub(crate) kind: HookKind,
    pub(crate) attribute: &'a Attribute,
    pub(crate) inputs: Vec<Input<'a>>,
}

/// A method for clients.
pub(crate) struct Method<'a> {
    pub(crate) item: &'a ImplItemFn,
    pub(crate) args: Args,
    pub(crate) policies: Vec<Type>,
    pub(crate) inputs: Vec<Input<'a>>,
    /// Whether something in its attributes has been refused, which may have said what it was meant to be.
    pub(crate) misread: bool,
}

impl<'a> Method<'a> {
    pub(crate) fn ident(&self) -> &'a Ident {
        &self.item.sig.ident
    }

    pub(crate) fn name(&self) -> Named<'_> {
        Named::new(
            "hub method",
            self.ident(),
            &self.args,
            r#"#[hub(name = "...")]"#,
        )
    }

    /// Parameters that come from the wire.
    pub(crate) fn params(&self) -> impl Iterator<Item = &Param<'a>> {
        self.inputs.iter().filter_map(|input| match input {
            Input::Param(param) => Some(param),
            _ => None,
        })
    }
}

/// A parameter after the receiver.
pub(crate) enum Input<'a> {
    /// Borrowed: who calls.
    Context(&'a PatType),
    /// By value: from the wire.
    Param(Param<'a>),
    /// A pattern, a borrow that is no context: nothing that can be called.
    Unusable(&'a PatType),
}

impl<'a> Input<'a> {
    pub(crate) fn item(&self) -> &'a PatType {
        match self {
            Self::Context(item) | Self::Unusable(item) => item,
            Self::Param(param) => param.item,
        }
    }
}

/// A parameter from the wire.
pub(crate) struct Param<'a> {
    pub(crate) item: &'a PatType,
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) presence: Presence,
}

impl<'a> Param<'a> {
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

/// Whether an argument may be missing.
pub(crate) enum Presence {
    Required,
    Nullable,
    Optional,
    Default(Box<Expr>),
    /// What could not be read said something about the option; that it was wrong has been reported.
    Misread,
}

impl Presence {
    /// Whether the client may leave it out.
    pub(crate) fn may_be_missing(&self) -> bool {
        matches!(self, Self::Optional | Self::Default(_))
    }
}

impl<'a> HubImpl<'a> {
    /// Reads the block; reports what is wrong with its attributes.
    pub(crate) fn read(item: &'a ItemImpl, errors: &mut Errors) -> Self {
        refuse_on_block(item, errors);
        let mut hub = Self {
            item,
            methods: Vec::new(),
            hooks: Vec::new(),
            policies: policies(&item.attrs, errors),
            other_items: Vec::new(),
        };
        for part in &item.items {
            match part {
                ImplItem::Fn(method) => hub.read_method(method, errors),
                other => hub.other_items.push(other),
            }
        }
        refuse_idle_policies(&hub, errors);
        hub
    }

    /// Whether rustc will say of a result that it is a trait and no type; code of ours with that type would say it again.
    pub(crate) fn returns_a_bare_trait(&self) -> bool {
        let mut results =
            (self.methods.iter()).filter_map(|method| ty::returned(&method.item.sig.output));
        results.any(ty::holds_a_bare_trait)
    }

    fn read_method(&mut self, item: &'a ImplItemFn, errors: &mut Errors) {
        let before = errors.len();
        let args = Args::of_attributes(&HUB_METHOD, &item.attrs, errors);
        let misread = errors.len() > before;
        refuse_strange_attributes(item, errors);
        let policies = policies(&item.attrs, errors);
        if item
            .attrs
            .iter()
            .any(|attr| !attr::conditional(attr).is_empty())
        {
            // Reported; what the method was meant to be decides about the rest.
            inputs(item, misread, errors);
            return;
        }
        if let Some(skip) = args.key("skip") {
            refuse_with_skip(item, skip, &args, errors);
            refuse_param_attributes(item, &format!("with `{skip}`"), errors);
            return;
        }
        let mut hooks = HookKind::ALL.into_iter().flat_map(|kind| {
            let attrs = item.attrs.iter();
            attrs.filter_map(move |attr| is_named(attr, kind.attribute()).then_some((kind, attr)))
        });
        let Some((kind, attribute)) = hooks.next() else {
            let inputs = inputs(item, misread, errors);
            self.methods.push(Method {
                item,
                args,
                policies,
                inputs,
                misread,
            });
            return;
        };
        if let Some((second, at)) = hooks.next() {
            let message = if second == kind {
                format!("`#[{}]` given more than once", kind.attribute())
            } else {
                with_help(
                    format!(
                        "`#[{}]` cannot stand beside `#[{}]`",
                        second.attribute(),
                        kind.attribute()
                    ),
                    "a method is one lifecycle hook; write two methods, both may call a third one",
                )
            };
            errors.push(at, message);
        }
        refuse_on_hook(item, attribute, errors);
        refuse_param_attributes(item, "of a lifecycle hook", errors);
        self.hooks.push(Hook {
            item,
            kind,
            attribute,
            inputs: inputs_without_attributes(item),
        });
    }
}

/// `#[client]` has no meaning in a hub, a misspelled attribute of ours none anywhere.
fn refuse_strange_attributes(item: &ImplItemFn, errors: &mut Errors) {
    for attr in item.attrs.iter().filter(|attr| is_named(attr, "client")) {
        errors.push(
            attr,
            with_help(
                "`#[client]` stands on the methods of a `#[client_contract]` trait",
                "on a hub method write `#[hub(...)]`",
            ),
        );
    }
    let read = [
        "hub",
        "authorize",
        "on_connected",
        "on_disconnected",
        "client",
    ];
    refuse_at("a hub method", &read, &item.attrs, errors);
    refuse_misspelled(&item.attrs, errors);
}

/// On the block stands who may call its methods, and nothing else of ours.
fn refuse_on_block(item: &ItemImpl, errors: &mut Errors) {
    refuse_on_hub("a hub's `impl`", &item.attrs, errors);
}

/// A policy that guards nothing would be taken for one that guards the connection.
fn refuse_idle_policies(hub: &HubImpl<'_>, errors: &mut Errors) {
    if !hub.methods.is_empty() {
        return;
    }
    for attr in hub
        .item
        .attrs
        .iter()
        .filter(|attr| is_named(attr, "authorize"))
    {
        errors.push(
            attr,
            with_help(
                "`#[authorize]` on a hub's `impl` guards its methods, and this one has none",
                "to decide who may connect, put it on the hub's struct",
            ),
        );
    }
}

fn refuse_with_skip(item: &ImplItemFn, skip: &Ident, args: &Args, errors: &mut Errors) {
    if let Some(other) = args.others_than("skip").first() {
        errors.push(
            other,
            format!("`{other}` has no effect together with `skip`"),
        );
    }
    for attr in &item.attrs {
        for name in ["authorize", "on_connected", "on_disconnected"] {
            if is_named(attr, name) {
                let message = format!("`skip` has no effect beside `#[{name}]`");
                let help = match name {
                    "authorize" => "clients call no skipped method; remove one of both",
                    _ => "remove it: clients call no hook anyway",
                };
                errors.push(skip, with_help(message, help));
            }
        }
    }
}

fn refuse_on_hook(item: &ImplItemFn, hook: &Attribute, errors: &mut Errors) {
    let hook = ty::text(hook.path());
    for attr in &item.attrs {
        if is_named(attr, "authorize") {
            errors.push(
                attr,
                with_help(
                    format!("`#[authorize]` has no effect on a method with `#[{hook}]`"),
                    "to decide who may connect, put it on the hub's struct",
                ),
            );
        } else if is_named(attr, "hub") {
            errors.push(
                attr,
                format!("`#[hub(...)]` has no effect on a method with `#[{hook}]`, clients never call it"),
            );
        }
    }
}

/// `#[hub(optional)]` and the like where no client sends anything.
fn refuse_param_attributes(item: &ImplItemFn, place: &str, errors: &mut Errors) {
    for input in &item.sig.inputs {
        let attrs = match input {
            FnArg::Receiver(receiver) => &receiver.attrs,
            FnArg::Typed(typed) => &typed.attrs,
        };
        refuse_at(&format!("a parameter {place}"), &[], attrs, errors);
    }
}

/// `misread` says that an attribute of the method could not be read, which may have been meant for a parameter.
fn inputs<'a>(item: &'a ImplItemFn, misread: bool, errors: &mut Errors) -> Vec<Input<'a>> {
    let mut inputs = Vec::new();
    for input in &item.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                refuse_at("`self`", &[], &receiver.attrs, errors);
            }
            FnArg::Typed(typed) => {
                let presence = presence(typed, misread, errors);
                inputs.push(input_of(typed, presence));
            }
        }
    }
    inputs
}

fn inputs_without_attributes(item: &ImplItemFn) -> Vec<Input<'_>> {
    item.sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => Some(input_of(typed, Presence::Required)),
        })
        .collect()
}

fn input_of(item: &PatType, presence: Presence) -> Input<'_> {
    if is_context(item) {
        return Input::Context(item);
    }
    match (&*item.pat, &*item.ty) {
        (Pat::Ident(pat), ty)
            if pat.by_ref.is_none()
                && pat.subpat.is_none()
                && !matches!(ty, Type::Reference(_)) =>
        {
            Input::Param(Param {
                item,
                ident: &pat.ident,
                ty,
                presence,
            })
        }
        _ => Input::Unusable(item),
    }
}

/// By reference and named as a context, or of a context's type.
///
/// An alias of the context's type is recognized by the parameter's name; the compiler then checks the type.
fn is_context(item: &PatType) -> bool {
    let Type::Reference(reference) = &*item.ty else {
        return false;
    };
    if HookKind::has_context(&reference.elem) {
        return true;
    }
    let Pat::Ident(pat) = &*item.pat else {
        return false;
    };
    let name = pat.ident.to_string();
    ["cx", "ctx", "context"].contains(&name.trim_start_matches('_'))
        && !ty::is_plain(&reference.elem)
        && !ty::is_called(&reference.elem, "str")
        && matches!(&*reference.elem, Type::Path(_))
}

fn presence(item: &PatType, misread: bool, errors: &mut Errors) -> Presence {
    refuse_at("a parameter", &["hub"], &item.attrs, errors);
    let before = errors.len();
    refuse_serde(
        "write `#[hub(default = …)]` or `#[hub(optional)]` for an argument that may be missing; the rest belongs on the type",
        &item.attrs,
        errors,
    );
    let args = Args::of_attributes(&HUB_PARAM, &item.attrs, errors);
    let conditional = item
        .attrs
        .iter()
        .any(|attr| !attr::conditional(attr).is_empty());
    let misread = misread || conditional || errors.len() > before;
    let given: Vec<&Ident> = ["nullable", "optional", "default"]
        .iter()
        .filter_map(|key| args.key(key))
        .collect();
    if let [first, second, ..] = given.as_slice() {
        errors.push(
            second,
            with_help(
                format!("`{second}` cannot stand beside `{first}`"),
                "each of `nullable`, `optional` and `default` says what a missing value means; keep one",
            ),
        );
    }
    if let Some(default) = args.expr("default") {
        Presence::Default(Box::new(default.clone()))
    } else if args.flag("optional") {
        Presence::Optional
    } else if misread && ty::option_value(&item.ty).is_some() {
        Presence::Misread
    } else if args.flag("nullable") {
        Presence::Nullable
    } else {
        Presence::Required
    }
}

/// `#[cfg(…)]` of a method, for everything that is generated for it.
pub(crate) fn cfgs(item: &ImplItemFn) -> TokenStream {
    attr::cfgs(&item.attrs)
}
