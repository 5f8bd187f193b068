//! How the compiler is asked about the user's types that are sent and received.
//!
//! A missing derive is reported once for each type, at the first place that names it. So that nothing else is said
//! about the methods that use the type, their code asks first whether all of it fits.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Type,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use crate::{output::runtime::Runtime, rules::ty};

/// What is asked of a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// An argument of a hub method, the answer of a client method.
    FromClient,
    /// A result of a hub method, an argument of a client method.
    ToClient,
    /// The same inside another value, where a `Result` or a stream has no meaning of its own.
    Part,
    /// What a `Result` holds: a value or a stream.
    Success,
    /// An item of a stream: a value or a `Result`.
    StreamItem,
    /// The answer of a client method or a part of it, which is no upload.
    ClientAnswer,
    /// The error of a hub method.
    Failure,
    /// The key of a map.
    Key,
}

impl Use {
    fn wrapper(self) -> TokenStream {
        match self {
            Self::FromClient => quote!(FromClient),
            Self::ToClient => quote!(ToClient),
            Self::Part => quote!(Part),
            Self::Success => quote!(Success),
            Self::StreamItem => quote!(StreamItem),
            Self::ClientAnswer => quote!(ClientAnswer),
            Self::Failure => quote!(Failure),
            Self::Key => quote!(Key),
        }
    }
}

/// A type of the user's that is sent or received, and the conditions of the parameter that has it.
pub(crate) struct Asked<'a> {
    pub(crate) usage: Use,
    pub(crate) ty: &'a Type,
    pub(crate) cfgs: TokenStream,
}

/// `ty` as it can be named outside the method: `Self` is `self_ty`, `impl Stream<Item = T>` is a type that stands for
/// every stream of `T`.
pub(crate) fn nameable(runtime: &Runtime, self_ty: &Type, ty: &Type) -> Type {
    struct Namer<'a> {
        runtime: &'a Runtime,
        self_ty: &'a Type,
    }
    impl VisitMut for Namer<'_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            if let Type::ImplTrait(stream) = ty
                && let Some(item) = ty::stream_item(stream)
            {
                let (runtime, mut item) = (self.runtime, item.clone());
                self.visit_type_mut(&mut item);
                *ty = Type::Verbatim(quote!(#runtime::StreamOf<#item>));
                return;
            }
            if let Type::Path(path) = ty
                && path.qself.is_none()
                && path.path.is_ident("Self")
            {
                *ty = self.self_ty.clone();
                return;
            }
            visit_mut::visit_type_mut(self, ty);
        }
    }
    let mut named = ty.clone();
    Namer { runtime, self_ty }.visit_type_mut(&mut named);
    named
}

/// The value on which a method's code calls its reading functions: strict if all types fit, silent if not.
pub(crate) fn fitting<'a>(
    runtime: &Runtime,
    self_ty: &Type,
    types: impl DoubleEndedIterator<Item = Asked<'a>>,
) -> TokenStream {
    let mut fitting = quote!(#runtime::Fits);
    let mut any = false;
    for Asked { usage, ty, cfgs } in types.rev() {
        let wrapper = usage.wrapper();
        let ty = nameable(runtime, self_ty, ty);
        let kind = quote!((&&&&&&&#runtime::#wrapper::<#ty>::NEW).__hubs_kind());
        fitting = if cfgs.is_empty() {
            quote!(#kind.and(#fitting))
        } else {
            let rest = Ident::new("rest", Span::mixed_site());
            quote!({
                let #rest = #fitting;
                #cfgs
                let #rest = #kind.and(#rest);
                #rest
            })
        };
        any = true;
    }
    if any {
        quote!({
            use #runtime::ranks::*;
            #fitting
        })
    } else {
        fitting
    }
}

/// What the compiler is asked about a type, at the type; `name` is the runtime's for the question.
pub(crate) fn question(runtime: &Runtime, name: &TokenStream, ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> (&&&&&&&#runtime::#name::<#ty>::NEW).__hubs_kind())
}

/// `ty` if the answer to `name` is right. If not, that is told at `ty`, and this is of no known type, so that rustc says
/// nothing of what is done with it.
pub(crate) fn settled(runtime: &Runtime, name: &str, ty: &Type) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    let question = question(runtime, &quote!(#name), ty);
    let check = quote_spanned!(ty.span()=> #question.check::<#ty>());
    quote_spanned! {ty.span()=>
        <#runtime::Verdict<{
            let _ = || {
                use #runtime::ranks::*;
                #check;
            };
            0
        }> as #runtime::Settled>::Part<#ty>
    }
}

/// One question for each type and use.
pub(crate) struct TypeChecks<'a> {
    runtime: &'a Runtime,
    self_ty: &'a Type,
    seen: BTreeSet<(Use, String)>,
    checks: Vec<TokenStream>,
}

impl<'a> TypeChecks<'a> {
    pub(crate) fn new(runtime: &'a Runtime, self_ty: &'a Type) -> Self {
        Self {
            runtime,
            self_ty,
            seen: BTreeSet::new(),
            checks: Vec::new(),
        }
    }

    /// Asks about one type, once. A conditional question counts for its condition alone.
    pub(crate) fn ask(&mut self, usage: Use, ty: &Type, cfgs: &TokenStream) {
        let ty = nameable(self.runtime, self.self_ty, ty);
        let key = |usage| (usage, format!("{} {cfgs}", ty::text(&ty)));
        if self.seen.insert(key(usage)) {
            // What is wrong with a type in one direction is mostly wrong in both: it is told in the first.
            let other = match usage {
                Use::FromClient => Some(Use::ToClient),
                Use::ToClient => Some(Use::FromClient),
                _ => None,
            };
            let asked = other.filter(|other| self.seen.contains(&key(*other)));
            let receiver = self.question(usage, &ty);
            let receiver = match asked.map(|other| self.question(other, &ty)) {
                Some(other) => quote_spanned!(ty.span()=> #other.and(#receiver)),
                None => receiver,
            };
            self.checks
                .push(quote!(#cfgs { #receiver.check::<#ty>(); }));
        }
    }

    fn question(&self, usage: Use, ty: &Type) -> TokenStream {
        question(self.runtime, &usage.wrapper(), ty)
    }
}

impl quote::ToTokens for TypeChecks<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.checks.is_empty() {
            return;
        }
        let (runtime, checks) = (self.runtime, &self.checks);
        tokens.extend(quote! {
            #[allow(dead_code, deprecated)]
            fn __hubs_types() {
                use #runtime::ranks::*;
                #(#checks)*
            }
        });
    }
}
