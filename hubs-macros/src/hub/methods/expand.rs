//! The code for a sound hub `impl`: one reading function per method, the table of all, the hooks.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Signature, Type, ext::IdentExt, spanned::Spanned};

use super::{
    ast::{self, Hook, HookKind, HubImpl, Input, Method, Param, Presence},
    check::OPTION_HELP,
    rate::{self, Rate},
    types::{types_of, types_of_hook},
};
use crate::{
    attr,
    errors::with_help,
    hub::policies::policy_rows,
    lenient::with_content,
    output::{
        about::about,
        fallback,
        fitting::{self, TypeChecks, fitting},
        runtime::Runtime,
        unmarked::unmarked,
    },
    rules::ty,
    surroundings::Here,
};

/// What all methods' code shares.
struct Expansion<'a> {
    runtime: &'a Runtime,
    self_ty: &'a Type,
    hub: &'a Ident,
    /// What stands on the block.
    policies: &'a [Type],
}

/// Everything that stands behind the user's own block.
pub(crate) fn expand(
    runtime: &Runtime,
    hub: &HubImpl<'_>,
    conditional: &TokenStream,
) -> TokenStream {
    let self_ty = &*hub.item.self_ty;
    let Some(segment) = ty::last_segment(self_ty) else {
        return TokenStream::new();
    };
    let root = runtime.root();
    let code = runtime.block(&TokenStream::new(), |runtime| {
        table(runtime, hub, &segment.ident)
    });
    quote! {
        #conditional
        #code
        #root::__register_hub!(#self_ty);
    }
}

/// What nobody but the runtime names.
fn table(runtime: &Runtime, hub: &HubImpl<'_>, name: &Ident) -> TokenStream {
    let self_ty = &*hub.item.self_ty;
    let expansion = Expansion {
        runtime,
        self_ty,
        hub: name,
        policies: &hub.policies,
    };
    let mut checks = TypeChecks::new(runtime, self_ty);
    for method in &hub.methods {
        let cfgs = ast::cfgs(method.item);
        for asked in types_of(method) {
            let own = asked.cfgs;
            checks.ask(asked.usage, asked.ty, &quote!(#cfgs #own));
        }
    }
    for hook in &hub.hooks {
        for asked in types_of_hook(hook) {
            checks.ask(asked.usage, asked.ty, &ast::cfgs(hook.item));
        }
    }
    let types = hub.methods.iter().flat_map(|method| types_of(method));
    let types = types.chain(hub.hooks.iter().flat_map(|hook| types_of_hook(hook)));
    let here = Here::of_block(self_ty);
    let unmarked = unmarked(runtime, &here, types.map(|asked| (asked.usage, asked.ty)));
    let functions = hub.methods.iter().map(|method| expansion.function(method));
    let options = hub
        .methods
        .iter()
        .map(|method| expansion.option_checks(method));
    let rows = hub.methods.iter().map(|method| expansion.row(method));
    let results = hub.methods.iter().map(|method| expansion.result(method));
    let hooks = hub.hooks.iter().map(|hook| expansion.hook(hook));
    // Without `#[hub]` on the struct, the `impl` of `Hub` says so; for its rule it must not be said again.
    quote! {
        #[allow(dead_code)]
        const __HUBS_RULE: #runtime::RenameAll = {
            #[allow(unused_imports)]
            use #runtime::NoRule as _;
            <#runtime::RuleOf<#self_ty>>::RULE
        };
        #(#results)*
        #(#functions)*
        #(#options)*
        #unmarked
        #checks
        #[automatically_derived]
        impl #runtime::Hub for #self_ty {
            const METHODS: &'static [#runtime::HubMethod<Self>] = &[#(#rows),*];
            #(#hooks)*
        }
    }
}

/// The implementation that stands in for a faulty block, so that no use of the hub is an error too.
pub(crate) fn stand_in(runtime: &Runtime, hub: &HubImpl<'_>) -> TokenStream {
    let self_ty = &hub.item.self_ty;
    let own = fallback::for_every_parameter(runtime, &hub.item.generics);
    let (generics, _, clause) = own.split_for_impl();
    // Used, so that their imports are.
    let policies = hub.methods.iter().flat_map(|method| &method.policies);
    let policies = policy_rows(runtime, hub.policies.iter().chain(policies));
    quote! {
        const _: &[#runtime::PolicyRow] = #policies;
        #[automatically_derived]
        impl #generics #runtime::Hub for #self_ty #clause {
            const METHODS: &'static [#runtime::HubMethod<Self>] = &[];
        }
    }
}

/// A name that the user's own variables cannot clash with.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

impl Expansion<'_> {
    fn nameable(&self, ty: &Type) -> Type {
        fitting::nameable(self.runtime, self.self_ty, ty)
    }

    /// An expression outside of the block that it was written in: `Self` is the hub's name there.
    fn named(&self, value: TokenStream) -> TokenStream {
        let name = |token| match token {
            TokenTree::Ident(word) if word == "Self" => self.self_ty.to_token_stream(),
            TokenTree::Group(group) => with_content(&group, self.named(group.stream())).into(),
            token => token.into(),
        };
        value.into_iter().map(name).collect()
    }

    fn function_name(method: &Method<'_>) -> Ident {
        format_ident!(
            "__hubs_{}",
            method.ident().unraw(),
            span = Span::mixed_site()
        )
    }

    /// `fits`, unless the hub itself stays on one thread: no future that holds it must be reported for that.
    fn shared(&self, fits: &TokenStream) -> TokenStream {
        let (runtime, self_ty) = (self.runtime, self.self_ty);
        quote!({
            use #runtime::ranks::*;
            (&&&&&&&#runtime::Shareable::<#self_ty>::NEW).__hubs_kind().and(#fits)
        })
    }

    /// Reads the arguments and starts the method.
    fn function(&self, method: &Method<'_>) -> TokenStream {
        let (runtime, self_ty) = (self.runtime, self.self_ty);
        let cfgs = ast::cfgs(method.item);
        let name = Self::function_name(method);
        let (call, types) = (local("call"), local("types"));
        let (hub, context, reply) = (local("hub"), local("context"), local("reply"));
        let fits = self.shared(&fitting(runtime, self_ty, types_of(method).into_iter()));
        let reads = method.params().map(|param| self.read(param, &call, &types));
        let answer = self.answer(method, &hub, &context, &reply);
        let span = method.ident().span();
        let running = quote_spanned!(span=> #types.running);
        quote! {
            #cfgs
            #[allow(deprecated, clippy::let_unit_value, clippy::unit_arg)]
            fn #name(#call: &mut #runtime::Call<'_, #self_ty>) -> #runtime::Bound {
                let #types = #fits;
                #(#reads)*
                let (#hub, #context, #reply) = #call.bound()?;
                #runtime::Ok(#running(async move { #answer }))
            }
        }
    }

    fn read(&self, param: &Param<'_>, call: &Ident, types: &Ident) -> TokenStream {
        let variable = variable(param);
        let (cfgs, ty) = (attr::cfgs(&param.item.attrs), self.nameable(param.ty));
        let value = match &param.presence {
            Presence::Required => quote!(#types.required::<#ty>(#call)?),
            Presence::Nullable | Presence::Misread => quote!(#types.nullable::<#ty>(#call)?),
            Presence::Optional => quote!(#types.optional::<#ty>(#call)?),
            Presence::Default(value) => {
                let value = self.named(quote!(#value));
                quote!(#types.or_default::<#ty>(#call, || #value)?)
            }
        };
        quote!(#cfgs let #variable = #value;)
    }

    /// Calls the method and answers with what it gives.
    fn answer(
        &self,
        method: &Method<'_>,
        hub: &Ident,
        context: &Ident,
        reply: &Ident,
    ) -> TokenStream {
        let (runtime, self_ty) = (self.runtime, self.self_ty);
        let sig = &method.item.sig;
        let name = method.ident();
        let arguments = method.inputs.iter().map(|input| match input {
            Input::Context(item) | Input::Unusable(item) => {
                let (cfgs, span) = (attr::cfgs(&item.attrs), item.ty.span());
                let context = quote_spanned!(span=> &#context);
                quote!(#cfgs #context)
            }
            Input::Param(param) => {
                let (cfgs, variable) = (attr::cfgs(&param.item.attrs), variable(param));
                quote!(#cfgs #variable)
            }
        });
        let types = local("types");
        let given = self.given(sig, &quote!(<#self_ty>::#name(&#hub, #(#arguments),*)));
        let span = ty::returned(&sig.output).map_or(name.span(), |ty| ty.span());
        // What the value lacks, rustc reports where its name stands, so that is the user's type.
        let value = Ident::new("__hubs_value", span);
        let answer = quote_spanned! {span=>
            (&&&&&&&#runtime::Answer::of(#types, &#value)).__hubs_kind().answer(#value, #reply).await;
        };
        quote! {
            use #runtime::ranks::*;
            let #value = #given;
            #answer
        }
    }

    /// What `call` gives in the end. If its future stays on one thread, that is said of the user's own, at its name.
    fn given(&self, sig: &Signature, call: &TokenStream) -> TokenStream {
        if sig.asyncness.is_none() {
            return call.clone();
        }
        let (runtime, types, span) = (self.runtime, local("types"), sig.ident.span());
        // As for an answer's value, rustc points at this name.
        let future = Ident::new("__hubs_future", span);
        let kind = local("kind");
        let awaited = quote_spanned!(span=> #kind.awaited(#future));
        quote!({
            let #future = #call;
            let #kind = (&&&&&&&#runtime::Moves::of(#types, &#future)).__hubs_kind();
            let #future = #awaited;
            #future.await
        })
    }

    /// `Option` behind an alias is found by the compiler, in our words.
    fn option_checks(&self, method: &Method<'_>) -> TokenStream {
        let runtime = self.runtime;
        let cfgs = ast::cfgs(method.item);
        method
            .params()
            .filter(|param| matches!(param.presence, Presence::Required) && !ty::is_plain(param.ty))
            .map(|param| {
                let (own, ty) = (attr::cfgs(&param.item.attrs), self.nameable(param.ty));
                let message = with_help(
                    format!(
                        "parameter `{}` of hub method `{}` must not be an `Option`",
                        param.ident,
                        method.ident()
                    ),
                    OPTION_HELP,
                );
                let span = param.ty.span();
                // The whole expression must stand at the user's type, for that is where rustc points.
                let check = quote_spanned! {span=>
                    __hubs_refuse(<__HubsProbe<#ty>>::IS_OPTION, #message)
                };
                quote! {
                    #cfgs
                    #own
                    const _: () = {
                        #[allow(unused_imports)]
                        use #runtime::{NotOption as _, OptionProbe as __HubsProbe, refuse as __hubs_refuse};
                        #check
                    };
                }
            })
            .collect()
    }

    /// A row of the method table.
    fn row(&self, method: &Method<'_>) -> TokenStream {
        let runtime = self.runtime;
        let cfgs = ast::cfgs(method.item);
        let rule = quote!(__HUBS_RULE);
        let named = method.name();
        let name = named.wire_tokens(&rule);
        let client_name = named.client_name_tokens(runtime);
        let params = method.params().map(|param| self.param_info(param, &rule));
        let cancel = method.args.flag("cancel");
        let rate_limit = match method.args.text("rate_limit").and_then(rate::read) {
            Some(Rate { calls, seconds }) => quote! {
                #runtime::Some(#runtime::RateLimit::new(#calls, #runtime::Duration::from_secs(#seconds)))
            },
            None => quote!(#runtime::None),
        };
        let about = about(runtime, &method.item.attrs, &[self.hub, method.ident()]);
        let policies = policy_rows(runtime, self.policies.iter().chain(&method.policies));
        let function = Self::function_name(method);
        let streams = self.streams(method);
        let types = self.contract_types(method);
        quote! {
            #cfgs
            #runtime::HubMethod {
                info: #runtime::MethodInfo {
                    name: #name,
                    client_name: #client_name,
                    params: &[#(#params),*],
                    streams: #streams,
                    cancel: #cancel,
                    rate_limit: #rate_limit,
                    about: #about,
                },
                policies: #policies,
                invoke: #function,
                types: #types,
            }
        }
    }

    fn param_info(&self, param: &Param<'_>, rule: &TokenStream) -> TokenStream {
        let runtime = self.runtime;
        let name = param.name().wire_tokens(rule);
        let presence = match param.presence {
            Presence::Required => quote!(Required),
            Presence::Nullable | Presence::Misread => quote!(Nullable),
            Presence::Optional | Presence::Default(_) => quote!(Optional),
        };
        let upload = if ty::is_plain(param.ty) && !ty::is_called(param.ty, "Upload") {
            quote!(false)
        } else {
            let ty = self.nameable(param.ty);
            quote!({
                #[allow(unused_imports)]
                use #runtime::NotUpload as _;
                <#runtime::UploadProbe<#ty>>::IS_UPLOAD
            })
        };
        let cfgs = attr::cfgs(&param.item.attrs);
        quote! {
            #cfgs
            #runtime::ParamInfo {
                name: #name,
                presence: #runtime::Presence::#presence,
                upload: #upload,
            }
        }
    }

    fn result_name(method: &Method<'_>) -> Ident {
        format_ident!(
            "__HubsResultOf_{}",
            method.ident().unraw(),
            span = Span::mixed_site()
        )
    }

    /// The result's name where an expression needs its type: of what is wrong with a type rustc says other words there than in
    /// an item, and the same words twice it says once.
    fn result_in_expression(&self, method: &Method<'_>, result: &Type) -> TokenStream {
        if has_a_name(result) {
            Self::result_name(method).to_token_stream()
        } else {
            self.nameable(result).to_token_stream()
        }
    }

    fn result(&self, method: &Method<'_>) -> Option<TokenStream> {
        let result = ty::returned(&method.item.sig.output).filter(|result| has_a_name(result))?;
        let result = self.nameable(result);
        let (cfgs, name) = (ast::cfgs(method.item), Self::result_name(method));
        Some(quote! {
            #cfgs
            #[allow(dead_code, deprecated, non_camel_case_types)]
            type #name = #result;
        })
    }

    /// Whether the result is a stream, decided by its type.
    fn streams(&self, method: &Method<'_>) -> TokenStream {
        let runtime = self.runtime;
        match ty::returned(&method.item.sig.output) {
            Some(result) if ty::find_impl_trait(result).is_some() => quote!(true),
            Some(result) if !ty::is_plain(result) => {
                let ty = self.result_in_expression(method, result);
                quote!({
                    #[allow(unused_imports)]
                    use #runtime::NotStream as _;
                    <#runtime::StreamProbe<#ty>>::IS_STREAM || <#runtime::StreamProbe<#ty>>::IS_RESULT_OF_STREAM
                })
            }
            _ => quote!(false),
        }
    }

    /// Tells the contract the types, with the runtime's feature `contract`.
    fn contract_types(&self, method: &Method<'_>) -> TokenStream {
        let runtime = self.runtime;
        let root = runtime.root();
        let (sink, types) = (local("sink"), local("types"));
        let fits = fitting(runtime, self.self_ty, types_of(method).into_iter());
        let params = method.params().map(|param| {
            let ty = self.nameable(param.ty);
            let visit = match param.presence {
                Presence::Required => quote!(describe_required),
                Presence::Nullable | Presence::Optional | Presence::Misread => {
                    quote!(describe_option)
                }
                Presence::Default(_) => quote!(describe_value),
            };
            let cfgs = attr::cfgs(&param.item.attrs);
            quote!(#cfgs #types.#visit::<#ty>(#sink);)
        });
        let result = match ty::returned(&method.item.sig.output) {
            Some(result) => self.result_in_expression(method, result),
            None => quote!(()),
        };
        quote! {
            #root::__types!(|#sink| {
                #[allow(unused_imports)]
                use #runtime::ranks::*;
                let #types = #fits;
                #(#params)*
                #runtime::describe_result!(#types, #result, #sink);
            })
        }
    }

    fn hook(&self, hook: &Hook<'_>) -> TokenStream {
        let (runtime, self_ty) = (self.runtime, self.self_ty);
        let cfgs = ast::cfgs(hook.item);
        let sig = &hook.item.sig;
        let name = &sig.ident;
        let (context, reason) = (local("context"), local("reason"));
        let arguments = hook.inputs.iter().map(|input| match input {
            Input::Context(item) => {
                let (cfgs, span) = (attr::cfgs(&item.attrs), item.ty.span());
                let context = quote_spanned!(span=> #context);
                quote!(#cfgs #context)
            }
            Input::Param(Param { item, .. }) | Input::Unusable(item) => {
                let (cfgs, span) = (attr::cfgs(&item.attrs), item.ty.span());
                let reason = quote_spanned!(span=> #reason);
                quote!(#cfgs #reason)
            }
        });
        let given = self.given(sig, &quote!(<#self_ty>::#name(self, #(#arguments),*)));
        let types = local("types");
        let shared = self.shared(&fitting(runtime, self_ty, types_of_hook(hook).into_iter()));
        let boxed = quote_spanned!(name.span()=> #types.boxed_hook);
        match hook.kind {
            HookKind::Connected => {
                let span = ty::returned(&sig.output).map_or(name.span(), |ty| ty.span());
                // As for a method's answer: rustc points at this name.
                let value = Ident::new("__hubs_value", span);
                let result = quote_spanned!(span=> #types.hook_result(#value));
                quote! {
                    #cfgs
                    #[allow(deprecated, unused_imports, clippy::let_unit_value, clippy::unit_arg)]
                    fn on_connected<'a>(
                        &'a self,
                        #context: &'a #runtime::HubContext<Self>,
                    ) -> #runtime::Option<#runtime::ConnectedHook<'a>> {
                        let #types = #shared;
                        use #runtime::ranks::*;
                        #runtime::Some(#boxed(async move {
                            let #value = #given;
                            #result
                        }))
                    }
                }
            }
            HookKind::Disconnected => quote! {
                #cfgs
                #[allow(deprecated, unused_imports)]
                fn on_disconnected<'a>(
                    &'a self,
                    #context: &'a #runtime::DisconnectedContext<Self>,
                    #reason: #runtime::DisconnectReason,
                ) -> #runtime::Option<#runtime::DisconnectedHook<'a>> {
                    let _ = (&#context, &#reason);
                    let #types = #shared;
                    use #runtime::ranks::*;
                    #runtime::Some(#boxed(async move { #given }))
                }
            },
        }
    }
}

/// Whether an alias stands for a result: a `Result` of one argument, most likely without its error. Not of an argument that may
/// borrow, if only by a lifetime that is not written, from what no item knows.
fn has_a_name(result: &Type) -> bool {
    let arguments = ty::arguments(result);
    ty::is_called(result, "Result")
        && matches!(arguments.as_slice(), [value] if ty::leaves(value).is_empty() && ty::find_lifetime(value).is_none())
}

/// The variable that holds an argument. The user's own name would hide one of ours, whatever ours are called.
fn variable(param: &Param<'_>) -> Ident {
    let span = param.ident.span().resolved_at(Span::mixed_site());
    format_ident!("__hubs_of_{}", param.ident.unraw(), span = span)
}
