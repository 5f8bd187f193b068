//! The rules for a hub's `impl` block, one function each.

use proc_macro2::TokenStream;
use syn::{ImplItem, ItemImpl, PatType, Type, Visibility, ext::IdentExt};

use super::{
    ast::{HookKind, HubImpl, Input, Method, Param, Presence},
    check_hooks::{check_hook, check_one_hook_of_each},
    faults::Fault,
    rate,
};
use crate::{
    attr::{cfg_predicate, inner_predicate, is_named, misspelled},
    errors::{Errors, with_help},
    misplaced::refuse_at,
    rules::{
        names::Unique,
        signature::{Borrowing, check_receiver, check_signature, check_unusable},
        ty,
    },
    surroundings::Surroundings,
};

const BORROWING: Borrowing = Borrowing {
    kind: "hub method",
    if_missing: "clients call methods of the running hub; mark a helper `#[hub(skip)]`, or move it to an `impl` block without `#[hub]`",
    if_exclusive: RUN_CONCURRENTLY,
};

/// Why nothing on a hub borrows it for itself alone.
pub(super) const RUN_CONCURRENTLY: &str =
    "calls on one hub run concurrently; keep shared state behind a lock or a channel";

/// What is found in a block.
pub(crate) struct Checked<'a> {
    /// Checks that only the compiler can make.
    pub(crate) conditional: TokenStream,
    pub(crate) faults: Vec<Fault<'a>>,
}

/// Checks everything that can be seen in the block.
pub(crate) fn check<'a>(hub: &HubImpl<'a>, errors: &mut Errors) -> Checked<'a> {
    check_block(hub.item, errors);
    check_other_items(hub, errors);
    let mut faults = Vec::new();
    for method in &hub.methods {
        faults.extend(check_method(method, errors));
    }
    for hook in &hub.hooks {
        faults.extend(check_hook(hook, errors));
    }
    check_owners(hub, errors);
    check_one_hook_of_each(hub, errors);
    let conditional = check_collisions(hub, errors);
    Checked {
        conditional,
        faults,
    }
}

/// A method is called with the context of its own hub.
fn check_owners(hub: &HubImpl<'_>, errors: &mut Errors) {
    let methods = hub.methods.iter().map(|method| &method.inputs);
    let all = methods.chain(hub.hooks.iter().map(|hook| &hook.inputs));
    let inputs = all.flat_map(|inputs| inputs.iter().filter(|input| !is_again(inputs, input)));
    for input in inputs {
        let Input::Context(item) = input else {
            continue;
        };
        let Type::Reference(reference) = &*item.ty else {
            continue;
        };
        let self_ty = &*hub.item.self_ty;
        // Whether types of one name are one type, the compiler says.
        let names_it = |owner: &Type| {
            ty::is_called(owner, "Self")
                || ty::last_segment(self_ty)
                    .is_some_and(|own| ty::is_called(owner, &own.ident.to_string()))
        };
        if let [owner] = ty::arguments(&reference.elem).as_slice()
            && !names_it(owner)
        {
            errors.push(
                owner,
                with_help(
                    format!(
                        "the context belongs to hub `{}`, not to `{}`",
                        ty::text(self_ty),
                        ty::text(owner)
                    ),
                    "write `Self`; `cx.hub::<OtherHub>()` is the handle of another hub of the same server",
                ),
            );
        }
    }
}

/// A hub is one concrete type: clients find it by its name alone.
fn check_block(item: &ItemImpl, errors: &mut Errors) {
    if super::is_of_generic_struct(item) {
        // Its own `#[hub]` says so.
    } else if !item.generics.params.is_empty() {
        errors.push(
            &item.generics,
            with_help(
                format!("hub `{}` must not have generic parameters", ty::text(&item.self_ty)),
                "clients find a hub by its name alone; put `#[hub]` on the `impl` of one concrete type",
            ),
        );
    } else if !ty::arguments(&item.self_ty).is_empty() || ty::last_segment(&item.self_ty).is_none()
    {
        errors.push(
            &item.self_ty,
            with_help(
                "`#[hub]` needs the `impl` of a struct without generic arguments",
                "wrap it: `pub struct ChatHub(Inner<Chat>);`",
            ),
        );
    }
    if let Some(token) = &item.unsafety {
        errors.push(token, "a hub's `impl` must not be `unsafe`");
    }
}

/// Constants and types in the block would be left out of the contract without a word.
fn check_other_items(hub: &HubImpl<'_>, errors: &mut Errors) {
    for item in &hub.other_items {
        if is_bodiless(item) {
            // Which rustc says.
            continue;
        }
        let what = match item {
            ImplItem::Const(_) => "constants",
            ImplItem::Type(_) => "types",
            ImplItem::Macro(_) => "macro calls",
            _ => "this",
        };
        let attrs = match item {
            ImplItem::Const(part) => part.attrs.as_slice(),
            ImplItem::Type(part) => part.attrs.as_slice(),
            ImplItem::Macro(part) => part.attrs.as_slice(),
            _ => &[],
        };
        refuse_at(&format!("{what} in a hub's `impl`"), &[], attrs, errors);
        if matches!(item, ImplItem::Const(_)) {
            // Clients expect none, so none is missed in the contract.
            continue;
        }
        errors.push(
            item,
            with_help(
                format!("a `#[hub] impl` holds methods only, not {what}"),
                "move it to an `impl` block without `#[hub]`",
            ),
        );
    }
}

/// Whether it is a method without a body.
fn is_bodiless(item: &ImplItem) -> bool {
    matches!(item, ImplItem::Verbatim(tokens) if ty::words(tokens.clone()).contains("fn"))
}

/// One fault, one error: a method that cannot be called at all is not looked into further.
fn check_method<'a>(method: &Method<'a>, errors: &mut Errors) -> Option<Fault<'a>> {
    let before = errors.len();
    check_near_miss(method, errors);
    if errors.len() > before {
        return None;
    }
    if method
        .item
        .attrs
        .iter()
        .any(|attr| misspelled(attr).is_some())
    {
        // Reported; what the method was meant to be decides about the rest.
        return None;
    }
    check_visibility(method, errors);
    if errors.len() > before {
        return None;
    }
    let sig = &method.item.sig;
    check_receiver(&BORROWING, sig, errors);
    check_signature("hub method", sig, errors);
    if errors.len() > before {
        return None;
    }
    let fault = Fault::found(
        method.item,
        &method.inputs,
        errors,
        |input, errors| {
            if !is_again(&method.inputs, input) {
                check_input(method, input, errors);
            }
        },
        |errors| {
            check_contexts(&method.inputs, &sig.ident.unraw().to_string(), errors);
            check_result(method, errors);
        },
    );
    check_order(method, errors);
    check_cancel(method, errors);
    rate::check(&method.args, errors);
    method.name().check(errors);
    fault
}

/// A hook under another name would never run. Whoever means a hub method says so with `name`.
fn check_near_miss(method: &Method<'_>, errors: &mut Errors) {
    if method.args.flag("name") {
        return;
    }
    let name = method.ident().unraw().to_string();
    let Some(meant) = meant_hook(&name) else {
        return;
    };
    let meant = meant.attribute();
    let message = if name == meant {
        format!("`{name}` is a lifecycle hook only with its attribute")
    } else {
        format!("`{name}` is not a lifecycle hook; did you mean `{meant}`?")
    };
    errors.push(
        method.ident(),
        with_help(
            message,
            format!(
                "mark it `#[{meant}]`; to let clients call it, say so: `#[hub(name = \"{}\")]`",
                method.name().wire(Default::default())
            ),
        ),
    );
}

/// The hook that a method's name sounds like: SignalR's names, ours, and misspellings of them.
fn meant_hook(name: &str) -> Option<HookKind> {
    let name = name.to_ascii_lowercase().replace('_', "");
    let name = name.trim_end_matches("async");
    for (spelling, kind) in [
        ("connected", HookKind::Connected),
        ("onconnected", HookKind::Connected),
        ("onconnect", HookKind::Connected),
        ("onreconnected", HookKind::Connected),
        ("disconnected", HookKind::Disconnected),
        ("ondisconnected", HookKind::Disconnected),
        ("ondisconnect", HookKind::Disconnected),
    ] {
        if name == spelling {
            return Some(kind);
        }
    }
    let stem = name.strip_prefix("on")?;
    match hubs_contract::names::nearest(stem, ["connected", "disconnected"])? {
        "connected" => Some(HookKind::Connected),
        _ => Some(HookKind::Disconnected),
    }
}

/// No method is silently left out.
fn check_visibility(method: &Method<'_>, errors: &mut Errors) {
    let name = method.ident();
    match &method.item.vis {
        Visibility::Public(_) => {}
        _ if method.misread => {}
        Visibility::Inherited => errors.push(
            name,
            with_help(
                format!("hub method `{name}` must be `pub`"),
                "add `pub`; or mark it `#[hub(skip)]`, or move it to an `impl` block without `#[hub]`",
            ),
        ),
        restricted => errors.push(
            restricted,
            with_help(
                format!("hub method `{name}` must be `pub`, not `{}`", ty::text(restricted)),
                "clients call it; write `pub`, or mark it `#[hub(skip)]`",
            ),
        ),
    }
}

fn check_input(method: &Method<'_>, input: &Input<'_>, errors: &mut Errors) {
    match input {
        Input::Context(item) => {
            check_context(
                "hub method",
                &method.ident().to_string(),
                HookKind::Connected,
                item,
                errors,
            );
        }
        Input::Unusable(item) => check_unusable("hub method", method.ident(), item, errors),
        Input::Param(param) => check_param(method, param, errors),
    }
}

fn check_param(method: &Method<'_>, param: &Param<'_>, errors: &mut Errors) {
    let name = method.ident();
    if let Some(found) = ty::find_impl_trait(param.ty) {
        errors.push(
            found,
            with_help(
                format!(
                    "parameter `{}` of hub method `{name}` must not be `impl Trait`",
                    param.ident
                ),
                "types are fixed in the contract; for a stream from the client take `Upload<T>`",
            ),
        );
        return;
    }
    if let Some(found) = ty::find_reference(param.ty) {
        errors.push(
            found,
            with_help(
                format!("parameter `{}` of hub method `{name}` must not hold a borrow", param.ident),
                "arguments are decoded into owned values; take `String`, `Vec<T>` or a type of your own",
            ),
        );
        return;
    }
    if let Some(found) = ty::find_lifetime(param.ty) {
        errors.push(
            found,
            with_help(
                format!("parameter `{}` of hub method `{name}` must not hold a borrow", param.ident),
                format!(
                    "arguments are decoded into owned values; write `'static` in place of `{found}` if the type can own all it has"
                ),
            ),
        );
        return;
    }
    if HookKind::has_context(param.ty) {
        errors.push(
            param.ty,
            with_help(
                format!("hub method `{name}` must borrow its context"),
                "write `cx: &HubContext<Self>`",
            ),
        );
        return;
    }
    check_presence(method, param, errors);
    param.name().check(errors);
}

/// Arguments are positional, so a missing one must be declared.
fn check_presence(method: &Method<'_>, param: &Param<'_>, errors: &mut Errors) {
    let option = ty::option_value(param.ty);
    let is_upload = |ty: &Type| ty::is_called(ty, "Upload");
    let what = format!(
        "parameter `{}` of hub method `{}`",
        param.ident,
        method.ident()
    );
    let refused = match (&param.presence, option) {
        (_, Some(value)) if is_upload(value) => Some(with_help(
            format!("{what} must not be an optional upload"),
            "take `Upload<T>`; a client that has nothing to send ends it at once",
        )),
        (Presence::Required, Some(_)) => Some(with_help(
            format!("{what} must not be an `Option`"),
            OPTION_HELP,
        )),
        (Presence::Required, None) => None,
        _ if is_upload(param.ty) => Some(with_help(
            format!("{what} is an upload, which is never missing"),
            "remove the attribute; a client that has nothing to send ends the upload at once",
        )),
        (Presence::Nullable, None) if ty::is_plain(param.ty) => Some(with_help(
            format!("{what} is `nullable`, so it must be an `Option`"),
            format!("write `Option<{}>`", ty::text(param.ty)),
        )),
        (Presence::Optional, None) if ty::is_plain(param.ty) => Some(with_help(
            format!("{what} is `optional`, so it must be an `Option`"),
            format!(
                "write `Option<{}>`, or set a value with `#[hub(default = ...)]`",
                ty::text(param.ty)
            ),
        )),
        _ => None,
    };
    let Some(message) = refused else {
        return;
    };
    let attribute = (param.item.attrs.iter()).find(|attr| is_named(attr, "hub"));
    match attribute {
        // The type may be right.
        Some(attribute) if is_upload(param.ty) => errors.push(attribute, message),
        _ => errors.push(param.ty, message),
    }
}

/// The ways out of a refused `Option`; all of them work.
pub(crate) const OPTION_HELP: &str = "arguments are positional; mark it `#[hub(optional)]` if clients may leave it out, `#[hub(nullable)]` if they \
     must send it or null, give it a value with `#[hub(default = ...)]`, or take a struct with the optional field";

/// By reference is context; there is one at most, and it is shared.
pub(super) fn check_context(
    kind: &str,
    method: &str,
    hook: HookKind,
    item: &PatType,
    errors: &mut Errors,
) {
    let Type::Reference(reference) = &*item.ty else {
        return;
    };
    let right = hook.context();
    if let Some(token) = &reference.mutability {
        let message = format!("{kind} `{method}` must borrow its context without `mut`");
        errors.push(
            token,
            with_help(message, format!("write `cx: &{right}<Self>`")),
        );
    } else if lacks_hub(&reference.elem) {
        let message = format!("the context of {kind} `{method}` lacks its hub");
        errors.push(
            &reference.elem,
            with_help(message, format!("write `&{right}<Self>`")),
        );
    } else if ty::is_called(&reference.elem, other(hook).context()) {
        let help = match hook {
            HookKind::Disconnected => {
                format!(
                    "the caller is gone; write `cx: &{right}<Self>`, which has everything but the caller"
                )
            }
            HookKind::Connected => format!("write `cx: &{right}<Self>`"),
        };
        let message = format!("{kind} `{method}` must take `&{right}<Self>`");
        errors.push(&item.ty, with_help(message, help));
    }
    for attr in item
        .attrs
        .iter()
        .filter(|attr| crate::attr::is_named(attr, "hub"))
    {
        errors.push(
            attr,
            "`#[hub(...)]` has no effect on the context, clients do not send it",
        );
    }
}

/// Whether it is a context of the runtime's without `<Self>`, and no alias of one that the file knows.
pub(super) fn lacks_hub(context: &Type) -> bool {
    let Some(segment) = ty::last_segment(context) else {
        return false;
    };
    HookKind::has_context(context)
        && segment.arguments.is_none()
        && Surroundings::of_call()
            .is_some_and(|file| file.has_from_the_runtime(&segment.ident.to_string()))
}

fn other(hook: HookKind) -> HookKind {
    match hook {
        HookKind::Connected => HookKind::Disconnected,
        HookKind::Disconnected => HookKind::Connected,
    }
}

pub(super) fn check_contexts(inputs: &[Input<'_>], method: &str, errors: &mut Errors) {
    for second in contexts_again(inputs) {
        let message = format!("`{method}` takes its context twice");
        errors.push(
            second,
            with_help(
                message,
                "remove it; `cx.hub::<OtherHub>()` reaches other hubs",
            ),
        );
    }
}

/// Whether it is one of those, of which nothing else is told.
pub(super) fn is_again(inputs: &[Input<'_>], input: &Input<'_>) -> bool {
    let again = contexts_again(inputs);
    again.iter().any(|again| std::ptr::eq(*again, input.item()))
}

/// The contexts behind the first one.
fn contexts_again<'a>(inputs: &[Input<'a>]) -> Vec<&'a PatType> {
    let contexts = inputs.iter().filter_map(|input| match input {
        // Of those under conditions, rustc counts the ones that are there.
        Input::Context(item) if cfg_predicate(&item.attrs).is_none() => Some(*item),
        _ => None,
    });
    contexts.skip(1).collect()
}

/// Optional arguments are trailing: a caller leaves out the last ones.
fn check_order(method: &Method<'_>, errors: &mut Errors) {
    let mut optional: Option<&Param<'_>> = None;
    for param in method.params() {
        if param.presence.may_be_missing() {
            optional.get_or_insert(param);
        } else if let Some(earlier) =
            optional.filter(|_| !matches!(param.presence, Presence::Misread))
            && !ty::is_called(param.ty, "Upload")
        {
            let message = format!(
                "parameter `{}` of hub method `{}` must be sent, but stands behind `{}`, which may be left out",
                param.ident,
                method.ident(),
                earlier.ident
            );
            let help = "arguments are positional; put the ones that may be left out last";
            errors.push(param.ident, with_help(message, help));
            return;
        }
    }
}

/// A sync method has run to its end before anyone can cancel it.
fn check_cancel(method: &Method<'_>, errors: &mut Errors) {
    if let Some(cancel) = method.args.key("cancel")
        && method.item.sig.asyncness.is_none()
    {
        let name = method.ident();
        let streams = ty::returned(&method.item.sig.output)
            .is_some_and(|result| ty::find_impl_trait(result).is_some());
        let message =
            format!("`cancel` has no effect on hub method `{name}`, which is not `async`");
        let help = if streams {
            "remove it; a stream ends anyway when the client cancels it"
        } else {
            "remove it, or write `async fn`: only at an `.await` can a call be dropped"
        };
        errors.push(cancel, with_help(message, help));
    }
}

/// A value, a stream, or a `Result` of either.
fn check_result(method: &Method<'_>, errors: &mut Errors) {
    let name = method.ident();
    let Some(result) = ty::returned(&method.item.sig.output) else {
        return;
    };
    if let Some(found) = ty::find_impl_trait(result) {
        if ty::stream_item(found).is_none() {
            let is_future = ty::text(found).contains("Future");
            let help = if let Some(item) = ty::misnamed_item(found) {
                format!("write `impl Stream<Item = {}>`", ty::text(item))
            } else if is_future {
                format!("write `pub async fn {name}` and the value's type")
            } else {
                "write the value's type, or `impl Stream<Item = T>`".to_owned()
            };
            errors.push(
                found,
                with_help(
                    format!("hub method `{name}` must not return `{}`", ty::text(found)),
                    help,
                ),
            );
        }
        return;
    }
    if let Some(found) = ty::find_dyn_stream(result)
        && let Some(item) = ty::item_of(&found.bounds).map(ty::text)
    {
        errors.push(
            found,
            with_help(
                format!("hub method `{name}` must not return `dyn Stream`, which has to be pinned"),
                format!(
                    "write `impl Stream<Item = {item}> + use<>`; for streams of several types, `Pin<Box<dyn Stream<Item = {item}> + Send>>`"
                ),
            ),
        );
        return;
    }
    if let Some(found) = ty::find_reference(result) {
        errors.push(
            found,
            with_help(
                format!("hub method `{name}` must not return a borrow"),
                "the answer outlives the call; return an owned value as `String` or `Vec<T>`",
            ),
        );
    }
}

/// Names that are equal ignoring case, and no overloads.
fn check_collisions(hub: &HubImpl<'_>, errors: &mut Errors) -> TokenStream {
    let names: Vec<_> = hub.methods.iter().map(Method::name).collect();
    let mut methods = Unique::new("hub methods");
    for (method, name) in hub.methods.iter().zip(&names) {
        if method.item.sig.receiver().is_some() {
            methods.add(name, cfg_predicate(&method.item.attrs), errors);
        }
        let conditional = check_param_collisions(method, errors);
        methods.conditional.extend(conditional);
    }
    methods.conditional
}

fn check_param_collisions(method: &Method<'_>, errors: &mut Errors) -> TokenStream {
    let names: Vec<_> = method.params().map(Param::name).collect();
    let mut params = Unique::new("parameters");
    for (param, name) in method.params().zip(&names) {
        // Two equal identifiers are rustc's to report.
        let again = names
            .iter()
            .filter(|other| other.ident == name.ident)
            .count()
            > 1;
        if !again {
            let condition = inner_predicate(&method.item.attrs, &param.item.attrs);
            params.add(name, condition, errors);
        }
    }
    params.conditional
}
