//! Typed calls for tests: a type with the hub's methods as a client calls them. Without the runtime's feature `testing`
//! nothing of it is compiled.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Type, ext::IdentExt, visit_mut::VisitMut};

use super::{
    ast::{HubImpl, Input, Method, Param},
    faults::{self, Fault, fault_of},
};
use crate::lenient::lost::Lost;
use crate::{
    attr,
    output::{fitting::nameable, runtime::Runtime},
    rules::ty,
    surroundings::{Here, Surroundings},
};

/// The longest tuple that the runtime writes as arguments.
const MOST_ARGUMENTS: usize = 12;

/// The calls of all methods; of a faulty block, of everything that can be called, so that no test is an error too.
pub(super) fn calls(
    runtime: &Runtime,
    hub: &HubImpl<'_>,
    faults: &[Fault<'_>],
    lost: &[Lost],
) -> TokenStream {
    let self_ty = &*hub.item.self_ty;
    let one_type = hub.item.generics.params.is_empty() && ty::arguments(self_ty).is_empty();
    let Some(segment) = ty::last_segment(self_ty).filter(|_| one_type) else {
        return TokenStream::new();
    };
    let root = runtime.root();
    let code = runtime.block(&TokenStream::new(), |runtime| {
        // Named for the errors of rustc that name it.
        let calls = format_ident!("CallsOf{}", segment.ident.unraw());
        let methods = callable(hub, faults);
        let faulty = (hub.methods.iter())
            .filter(|method| !methods.iter().any(|it| it.ident() == method.ident()))
            .filter_map(|method| Lost::of_item(method.item));
        let bodiless = (hub.other_items.iter()).filter_map(Lost::of_item);
        let faulty: Vec<Lost> = faulty.chain(bodiless).collect();
        let faulty = faulty
            .iter()
            .chain(lost)
            .map(|lost| lost_call(runtime, self_ty, lost));
        let methods = methods
            .iter()
            .map(|method| match fault_of(faults, method.item) {
                Some(fault) => faults::call(runtime, self_ty, method, fault),
                None => TypedCall::of(runtime, self_ty, method),
            })
            .chain(faulty);
        quote! {
            #[derive(#runtime::Clone, #runtime::Copy)]
            #[allow(missing_docs, missing_debug_implementations, unreachable_pub, non_camel_case_types)]
            pub struct #calls<'c> {
                client: &'c #runtime::TestClient<#self_ty>,
            }
            #[allow(
                unused, deprecated, missing_docs, unreachable_pub, private_interfaces, private_bounds, non_snake_case,
                clippy::all, clippy::pedantic
            )]
            impl<'c> #calls<'c> {
                #(#methods)*
            }
            #[automatically_derived]
            impl #runtime::TypedCalls for #self_ty {
                type Calls<'c> = #calls<'c>;
                fn calls(client: &#runtime::TestClient<Self>) -> Self::Calls<'_> {
                    #calls { client }
                }
            }
        }
    });
    quote!(#root::__calls! { #code })
}

/// The methods whose shape code can call, each name once. A sound block has no other, but those with too many arguments.
/// So is each with a fault.
fn callable<'a>(hub: &'a HubImpl<'_>, faults: &[Fault<'_>]) -> Vec<&'a Method<'a>> {
    let mut seen = BTreeSet::new();
    let fits = |method: &&Method<'_>| {
        let sig = &method.item.sig;
        let inputs = &method.inputs;
        if fault_of(faults, method.item).is_some() {
            return true;
        }
        sig.receiver().is_some()
            && sig.generics.params.is_empty()
            && (inputs.iter()).all(|input| !matches!(input, Input::Unusable(_)))
            && method.params().all(|param| ty::can_be_owned(param.ty))
            && method
                .params()
                .filter(|param| upload(param).is_none())
                .count()
                <= MOST_ARGUMENTS
            && ty::returned(&sig.output).is_none_or(ty::can_be_answered)
    };
    let methods = hub.methods.iter().filter(fits);
    methods
        .filter(|method| {
            attr::cfg_predicate(&method.item.attrs).is_some()
                || seen.insert(method.ident().unraw().to_string())
        })
        .collect()
}

/// `T` of a parameter `Upload<T>`.
fn upload<'a>(param: &Param<'a>) -> Option<&'a Type> {
    if !ty::is_called(param.ty, "Upload") {
        return None;
    }
    match ty::arguments(param.ty).as_slice() {
        [item] => Some(item),
        _ => None,
    }
}

/// The call of a method that cannot be called, which has been reported.
fn lost_call(runtime: &Runtime, self_ty: &Type, lost: &Lost) -> TokenStream {
    let (ident, params) = (&lost.ident, lost.params(runtime));
    if let Some(output) = lost.bare_trait() {
        // Said of the method, which rustc does not show twice; of the call it then says nothing.
        let output = nameable(runtime, self_ty, output);
        return quote! {
            #[doc(hidden)]
            pub fn #ident(self, #params) -> #output {
                loop {}
            }
        };
    }
    let stream = lost.answer().and_then(ty::streamed);
    let output = match stream {
        Some(_) => quote!(TestStream),
        None => quote!(TestAnswer),
    };
    let given = match stream
        .or(lost.answer())
        .map(|written| Given::of(self_ty, written))
    {
        Some(Given::Type(ty) | Given::Checked(ty, _)) => {
            nameable(runtime, self_ty, ty).to_token_stream()
        }
        Some(Given::Found(_)) | None => quote!(()),
    };
    quote! {
        #[doc(hidden)]
        pub fn #ident(self, #params) -> #runtime::#output<'c, #given> {
            loop {}
        }
    }
}

/// What a call gives.
enum Given<'a> {
    /// This type.
    Type(&'a Type),
    /// The first type, if the compiler agrees that the second one, which is written, is a `Result` of it.
    Checked(&'a Type, &'a Type),
    /// What the compiler finds in the type that is written.
    Found(&'a Type),
}

impl<'a> Given<'a> {
    /// Reads a result or a stream's item of `hub`. What an alias hides that the file does not show, the compiler is asked.
    fn of(hub: &Type, written: &'a Type) -> Self {
        let Some(segment) = ty::last_segment(written) else {
            return Self::Type(written);
        };
        let ends_with_result = segment.ident.to_string().ends_with("Result");
        let Some(value) = ty::arguments(written).first().copied() else {
            return if ends_with_result {
                Self::Found(written)
            } else {
                Self::Type(written)
            };
        };
        if segment.ident == "Result" {
            return Self::Type(value);
        }
        let is_no_container = || {
            ty::leaves(written)
                .iter()
                .any(|leaf| std::ptr::eq(*leaf, written))
        };
        if !ends_with_result && !is_no_container() {
            return Self::Type(written);
        }
        match value_behind_alias(hub, written) {
            Some(value) => Self::Type(value),
            None if ends_with_result => Self::Checked(value, written),
            None => Self::Found(written),
        }
    }
}

/// `u32` of `Reply<u32>`, if the file shows `type Reply<T> = Result<T, ChatError>;`.
fn value_behind_alias<'a>(hub: &Type, written: &'a Type) -> Option<&'a Type> {
    let Type::Path(path) = ty::bare(written) else {
        return None;
    };
    let alias = Surroundings::of_call()?.alias(&Here::of_block(hub), &path.path)?;
    let is_result = ty::is_called(&alias.ty, "Result");
    let value = ty::arguments(&alias.ty)
        .first()
        .copied()
        .filter(|_| is_result)?;
    let mut params = alias.generics.type_params();
    let at = params.position(|param| param.ident == ty::text(value))?;
    ty::arguments(written).get(at).copied()
}

/// The parts of one method's signature.
struct TypedCall<'a> {
    runtime: &'a Runtime,
    self_ty: &'a Type,
    method: &'a Method<'a>,
    /// Conditions of the types: for a lifetime that means nothing, so that rustc asks where the method is called and not
    /// where it is written.
    bounds: Vec<TokenStream>,
}

impl<'a> TypedCall<'a> {
    fn of(runtime: &'a Runtime, self_ty: &'a Type, method: &'a Method<'a>) -> TokenStream {
        let call = Self {
            runtime,
            self_ty,
            method,
            bounds: Vec::new(),
        };
        call.function()
    }

    fn function(mut self) -> TokenStream {
        let (runtime, method, ident) = (self.runtime, self.method, self.method.ident());
        let shown = shown(&method.item.attrs);
        let params: Vec<TokenStream> = method.params().map(|param| self.param(param)).collect();
        let stream = ty::returned(&method.item.sig.output).and_then(ty::streamed);
        let unit = Type::Verbatim(quote!(()));
        let written = stream.or(ty::returned(&method.item.sig.output));
        let (generics, given) = self.given(Given::of(self.self_ty, written.unwrap_or(&unit)));
        let call = Ident::new("call", Span::mixed_site());
        let (output, made) = match stream {
            Some(_) => (quote!(TestStream), quote!(#call.stream())),
            None => (quote!(TestAnswer), quote!(#runtime::answer_to(#call))),
        };
        let bounds = &self.bounds;
        let name = ident.unraw().to_string();
        let (uploads, values): (Vec<_>, Vec<_>) =
            method.params().partition(|param| upload(param).is_some());
        let values = values.into_iter().map(|param| {
            let (cfgs, ident) = (attr::cfgs(&param.item.attrs), param.ident);
            quote!(#cfgs #ident)
        });
        let uploads = uploads.into_iter().map(|param| {
            let (cfgs, ident) = (attr::cfgs(&param.item.attrs), param.ident);
            quote!(#cfgs let #call = #runtime::ItemsOf::upload_with(#ident, #call);)
        });
        quote! {
            #shown
            pub fn #ident #generics(self, #(#params),*) -> #runtime::#output<'c, #given>
            where
                #(#bounds),*
            {
                let #call = #runtime::call_of(self.client, #name, (#(#values,)*));
                #(#uploads)*
                #made
            }
        }
    }

    fn param(&mut self, param: &Param<'_>) -> TokenStream {
        let (runtime, ident) = (self.runtime, param.ident);
        let cfgs = attr::cfgs(&param.item.attrs);
        let ty = match upload(param) {
            Some(item) => {
                let item = self.nameable(item);
                quote!(impl #runtime::ItemsOf<#item>)
            }
            None => {
                let ty = self.nameable(param.ty);
                if cfgs.is_empty() {
                    let sent = quote!(#runtime::serde::Serialize + #runtime::Send + #runtime::Sync);
                    self.bounds.push(quote!(for<'__hubs> #ty: #sent));
                    quote!(#ty)
                } else {
                    quote!(impl #runtime::ArgumentOf<#ty>)
                }
            }
        };
        quote!(#cfgs #ident: #ty)
    }

    /// The generic parameters that the result needs, and its type.
    fn given(&mut self, given: Given<'_>) -> (TokenStream, TokenStream) {
        let runtime = self.runtime;
        let received = quote!(#runtime::serde::de::DeserializeOwned);
        match given {
            Given::Type(ty) => {
                let ty = self.nameable(ty);
                self.bounds.push(quote!(for<'__hubs> #ty: #received));
                (TokenStream::new(), quote!(#ty))
            }
            Given::Checked(value, written) => {
                let (value, written) = (self.nameable(value), self.nameable(written));
                self.bounds.push(quote!(for<'__hubs> #value: #received));
                self.bounds
                    .push(quote!(for<'__hubs> #written: #runtime::AnsweredWith<#value>));
                (TokenStream::new(), quote!(#value))
            }
            Given::Found(written) => {
                let written = self.nameable(written);
                self.bounds
                    .push(quote!(for<'__hubs> #written: #runtime::AnsweredWith<__HubsAnswer>));
                (
                    quote!(<__HubsAnswer: #received + 'static>),
                    quote!(__HubsAnswer),
                )
            }
        }
    }

    /// A type that is written in the method, for a signature that borrows nothing.
    fn nameable(&self, ty: &Type) -> Type {
        struct Owner;
        impl VisitMut for Owner {
            fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
                if lifetime.ident == "_" {
                    lifetime.ident = Ident::new("static", lifetime.ident.span());
                }
            }
        }
        let mut ty = nameable(self.runtime, self.self_ty, ty);
        Owner.visit_type_mut(&mut ty);
        ty
    }
}

/// What a call shows of the method: words, conditions, deprecation.
fn shown(attrs: &[Attribute]) -> TokenStream {
    let shown = |attr: &&Attribute| {
        let names = ["doc", "cfg", "deprecated"];
        names.iter().any(|name| attr.path().is_ident(name))
    };
    attrs
        .iter()
        .filter(shown)
        .map(ToTokens::to_token_stream)
        .collect()
}
