//! `#[hub]` on the struct: its name, what it may call, what it keeps, who may use it.

use hubs_contract::names::RenameAll;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{GenericParam, Generics, Ident, ItemStruct, Path, Type, parse_quote, spanned::Spanned};

use super::{
    fields, methods,
    policies::{policies, policy_rows},
    uses::asks_context,
};
use crate::{
    attr::{self, Args, HUB_STRUCT},
    errors::{Errors, told, with_help},
    lenient::Broken,
    misplaced::{refuse_at, refuse_on_hub},
    output::{about::about, fallback, runtime::Runtime},
    rules::{
        names::{item_name, optional_text, rename_all, rule_tokens},
        signature::check_public,
        ty,
    },
    surroundings::Surroundings,
};

/// The struct as its code needs it.
struct Hub<'a> {
    item: &'a ItemStruct,
    args: Args,
    /// What is wrong with its arguments.
    told: Option<syn::Error>,
    policies: Vec<Type>,
    name: String,
    rename_all: RenameAll,
}

/// The user's struct without our attributes, and the code behind it.
pub(crate) fn hub_struct(
    arguments: TokenStream,
    item: &ItemStruct,
    broken: Option<&Broken>,
) -> TokenStream {
    let mut errors = Errors::default();
    let hub = Hub::read(arguments, item, &mut errors);
    hub.check(&mut errors);
    let cfgs = attr::cfgs(&item.attrs);
    let runtime = Runtime::of(&hub.args);
    let code = runtime.block(&cfgs, |runtime| hub.expand(runtime));
    let errors = errors.into_tokens();
    let mut clean = item.clone();
    fallback::clean_attributes(&mut clean.attrs);
    fallback::clean_fields(&mut clean.fields);
    tell_in_default(&runtime, &mut clean);
    fields::ask(&runtime, &item.ident, &mut clean.fields);
    let reachable = fallback::public();
    let clean = fallback::as_written(&clean, broken);
    quote!(#errors #reachable #clean #code)
}

/// The code behind what cannot be a hub, which has been reported, so that no use of it is an error too.
pub(crate) fn stand_in(arguments: TokenStream, item: &syn::ItemEnum) -> TokenStream {
    let (item, cfgs) = (fallback::as_struct(item), attr::cfgs(&item.attrs));
    let hub = Hub::read(arguments, &item, &mut Errors::default());
    Runtime::of(&hub.args).block(&cfgs, |runtime| hub.expand(runtime))
}

impl<'a> Hub<'a> {
    fn read(arguments: TokenStream, item: &'a ItemStruct, errors: &mut Errors) -> Self {
        let mut found = Errors::default();
        let args = Args::read(&HUB_STRUCT, arguments, &mut found);
        let told = found.since(0);
        let mut args = args;
        for key in ["client", "state"] {
            // That it belongs here is reported there.
            let named = || Surroundings::of_call()?.named_by_block(&item.ident, key);
            if args.key(key).is_none()
                && let Some(path) = named()
            {
                args.complete(&HUB_STRUCT, key, path);
            }
        }
        for attr in item.attrs.iter().filter(|attr| attr::is_named(attr, "hub")) {
            // That it is the second is reported.
            args.append(&HUB_STRUCT, attr);
        }
        errors.append(found);
        let policies = policies(&item.attrs, errors);
        let name = item_name("hub", &item.ident, &args, errors);
        let rename_all = rename_all(&args, errors);
        Self {
            item,
            args,
            told,
            policies,
            name,
            rename_all,
        }
    }

    fn check(&self, errors: &mut Errors) {
        check_public("hub", &self.item.ident, &self.item.vis, errors);
        if !self.item.generics.params.is_empty() && !is_told_in_default(&self.item.generics) {
            errors.push(&self.item.generics, generic(&self.item.ident));
        }
        check_attributes(self.item, errors);
    }

    /// Also written for a faulty struct, as far as it goes, so that no use of it is an error too.
    fn expand(&self, runtime: &Runtime) -> TokenStream {
        let ident = &self.item.ident;
        let unnamed = self.unnamed(runtime);
        let client = match self.args.path("client") {
            Some(path) if self.lacks_contract(path) => no_contract(runtime, path),
            Some(path) => {
                let keyword = quote_spanned!(path.span()=> dyn);
                quote!(#keyword #path)
            }
            None => unnamed.clone().unwrap_or(quote!(#runtime::NoClient)),
        };
        let state = match (self.args.ty("state"), unnamed) {
            (Some(ty), _) => quote!(#ty),
            (None, None) => quote!(#runtime::NoState),
            (None, Some(unnamed)) if self.args.path("client").is_some() => unnamed,
            // It is told of the contract.
            (None, Some(_)) => quote!(<Self as #runtime::HubType>::Client),
        };
        let name = &self.name;
        let client_name = self.args.text("client_name").map(syn::LitStr::value);
        let client_name = optional_text(runtime, client_name);
        let rule = rule_tokens(runtime, self.rename_all);
        let about = about(runtime, &self.item.attrs, &[ident]);
        let policies = policy_rows(runtime, &self.policies);
        let own = fallback::for_every_parameter(runtime, &self.item.generics);
        let (generics, arguments, clause) = own.split_for_impl();
        let not_its_client = self.not_its_client(runtime);
        let block = self.block_without_hub(runtime);
        quote! {
            #block
            #not_its_client
            #[automatically_derived]
            #[allow(deprecated)]
            impl #generics #runtime::HubType for #ident #arguments #clause {
                type Client = #client;
                type State = #state;
                const INFO: #runtime::HubInfo = #runtime::HubInfo {
                    name: #name,
                    client_name: #client_name,
                    rename_all: #rule,
                    about: #about,
                };
                const POLICIES: &'static [#runtime::PolicyRow] = #policies;
            }
        }
    }
}

impl Hub<'_> {
    /// Whether the contract is seen to be a plain trait.
    fn lacks_contract(&self, contract: &Path) -> bool {
        Surroundings::of_call()
            .is_some_and(|file| file.trait_lacks_contract(&self.item.ident, contract))
    }

    /// The type of what the struct does not name, though its methods are seen to use it: an error that says so.
    fn unnamed(&self, runtime: &Runtime) -> Option<TokenStream> {
        let ident = &self.item.ident;
        let file = Surroundings::of_call()?;
        let has = (
            self.args.path("client").is_some(),
            self.args.ty("state").is_some(),
        );
        if has == (true, true) {
            return None;
        }
        if let Some(told) = &self.told {
            // What is wrong may be just that; the same said twice is said once.
            return Some(fallback::unknown(runtime, told));
        }
        let block = file.block_of(ident)?;
        let lacks =
            |key, named: bool, member| (!named && asks_context(&block, member)).then_some(key);
        let client = lacks("client", has.0, "clients");
        let state = lacks("state", has.1, "state");
        let message = match (client, state) {
            (Some(_), Some(_)) => {
                "calls its clients and uses their state, but its struct names neither"
            }
            (Some(_), None) => "calls its clients, but its struct names no client contract",
            (None, Some(_)) => "uses its callers' state, but its struct names none",
            (None, None) => return None,
        };
        let argument = |(key, attribute, example)| {
            let name = file.only_with(attribute).unwrap_or(example);
            format!("{key} = {name}")
        };
        let lacking = [
            client.map(|key| (key, "client_contract", "ChatClient")),
            state.map(|key| (key, "caller_state", "ChatState")),
        ];
        let arguments: Vec<String> = lacking.into_iter().flatten().map(argument).collect();
        let help = format!(
            "add it to the struct's attribute: `#[hub({})]`",
            arguments.join(", ")
        );
        let message = with_help(format!("hub `{ident}` {message}"), help);
        Some(fallback::unknown_type(runtime, ident.span(), &message))
    }

    /// What stands in for the block that lacks `#[hub]`, of which it says so where nothing else does.
    fn block_without_hub(&self, runtime: &Runtime) -> Option<TokenStream> {
        let ident = &self.item.ident;
        let mut block = Surroundings::of_call()?.block_without_hub(ident)?;
        // It may be misnamed.
        *block.item.self_ty = parse_quote!(#ident);
        let code = methods::stand_in(runtime, &block.item);
        let message = with_help(
            format!("hub `{ident}` has no `#[hub] impl`, so no methods for clients"),
            format!("write `#[hub]` above `impl {ident}`, too"),
        );
        let refused = (!block.is_told).then(|| told(ident.span(), message));
        Some(quote!(#refused #code))
    }

    /// A hub that implements its own client contract calls itself where it means to call clients.
    fn not_its_client(&self, runtime: &Runtime) -> Option<TokenStream> {
        let path = self.args.path("client")?;
        if !self.item.generics.params.is_empty() {
            return None;
        }
        let (ident, contract) = (&self.item.ident, ty::text(path));
        let message = with_help(
            format!(
                "hub `{ident}` implements its own client contract `{contract}`, so `self.…` runs on the server"
            ),
            "remove the `impl`: clients implement it; call them with `cx.clients().all().…`",
        );
        let check = quote_spanned! {path.span()=>
            __hubs_refuse(<__HubsIts<#ident>>::CLIENT, #message)
        };
        Some(quote! {
            const _: () = {
                #[allow(unused_imports)]
                use #runtime::refuse as __hubs_refuse;
                struct __HubsIts<T>(T);
                #[allow(dead_code)]
                trait __HubsIsNot {
                    const CLIENT: bool = false;
                }
                impl<T> __HubsIsNot for __HubsIts<T> {}
                #[allow(dead_code)]
                impl<T: #path> __HubsIts<T> {
                    const CLIENT: bool = true;
                }
                #check
            };
        })
    }
}

/// The type of a contract that is none: an error, so of what is done with it rustc says nothing more.
fn no_contract(runtime: &Runtime, path: &Path) -> TokenStream {
    let name = ty::text(path);
    let message = with_help(
        format!("trait `{name}` is not a client contract"),
        format!("write `#[client_contract]` above `trait {name}`"),
    );
    fallback::unknown_type(runtime, path.span(), &message)
}

/// Whether a fault of the parameters is told where the first has its default: the hub can then be named without them.
fn is_told_in_default(generics: &Generics) -> bool {
    let plain = |param: &GenericParam| matches!(param, GenericParam::Type(param) if param.default.is_none());
    !generics.params.is_empty() && generics.params.iter().all(plain)
}

/// Parameters of a hub, which must have none: by default they are errors, so that rustc says nothing of the hub without them.
fn tell_in_default(runtime: &Runtime, item: &mut ItemStruct) {
    if !is_told_in_default(&item.generics) {
        return;
    }
    let (span, message) = (item.generics.params.span(), generic(&item.ident));
    let mut default = fallback::unknown_type(runtime, span, &message);
    for param in item.generics.type_params_mut() {
        param.default = Some((Default::default(), Type::Verbatim(default)));
        default = quote!(());
    }
}

fn generic(hub: &Ident) -> String {
    with_help(
        format!("hub `{hub}` must not have generic parameters"),
        "clients find a hub by its name alone; fix the types, or keep a `Box<dyn Trait>`",
    )
}

/// Attributes of ours that mean nothing on the struct.
fn check_attributes(item: &ItemStruct, errors: &mut Errors) {
    refuse_on_hub("a hub's struct", &item.attrs, errors);
    for field in &item.fields {
        refuse_at("a field of a hub", &[], &field.attrs, errors);
    }
}
