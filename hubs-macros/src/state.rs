//! `#[caller_state]`: a struct whose fields travel one by one.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Field, Fields, Item, ItemStruct, Type, spanned::Spanned};

use crate::{
    attr::{self, Args, CALLER_STATE, STATE_FIELD},
    errors::{Errors, with_help},
    lenient::Broken,
    misplaced::refuse_at,
    output::{
        about::{about, deprecated, docs},
        fallback,
        runtime::Runtime,
        stand_in,
    },
    rules::{
        names::{Named, Unique, item_name},
        signature::check_public,
        ty,
    },
    types::{
        hub_type::{SerdeArguments, derives},
        parts::Parts,
    },
};

/// The struct as its code needs it.
struct State<'a> {
    item: &'a ItemStruct,
    args: Args,
    name: String,
    fields: Vec<StateField<'a>>,
}

struct StateField<'a> {
    item: &'a Field,
    ident: &'a Ident,
    ty: &'a Type,
    serde: SerdeArguments,
    args: Args,
}

impl<'a> StateField<'a> {
    fn name(&self) -> Named<'_> {
        Named {
            kind: "caller state field",
            ident: self.ident,
            explicit: self.serde.text("rename"),
            client_name: None,
            attribute: r#"#[serde(rename = "...")]"#,
        }
    }
}

/// The user's struct with derives, and the code behind it.
pub(crate) fn caller_state(
    arguments: TokenStream,
    item: &ItemStruct,
    broken: Option<&Broken>,
    mut errors: Errors,
) -> TokenStream {
    let state = State::read(arguments, item, &mut errors);
    let whole = Item::Struct(item.clone());
    let parts = Parts::of(&whole);
    let conditional = state.check(&mut errors);
    let runtime = Runtime::of(&state.args);
    let derives = match broken {
        None => derives(&runtime, &item.attrs, false),
        Some(_) => stand_in::all(&runtime, &item.ident.clone().into()),
    };
    let cfgs = attr::cfgs(&item.attrs);
    let code = runtime.block(&cfgs, |runtime| state.expand(runtime, parts.as_ref()));
    let errors = errors.into_tokens();
    let mut clean = item.clone();
    fallback::clean_fields(&mut clean.fields);
    let bounds = parts.map(|parts| {
        parts.note_fields(&runtime, &mut clean.fields);
        parts.bounds(&runtime)
    });
    let reachable = fallback::public();
    let bounds = bounds.filter(|_| broken.is_none());
    let clean = fallback::as_written(&clean, broken);
    quote!(#errors #derives #bounds #reachable #clean #code #conditional)
}

/// The code behind what cannot be a caller state, which has been reported, so that no use of it is an error too.
pub(crate) fn stand_in(arguments: TokenStream, item: &syn::ItemEnum) -> TokenStream {
    let (item, cfgs) = (fallback::as_struct(item), attr::cfgs(&item.attrs));
    let state = State::read(arguments, &item, &mut Errors::default());
    Runtime::of(&state.args).block(&cfgs, |runtime| state.expand(runtime, None))
}

impl<'a> State<'a> {
    fn read(arguments: TokenStream, item: &'a ItemStruct, errors: &mut Errors) -> Self {
        let args = Args::read(&CALLER_STATE, arguments, errors);
        let name = item_name("caller state", &item.ident, &args, errors);
        let fields = match &item.fields {
            Fields::Named(fields) => fields
                .named
                .iter()
                .filter_map(|field| StateField::read(field, errors))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            item,
            args,
            name,
            fields,
        }
    }

    fn check(&self, errors: &mut Errors) -> TokenStream {
        let ident = &self.item.ident;
        check_public("caller state", ident, &self.item.vis, errors);
        if !self.item.generics.params.is_empty() {
            errors.push(
                &self.item.generics,
                with_help(
                    format!("caller state `{ident}` must not have generic parameters"),
                    "types are fixed in the contract; write the types that go over the wire",
                ),
            );
        }
        if let Fields::Unnamed(fields) = &self.item.fields {
            for field in &fields.unnamed {
                refuse_at("a caller state field", &[], &field.attrs, errors);
            }
            errors.push(
                fields,
                with_help(
                    format!("caller state `{ident}` must have named fields"),
                    "clients read and write fields by name: `pub struct ChatState { pub room: String }`",
                ),
            );
        }
        self.check_container(errors);
        let names: Vec<_> = self.fields.iter().map(StateField::name).collect();
        let mut unique = Unique::new("caller state fields");
        for (field, name) in self.fields.iter().zip(&names) {
            field.check(errors);
            name.check(errors);
            let again = names
                .iter()
                .filter(|other| other.ident == name.ident)
                .count()
                > 1;
            if !again {
                unique.add(name, attr::cfg_predicate(&field.item.attrs), errors);
            }
        }
        unique.conditional
    }

    /// Serde's attributes that would give the fields other names than the contract says.
    fn check_container(&self, errors: &mut Errors) {
        let serde = SerdeArguments::read(&self.item.attrs);
        for key in [
            "rename_all",
            "transparent",
            "from",
            "into",
            "try_from",
            "tag",
            "remote",
        ] {
            if let Some(written) = serde.key(key) {
                errors.push(
                    written,
                    with_help(
                        format!("`{key}` cannot be set on a caller state"),
                        "fields travel one by one in camelCase; rename one with `#[serde(rename = \"...\")]`",
                    ),
                );
            }
        }
    }

    /// Also written for a faulty struct, so that no use of it is an error too.
    fn expand(&self, runtime: &Runtime, parts: Option<&Parts<'_>>) -> TokenStream {
        let settled = |field: &StateField<'_>| match parts {
            Some(parts) => parts.settled(runtime, field.item),
            None => field.ty.to_token_stream(),
        };
        let root = runtime.root();
        let (ident, name) = (&self.item.ident, &self.name);
        let about = about(runtime, &self.item.attrs, &[ident]);
        let (generics, arguments, clause) = self.item.generics.split_for_impl();
        let infos = self.fields.iter().map(|field| field.info(runtime));
        let sink = Ident::new("sink", Span::mixed_site());
        let types = self.fields.iter().map(|field| {
            let (cfgs, ty) = (field.cfgs(), settled(field));
            quote!(#cfgs #runtime::contract_types::state_field::<#ty>(#sink);)
        });
        let copies = self.fields.iter().map(|field| {
            let (cfgs, ident, ty) = (field.cfgs(), field.ident, settled(field));
            let clone = quote_spanned!(field.ty.span()=> #runtime::copy_field);
            quote!(#cfgs #ident: #clone::<#ty>(&self.#ident))
        });
        let copy = match self.item.fields {
            Fields::Named(_) if self.fields.iter().all(StateField::is_owned) => {
                quote!(Self { #(#copies),* })
            }
            _ => quote!(loop {}),
        };
        let initial = self.initial(runtime);
        let (reads, writes) = self.by_index(runtime, &settled);
        let parts = parts.map(|parts| parts.expand(runtime, "StateField"));
        quote! {
            #parts
            #[automatically_derived]
            #[allow(deprecated)]
            impl #generics #runtime::CallerState for #ident #arguments #clause {
                const INFO: #runtime::StateInfo = #runtime::StateInfo {
                    name: #name,
                    fields: &[#(#infos),*],
                    about: #about,
                };
                const TYPES: #runtime::StateTypes = #root::__types!(|#sink| {
                    let _ = &#sink;
                    #(#types)*
                });
                #initial
                fn copy(&self) -> Self { #copy }
                #reads
                #writes
            }
        }
    }

    fn initial(&self, runtime: &Runtime) -> TokenStream {
        if !matches!(self.item.fields, Fields::Named(_)) {
            // Reported; nothing runs this.
            return quote!(
                fn initial() -> Self {
                    loop {}
                }
            );
        }
        if let Some(key) = self.args.key("default") {
            let call = quote_spanned!(key.span()=> #runtime::default_of::<Self>());
            return quote!(fn initial() -> Self { #call });
        }
        let fields = self.fields.iter().map(|field| {
            let (cfgs, ident, ty) = (field.cfgs(), field.ident, field.ty);
            let first = quote_spanned! {ty.span()=>
                (&&&&&&&#runtime::Start::<#ty>::NEW).__hubs_kind().first::<#ty>()
            };
            quote!(#cfgs #ident: #first)
        });
        quote! {
            fn initial() -> Self {
                #[allow(unused_imports)]
                use #runtime::ranks::*;
                Self { #(#fields),* }
            }
        }
    }

    /// Reading and writing the field with a given index. Indices count the fields that exist.
    fn by_index(
        &self,
        runtime: &Runtime,
        settled: &dyn Fn(&StateField<'_>) -> TokenStream,
    ) -> (TokenStream, TokenStream) {
        let index = Ident::new("index", Span::mixed_site());
        let at = Ident::new("at", Span::mixed_site());
        let json = Ident::new("json", Span::mixed_site());
        let steps = |step: &dyn Fn(&StateField<'_>) -> TokenStream| -> TokenStream {
            let fields = self.fields.iter().map(|field| {
                let (cfgs, step) = (field.cfgs(), step(field));
                quote!(#cfgs { if #index == #at { return #step; } #at += 1; })
            });
            fields.collect()
        };
        let reads = steps(&|field| {
            let (ident, ty) = (field.ident, settled(field));
            let read = quote_spanned!(field.ty.span()=> #runtime::field_to_json);
            quote!(#read::<#ty>(&self.#ident))
        });
        let writes = steps(&|field| {
            let (ident, ty) = (field.ident, settled(field));
            if !field.is_owned() {
                return quote!(#runtime::no_such_field(#index));
            }
            let write = quote_spanned!(field.ty.span()=> #runtime::set_field);
            quote!(#write::<#ty>(&mut self.#ident, #json))
        });
        let result = |ok: TokenStream| quote!(#runtime::Result<#ok, #runtime::serde_json::Error>);
        let (text, unit) = (result(quote!(#runtime::String)), result(quote!(())));
        let body = |steps: TokenStream| {
            quote! {
                #[allow(unused_mut, unused_assignments)]
                let mut #at: #runtime::usize = 0;
                #steps
                #runtime::no_such_field(#index)
            }
        };
        let (reads, writes) = (body(reads), body(writes));
        (
            quote!(fn field_to_json(&self, #index: #runtime::usize) -> #text { #reads }),
            quote! {
                fn set_field_from_json(&mut self, #index: #runtime::usize, #json: &#runtime::str) -> #unit {
                    let _ = #json;
                    #writes
                }
            },
        )
    }
}

impl<'a> StateField<'a> {
    fn read(item: &'a Field, errors: &mut Errors) -> Option<Self> {
        Some(Self {
            item,
            ident: item.ident.as_ref()?,
            ty: &item.ty,
            serde: SerdeArguments::read(&item.attrs),
            args: Args::of_attributes(&STATE_FIELD, &item.attrs, errors),
        })
    }

    fn cfgs(&self) -> TokenStream {
        attr::cfgs(&self.item.attrs)
    }

    /// A field is sent and set alone, so what serde does to it inside its struct does not hold.
    fn check(&self, errors: &mut Errors) {
        for key in self.serde.keys() {
            if key != "rename" {
                errors.push(
                    key,
                    with_help(
                        format!("`{key}` has no effect on a caller state field"),
                        "fields travel one by one; set it on the field's own type",
                    ),
                );
            }
        }
        refuse_at("a caller state field", &["state"], &self.item.attrs, errors);
        if let Some(found) = ty::find_reference(self.ty) {
            errors.push(
                found,
                with_help(
                    format!("caller state field `{}` must not hold a borrow", self.ident),
                    "clients set it; use `String`, `Vec<T>` or a type of your own",
                ),
            );
        }
    }

    /// Whether a client can set it. One that borrows is reported, and that it cannot be read follows from that.
    fn is_owned(&self) -> bool {
        ty::find_reference(self.ty).is_none()
    }

    fn info(&self, runtime: &Runtime) -> TokenStream {
        let cfgs = self.cfgs();
        let name = self.name().wire(Default::default());
        let docs = docs(&self.item.attrs);
        let deprecated = deprecated(runtime, &self.item.attrs);
        let server = self.args.flag("server");
        quote! {
            #cfgs
            #runtime::StateFieldInfo {
                name: #name,
                server: #server,
                docs: #docs,
                deprecated: #deprecated,
            }
        }
    }
}
