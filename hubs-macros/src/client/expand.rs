//! The code for a client contract: the trait in a form that `dyn` accepts, two proxies, the table of methods.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Type, ext::IdentExt, parse_quote, spanned::Spanned};

use super::ast::{ClientMethod, Contract};
use crate::{
    attr,
    lenient::lost::Lost,
    output::{
        about::about,
        fallback,
        fitting::{Asked, TypeChecks, Use, fitting},
        runtime::Runtime,
        unmarked::unmarked,
    },
    rules::ty,
    surroundings::Here,
};

struct Expansion<'a> {
    runtime: &'a Runtime,
    contract: &'a Contract<'a>,
    lost: &'a [Lost],
    many: Ident,
    one: Ident,
}

/// The trait that clients implement.
///
/// Each method becomes `fn … -> impl Future<…> + Send where Self: Sized`: `async fn` implements it, and `dyn` of the
/// trait is a type, which is the contract's key.
pub(crate) fn contract_trait(
    runtime: &Runtime,
    contract: &Contract<'_>,
    faulty: bool,
) -> TokenStream {
    let mut item = contract.item.clone();
    fallback::clean_trait(&mut item);
    drop_doubles(&mut item);
    if faulty {
        drop_unusable(&mut item);
    }
    for part in &mut item.items {
        let syn::TraitItem::Fn(method) = part else {
            continue;
        };
        let sig = &mut method.sig;
        if sig.asyncness.take().is_none() || sig.receiver().is_none() {
            continue;
        }
        let output = match &sig.output {
            syn::ReturnType::Default => quote!(()),
            syn::ReturnType::Type(_, ty) => ty.to_token_stream(),
        };
        sig.output = syn::ReturnType::Type(
            Default::default(),
            Box::new(Type::Verbatim(
                quote!(impl #runtime::Future<Output = #output> + #runtime::Send),
            )),
        );
        sig.generics
            .make_where_clause()
            .predicates
            .push(parse_quote!(Self: #runtime::Sized));
        if let Some(body) = method.default.take() {
            method.default = Some(parse_quote!({ async move #body }));
        }
    }
    if item.supertraits.is_empty() {
        item.colon_token = Some(Default::default());
        item.supertraits = parse_quote!(#runtime::Send + #runtime::Sync + 'static);
    }
    let item = fallback::no_generics_of_trait(&item);
    quote! {
        #[allow(dead_code, unreachable_pub)]
        #[deny(private_interfaces)]
        #item
    }
}

/// What has been reported and would keep the trait from being a type.
fn drop_unusable(item: &mut syn::ItemTrait) {
    item.supertraits.clear();
    item.items.retain(|part| match part {
        syn::TraitItem::Fn(method) => method.sig.receiver().is_some(),
        _ => false,
    });
}

/// A second method of the same name has been reported; the compiler need not say it again.
fn drop_doubles(item: &mut syn::ItemTrait) {
    let mut seen = BTreeSet::new();
    item.items.retain(|part| match part {
        syn::TraitItem::Fn(method) if attr::cfg_predicate(&method.attrs).is_none() => {
            seen.insert(method.sig.ident.unraw().to_string())
        }
        _ => true,
    });
}

/// Proxies and table. Of a faulty contract, everything that can be written, so that no use of it is an error too.
pub(crate) fn expand(
    runtime: &Runtime,
    contract: &Contract<'_>,
    lost: &[Lost],
    conditional: &TokenStream,
) -> TokenStream {
    let cfgs = attr::cfgs(&contract.item.attrs);
    let code = runtime.block(&cfgs, |runtime| proxies_and_table(runtime, contract, lost));
    quote!(#conditional #code)
}

fn proxies_and_table(runtime: &Runtime, contract: &Contract<'_>, lost: &[Lost]) -> TokenStream {
    let ident = &contract.item.ident;
    let name = ident.unraw();
    let expansion = Expansion {
        runtime,
        contract,
        lost,
        many: format_ident!("{name}ToMany", span = Span::mixed_site()),
        one: format_ident!("{name}ToOne", span = Span::mixed_site()),
    };
    let methods: Vec<&ClientMethod<'_>> = callable(contract);
    let key: Type = Type::Verbatim(quote!(dyn #ident));
    let mut checks = TypeChecks::new(runtime, &key);
    for method in &methods {
        let cfgs = method.cfgs();
        for asked in types_of(method) {
            let own = asked.cfgs;
            checks.ask(asked.usage, asked.ty, &quote!(#cfgs #own));
        }
    }
    let types = methods.iter().flat_map(|method| types_of(method));
    let here = Here::of_contract(ident);
    let unmarked = unmarked(runtime, &here, types.map(|asked| (asked.usage, asked.ty)));
    let rows = methods.iter().map(|method| expansion.row(method));
    let many = &expansion.many;
    let proxies = expansion.proxies(&methods);
    let implementation = expansion.implementation(&methods);
    quote! {
        #unmarked
        #checks
        #proxies
        impl #many {
            #(#rows)*
        }
        #implementation
    }
}

/// The methods that have a shape which code can call, each name once.
fn callable<'a>(contract: &'a Contract<'_>) -> Vec<&'a ClientMethod<'a>> {
    let mut seen = BTreeSet::new();
    let fits = |method: &&ClientMethod<'_>| {
        let sig = &method.item.sig;
        sig.receiver().is_some()
            && sig.asyncness.is_some()
            && sig.generics.params.is_empty()
            && method.unusable.is_empty()
            && method.params.len() <= 16
            && method.params.iter().all(|param| {
                ty::find_impl_trait(param.ty).is_none() && !ty::is_called(param.ty, "Upload")
            })
            && method.answer().is_none_or(|answer| {
                ty::find_impl_trait(answer).is_none() && !ty::is_called(answer, "Upload")
            })
    };
    contract
        .methods
        .iter()
        .filter(fits)
        .filter(|method| {
            attr::cfg_predicate(&method.item.attrs).is_some()
                || seen.insert(method.ident().unraw().to_string())
        })
        .collect()
}

impl Expansion<'_> {
    fn row_name(method: &ClientMethod<'_>) -> Ident {
        format_ident!(
            "__HUBS_{}",
            method.ident().unraw(),
            span = Span::mixed_site()
        )
    }

    /// Where the row is: behind a type, as a constant that has only a name would hide a parameter of that name.
    fn row_path(&self, method: &ClientMethod<'_>) -> TokenStream {
        let (many, name) = (&self.many, Self::row_name(method));
        quote!(#many::#name)
    }

    /// The method as data.
    fn row(&self, method: &ClientMethod<'_>) -> TokenStream {
        let runtime = self.runtime;
        let row = Self::row_name(method);
        let cfgs = method.cfgs();
        let rule = self.contract.rename_all;
        let named = method.name();
        let name = named.wire(rule);
        let client_name = named.client_name_tokens(runtime);
        let answers = method.answer().is_some();
        let timeout = match method.timeout {
            Some(timeout) => {
                let milliseconds = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX);
                quote!(#runtime::Some(#runtime::Duration::from_millis(#milliseconds)))
            }
            None => quote!(#runtime::None),
        };
        let about = about(
            runtime,
            &method.item.attrs,
            &[&self.contract.item.ident, method.ident()],
        );
        let params = method.params.iter().map(|param| {
            let name = param.name().wire(rule);
            let presence = if ty::option_value(param.ty).is_some() {
                quote!(#runtime::Presence::Nullable)
            } else {
                quote!(#runtime::Presence::Required)
            };
            let cfgs = param.cfgs();
            quote!(#cfgs #runtime::ParamInfo { name: #name, presence: #presence, upload: false })
        });
        quote! {
            #cfgs
            #[allow(non_upper_case_globals)]
            const #row: #runtime::ClientMethodInfo = #runtime::ClientMethodInfo {
                name: #name,
                client_name: #client_name,
                params: &[#(#params),*],
                answers: #answers,
                timeout: #timeout,
                about: #about,
            };
        }
    }

    fn proxies(&self, methods: &[&ClientMethod<'_>]) -> TokenStream {
        let (runtime, many, one) = (self.runtime, &self.many, &self.one);
        let to_many = methods.iter().map(|method| match method.answer() {
            None => self.push(method),
            Some(_) => self.refused_call(method),
        });
        let to_one = methods.iter().map(|method| match method.answer() {
            None => self.push(method),
            Some(answer) => self.call(method, answer),
        });
        let refused: Vec<TokenStream> = self.refused(methods);
        quote! {
            #[allow(missing_docs, missing_debug_implementations, unreachable_pub)]
            pub struct #many(#runtime::PushTarget);
            #[allow(missing_docs, missing_debug_implementations, unreachable_pub)]
            pub struct #one(#runtime::CallTarget);
            #[allow(dead_code, missing_docs, unreachable_pub, private_interfaces, clippy::too_many_arguments)]
            impl #many {
                #(#to_many)*
                #(#refused)*
            }
            #[allow(dead_code, missing_docs, unreachable_pub, private_interfaces, clippy::too_many_arguments)]
            impl #one {
                #(#to_one)*
                #(#refused)*
            }
        }
    }

    /// Parameters and the value that serializes as the array of arguments.
    fn arguments(method: &ClientMethod<'_>) -> (TokenStream, TokenStream) {
        let params = method.params.iter().map(|param| {
            let (cfgs, ident, ty) = (param.cfgs(), param.ident, param.ty);
            quote!(#cfgs #ident: #ty)
        });
        (quote!(#(#params),*), argument_values(method))
    }

    /// Strict if all types fit; silent if not, as they have been reported.
    fn fitting(&self, method: &ClientMethod<'_>) -> TokenStream {
        let runtime = self.runtime;
        let key = &self.contract.item.ident;
        let key = Type::Verbatim(quote!(dyn #key));
        fitting(runtime, &key, types_of(method).into_iter())
    }

    fn push(&self, method: &ClientMethod<'_>) -> TokenStream {
        let runtime = self.runtime;
        let (attrs, ident) = (proxy_attributes(method), method.ident());
        let (params, arguments) = Self::arguments(method);
        let (row, fitting) = (self.row_path(method), self.fitting(method));
        quote! {
            #attrs
            pub fn #ident(
                &self,
                #params
            ) -> impl #runtime::Future<Output = #runtime::Result<(), #runtime::SendError>> + #runtime::Send + use<> {
                self.0.push(&#row, #fitting.arguments(#arguments))
            }
        }
    }

    fn call(&self, method: &ClientMethod<'_>, answer: &Type) -> TokenStream {
        let runtime = self.runtime;
        let (attrs, ident) = (proxy_attributes(method), method.ident());
        let (params, arguments) = Self::arguments(method);
        let (row, fitting) = (self.row_path(method), self.fitting(method));
        let call = quote_spanned!(answer.span()=> call);
        quote! {
            #attrs
            pub fn #ident(
                &self,
                #params
            ) -> impl #runtime::Future<Output = #runtime::Result<#answer, #runtime::ClientCallError>> + #runtime::Send + use<> {
                #fitting.#call::<#answer, _>(&self.0, &#row, #arguments)
            }
        }
    }

    /// Methods whose shape has been reported, so that no call of theirs is an error too.
    fn refused(&self, callable: &[&ClientMethod<'_>]) -> Vec<TokenStream> {
        let runtime = self.runtime;
        let mut seen: BTreeSet<String> = callable
            .iter()
            .map(|method| method.ident().unraw().to_string())
            .collect();
        let stub = |cfgs: TokenStream, lost: &Lost| {
            let (ident, params) = (&lost.ident, lost.params(runtime));
            // What it would answer may be what is wrong with it.
            let streams = |ty: &&Type| ty::find_impl_trait(ty).is_none();
            let answer = lost.answer().filter(streams);
            let answer = answer.map_or_else(|| quote!(()), ToTokens::to_token_stream);
            quote! {
                #cfgs
                #[doc(hidden)]
                pub fn #ident(&self, #params) -> #runtime::Ready<#runtime::Result<#answer, #runtime::SendError>> {
                    loop {}
                }
            }
        };
        let methods = self.contract.methods.iter();
        let read = methods.filter_map(|method| Some((method.cfgs(), Lost::of_item(method.item)?)));
        let read: Vec<_> = read.collect();
        let mut stubs = Vec::new();
        let unread = self.lost.iter().map(|lost| (TokenStream::new(), lost));
        for (cfgs, lost) in read
            .iter()
            .map(|(cfgs, lost)| (cfgs.clone(), lost))
            .chain(unread)
        {
            if seen.insert(lost.ident.unraw().to_string()) {
                stubs.push(stub(cfgs, lost));
            }
        }
        stubs
    }

    /// A method that answers is there for many clients only to say why it is not.
    fn refused_call(&self, method: &ClientMethod<'_>) -> TokenStream {
        let (runtime, ident) = (self.runtime, method.ident());
        let cfgs = method.cfgs();
        let (params, _) = Self::arguments(method);
        let answer = method.answer();
        quote! {
            #cfgs
            #[doc(hidden)]
            #[allow(unused_variables)]
            pub fn #ident(&self, #params) -> #runtime::Ready<#runtime::Result<#answer, #runtime::ClientCallError>>
            where
                for<'one> Self: #runtime::OneClient,
            {
                #runtime::OneClient::never(self)
            }
        }
    }

    fn implementation(&self, methods: &[&ClientMethod<'_>]) -> TokenStream {
        let (runtime, many, one) = (self.runtime, &self.many, &self.one);
        let root = runtime.root();
        let (ident, name) = (&self.contract.item.ident, &self.contract.name);
        let about = about(runtime, &self.contract.item.attrs, &[ident]);
        let rows = methods.iter().map(|method| {
            let (cfgs, row) = (method.cfgs(), self.row_path(method));
            quote!(#cfgs #row)
        });
        let sink = Ident::new("sink", Span::mixed_site());
        let types = methods
            .iter()
            .map(|method| self.contract_types(method, &sink));
        quote! {
            #[automatically_derived]
            impl #runtime::DeclaredContract for dyn #ident {
                type Many = #many;
                type One = #one;
                fn many(target: #runtime::PushTarget) -> Self::Many {
                    #many(target)
                }
                fn one(target: #runtime::CallTarget) -> Self::One {
                    #one(target)
                }
            }
            #[automatically_derived]
            impl #runtime::ClientContract for dyn #ident {
                const INFO: #runtime::ClientInfo = #runtime::ClientInfo {
                    name: #name,
                    about: #about,
                };
                const METHODS: &'static [#runtime::ClientMethodInfo] = &[#(#rows),*];
                const TYPES: #runtime::ClientTypes = #root::__types!(|#sink| {
                    #(#types)*
                });
            }
        }
    }

    fn contract_types(&self, method: &ClientMethod<'_>, sink: &Ident) -> TokenStream {
        let runtime = self.runtime;
        let (cfgs, row) = (method.cfgs(), self.row_path(method));
        let (types, fits) = (
            Ident::new("types", Span::mixed_site()),
            self.fitting(method),
        );
        let params = method.params.iter().map(|param| {
            let (cfgs, ty) = (param.cfgs(), param.ty);
            quote!(#cfgs #types.describe_client_param::<#ty>(#sink);)
        });
        let answer = method
            .answer()
            .map(|answer| quote!(#types.describe_client_answer::<#answer>(#sink);));
        quote! {
            #cfgs
            {
                #runtime::contract_types::client_method(#sink, &#row);
                let #types = #fits;
                #(#params)*
                #answer
            }
        }
    }
}

/// The value that serializes as the array of arguments.
fn argument_values(method: &ClientMethod<'_>) -> TokenStream {
    // A unit would serialize as null.
    let nothing = quote!([(); 0]);
    if method.params.is_empty() {
        return nothing;
    }
    let names = method.params.iter().map(|param| {
        let (cfgs, ident) = (param.cfgs(), param.ident);
        quote!(#cfgs #ident)
    });
    let values = quote!((#(#names,)*));
    let conditions = method.params.iter();
    let conditions = conditions.map(|param| attr::cfg_predicate(&param.item.attrs));
    match conditions.collect::<Option<Vec<_>>>() {
        Some(conditions) => quote!({
            #[cfg(any(#(#conditions),*))]
            { #values }
            #[cfg(not(any(#(#conditions),*)))]
            { #nothing }
        }),
        None => values,
    }
}

/// The types of a method that are worth a question.
fn types_of<'a>(method: &ClientMethod<'a>) -> Vec<Asked<'a>> {
    let mut types = Vec::new();
    for param in &method.params {
        types.extend(sent_types(param.ty).map(|(usage, ty)| Asked {
            usage,
            ty,
            cfgs: param.cfgs(),
        }));
    }
    let received = method.answer().into_iter().flat_map(received_types);
    types.extend(received.map(|(usage, ty)| Asked {
        usage,
        ty,
        cfgs: TokenStream::new(),
    }));
    types
}

/// The types of an argument of a client method.
pub(crate) fn sent_types(ty: &Type) -> impl Iterator<Item = (Use, &Type)> {
    let leaves = ty::leaves(ty).into_iter();
    let values = leaves.flat_map(|leaf| [(Use::ToClient, leaf), (Use::Part, leaf)]);
    values.chain(map_keys(ty))
}

/// The types of a client method's answer.
pub(crate) fn received_types(ty: &Type) -> impl Iterator<Item = (Use, &Type)> {
    let leaves = ty::leaves(ty).into_iter();
    let values = leaves.flat_map(|leaf| [(Use::FromClient, leaf), (Use::ClientAnswer, leaf)]);
    values.chain(map_keys(ty))
}

fn map_keys(ty: &Type) -> impl Iterator<Item = (Use, &Type)> {
    ty::map_keys(ty).into_iter().map(|key| (Use::Key, key))
}

/// What a proxy's method shows of the contract's: words, conditions, deprecation.
fn proxy_attributes(method: &ClientMethod<'_>) -> TokenStream {
    let shown = |attr: &&Attribute| {
        ["doc", "cfg", "deprecated", "allow", "expect"]
            .iter()
            .any(|name| attr.path().is_ident(name))
    };
    method
        .item
        .attrs
        .iter()
        .filter(shown)
        .map(ToTokens::to_token_stream)
        .collect()
}
