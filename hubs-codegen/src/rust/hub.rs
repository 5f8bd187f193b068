//! One module for each hub: its connection, whose methods are the hub's.

use std::collections::BTreeSet;

use hubs_contract::{
    HelloDigests,
    model::{Client, ClientMethod, Contract, Hub, Method, Returns},
};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    members::{about, few_enough, file, parameter_names, parameters},
    names::{connection_name, ident, snake_case, type_name},
    types::{At, Direction, Types, lines},
};
use crate::{error::Error, links::plain};

/// Members of a generated connection that no method of a hub may have the name of.
const OWN: [&str; 4] = [
    "connect",
    "connect_with",
    "caller_state",
    "update_caller_state",
];

/// The text of a hub's file.
pub(super) fn module(
    contract: &Contract,
    name: &str,
    hub: &Hub,
    types: &Types<'_>,
) -> Result<TokenStream, Error> {
    let connection = ident(&connection_name(hub.client_name.as_deref().unwrap_or(name)));
    let client = hub.client.as_ref().and_then(|client| {
        let found = contract.clients.get(client)?;
        Some((ident(&type_name(client)), found))
    });
    let connecting = connecting(&connection, contract, hub, client.as_ref(), types)?;
    let contract = digests(&contract.hello_digests(hub));
    let methods = methods(name, hub, types)?;
    let state = hub.state.as_ref().map(|state| {
        let state = types.state(state);
        quote! {
            /// The caller state as this end knows it.
            #[must_use]
            pub fn caller_state(&self) -> #state {
                self.0.state()
            }

            /// Changes the caller state; the changed fields travel with the next call. Must not use it again inside `update`.
            ///
            /// # Errors
            /// [`StateError`] if it would be too large, or has another value in a field that the server alone sets; nothing is
            /// changed then.
            pub fn update_caller_state<R>(
                &self,
                update: impl FnOnce(&mut #state) -> R,
            ) -> Result<R, StateError> {
                self.0.update_state(update)
            }
        }
    });
    let docs = about(&hub.about);
    // Its own file must not be warned of it.
    let allowed = hub.about.deprecated.is_some().then(allow_deprecated);
    let handlers = client.map(|(name, _)| quote! { use super::handlers::#name; });
    let body = quote! {
        #handlers

        #docs
        ///
        /// What is not here is in [`HubConnection`]: the end, events, the connection's id.
        #[derive(Clone, Debug)]
        pub struct #connection(HubConnection);

        #allowed
        impl #connection {
            #contract

            #connecting
            #methods
            #state
        }

        #allowed
        impl std::ops::Deref for #connection {
            type Target = HubConnection;

            fn deref(&self) -> &HubConnection {
                &self.0
            }
        }
    };
    let head = format!(" The hub `{}`.", plain(name));
    Ok(file(&head, &body, types))
}

fn allow_deprecated() -> TokenStream {
    quote! { #[allow(deprecated)] }
}

fn connecting(
    connection: &Ident,
    contract: &Contract,
    hub: &Hub,
    client: Option<&(Ident, &Client)>,
    types: &Types<'_>,
) -> Result<TokenStream, Error> {
    let state = match &hub.state {
        Some(state) => types.first_state(state),
        None => quote! { NoState {} },
    };
    let first = match &hub.state {
        Some(_) => {
            "\n\nThe caller state starts with its default; another one is given by `connect_with`."
        }
        None => "",
    };
    let docs = lines(&format!(
        "Connects to the hub at `url`, as `http://localhost:3000/chat`.{first}"
    ));
    let (parameter, argument) = match client {
        Some((name, _)) => (quote! { handlers: impl #name }, quote! { handlers }),
        None => (TokenStream::new(), TokenStream::new()),
    };
    let comma = client.map(|_| quote! { , });
    let mut registered = TokenStream::new();
    // Whoever handles a deprecated call is warned; leading it there is not its use.
    let allowed = client
        .is_some_and(|(_, client)| {
            client
                .methods
                .values()
                .any(|m| m.about.deprecated.is_some())
        })
        .then(allow_deprecated);
    if let Some((name, client)) = client {
        registered.extend(quote! { let handlers = std::sync::Arc::new(handlers); });
        for (wire, method) in &client.methods {
            registered.extend(register(name, wire, method)?);
        }
    }
    let state_type = hub
        .state
        .as_ref()
        .and_then(|name| contract.states.get(name));
    let of_server: Vec<&str> = (state_type.iter())
        .flat_map(|state| state.server_fields())
        .collect();
    let of_server = (!of_server.is_empty()).then(|| quote! { .server_fields(&[#(#of_server),*]) });
    Ok(quote! {
        #docs
        ///
        /// # Errors
        /// See [`ConnectError`].
        pub async fn connect(
            url: impl Into<String>
            #comma #parameter
        ) -> Result<Self, ConnectError> {
            Self::connect_with(url #comma #argument, |builder| builder).await
        }

        /// Connects as `configure` says: with another protocol, an access token, another first state …
        ///
        /// # Errors
        /// See [`ConnectError`].
        #allowed
        pub async fn connect_with(
            url: impl Into<String>
            #comma #parameter,
            configure: impl FnOnce(HubConnectionBuilder) -> HubConnectionBuilder,
        ) -> Result<Self, ConnectError> {
            let builder =
                HubConnection::builder(url).state(&#state) #of_server .contract(Self::CONTRACT);
            #registered
            configure(builder).connect().await.map(#connection)
        }
    })
}

/// What the client says of itself when it connects.
fn digests(digests: &HelloDigests) -> TokenStream {
    let pairs = |members: &[(String, String)]| {
        let members = members.iter();
        let members = members.map(|(name, digest)| quote! { (#name, #digest) });
        quote! { &[#(#members),*] }
    };
    let digest = &digests.hub;
    let methods = pairs(&digests.methods);
    let client = pairs(&digests.client);
    let state = pairs(&digests.state);
    let docs =
        lines("What this client was made for, by which the server knows what has changed since.");
    quote! {
        #docs
        const CONTRACT: hubs_runtime::__private::ContractDigests =
            hubs_runtime::__private::ContractDigests {
                digest: #digest,
                methods: #methods,
                client: #client,
                state: #state,
            };
    }
}

/// Leads calls of one client method to its handler. No name of the user's stands among the variables, and the method is
/// named with its trait, so that none can be taken for another.
fn register(client: &Ident, wire: &str, method: &ClientMethod) -> Result<TokenStream, Error> {
    few_enough(wire, method.params.len())?;
    let member = ident(&snake_case(method.client_name.as_deref().unwrap_or(wire)));
    let names: Vec<Ident> = (1..=method.params.len())
        .map(|number| format_ident!("argument_{number}"))
        .collect();
    let pattern = match names.len() {
        0 => quote! { () },
        _ => quote! { (#(#names,)*) },
    };
    // Without an answer it is a statement, as clippy likes it.
    let end = method.result.is_none().then(|| quote! { ; });
    Ok(quote! {
        let called = std::sync::Arc::clone(&handlers);
        let builder = builder.on(#wire, move |#pattern| {
            let called = std::sync::Arc::clone(&called);
            async move { #client::#member(&*called, #(#names),*).await #end }
        });
    })
}

fn methods(name: &str, hub: &Hub, types: &Types<'_>) -> Result<TokenStream, Error> {
    let mut methods = TokenStream::new();
    let mut taken = BTreeSet::new();
    for (wire, method) in &hub.methods {
        let member = snake_case(method.client_name.as_deref().unwrap_or(wire));
        let help = "name the generated member with `#[hub(client_name = \"…\")]`";
        if OWN.contains(&member.as_str()) {
            return Err(Error::new(format!(
                "method `{wire}` of hub `{name}` cannot be `{member}` in Rust, which every generated connection has itself"
            ))
            .help(help));
        }
        if !taken.insert(member.clone()) {
            return Err(Error::new(format!(
                "two methods of hub `{name}` would be `{member}` in Rust"
            ))
            .help(help));
        }
        methods.extend(hub_method(name, wire, &member, method, types)?);
    }
    Ok(methods)
}

fn hub_method(
    hub: &str,
    wire: &str,
    member: &str,
    method: &Method,
    types: &Types<'_>,
) -> Result<TokenStream, Error> {
    let place = format!("{hub}.{wire}");
    let hint = format!("{}{}", type_name(hub), type_name(wire));
    let values = method.params.iter().filter(|param| !param.upload).count();
    few_enough(wire, values)?;
    let parameters = parameters(&method.params, Direction::Input, types, &hint, &place)?;
    let names = parameter_names(&method.params);
    let (mut arguments, mut uploads) = (Vec::new(), Vec::new());
    for (param, name) in method.params.iter().zip(&names) {
        if param.upload {
            uploads.push(name);
        } else {
            arguments.push(name);
        }
    }
    let arguments = match arguments.len() {
        0 => quote! { () },
        _ => quote! { (#(#arguments,)*) },
    };
    let error = match &method.error {
        Some(schema) => {
            let hint = format!("{hint}Error");
            types.error(schema, &At::new(Direction::Output, hint, place.clone()))?
        }
        None => quote! { NoError },
    };
    let result_hint = format!("{hint}Result");
    let result = |schema| types.signature(schema, &At::new(Direction::Output, result_hint, place));
    let (output, made, words) = match &method.returns {
        Returns::Nothing => (quote! { () }, quote! { invoke }, "See [`CallError`]."),
        Returns::Value { schema } => (result(schema)?, quote! { invoke }, "See [`CallError`]."),
        Returns::Stream { schema } => {
            let item = result(schema)?;
            let words =
                "[`CallError`] if the call cannot be sent; what goes wrong later is an item.";
            (
                quote! { HubStream<#item, #error> },
                quote! { stream },
                words,
            )
        }
    };
    let docs = about(&method.about);
    let words = format!(" {words}");
    let blank = (!method.about.docs.trim().is_empty()).then(|| quote! { #[doc = ""] });
    let member = ident(member);
    Ok(quote! {
        #docs
        #blank
        /// # Errors
        #[doc = #words]
        pub async fn #member(&self, #(#parameters),*) -> Result<#output, CallError<#error>> {
            self.0.call(#wire, #arguments)#(.upload(#uploads))*.#made().await
        }
    })
}
