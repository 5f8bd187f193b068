//! One mounted hub: everything its connections share, and the bridge from the engine to the hub's own type.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{
    Hub, HubMethod,
    call::Call,
    caller::{Caller, ConnectedCaller},
    context::{DisconnectedContext, HubContext},
    drift::Members,
    filter::{self, FilteredCall, Filters, NextConnected, NextDisconnected},
    nacks::{Nack, NackListeners},
    names::MethodNames,
    others::Hubs,
    policy::first_refusal,
    session::Session,
};
use crate::{
    call::{meter::MethodMeter, scope::CallScope},
    connection::{Connection, DisconnectReason, quoted::Quoted, spans},
    delivery::{Delivered, Delivery},
    engine::port::{AnySession, Refusal, StartCall, Started, StateFault, StateText},
    error::{CallFailure, SendError},
    info::{HubInfo, MethodInfo},
    options::HubOptions,
    panics::{self, Contained},
    protocol::{Failed, FailureKind, MemberDigests, texts},
};

/// A hub at one of its paths. Shared by the connections of that path and by handles.
pub(crate) struct Mounted<H> {
    /// The value given for this path.
    pub(crate) hub: Arc<H>,
    pub(crate) names: MethodNames,
    pub(crate) options: Arc<HubOptions>,
    /// That of all paths of the hub.
    pub(crate) delivery: Arc<dyn Delivery>,
    /// Around invocations and hooks, the outermost first.
    pub(crate) filters: Filters,
    pub(crate) meters: MethodMeters,
    pub(crate) nack_listeners: NackListeners,
    /// Present if the server was given its contract.
    pub(crate) members: Option<Arc<Members>>,
}

/// The meters of a hub's methods, by index.
pub(crate) struct MethodMeters(Box<[MethodMeter]>);

impl MethodMeters {
    pub(crate) fn of<H: Hub>() -> Self {
        let methods = H::METHODS.iter();
        let meters = methods.map(|method| MethodMeter::new(H::INFO.name, method.info.name));
        Self(meters.collect())
    }
}

/// A mounted hub without its type: what routes and transports see.
pub(crate) trait AnyHub: Send + Sync {
    fn open(self: Arc<Self>, core: Arc<Connection>, hubs: Hubs) -> Arc<dyn AnySession>;
}

impl<H: Hub> AnyHub for Mounted<H> {
    fn open(self: Arc<Self>, core: Arc<Connection>, hubs: Hubs) -> Arc<dyn AnySession> {
        Arc::new(Session::new(core, self, hubs))
    }
}

impl<H: Hub> AnySession for Session<H> {
    fn info(&self) -> &'static HubInfo {
        const { &H::INFO }
    }

    fn find(&self, target: &str) -> Option<usize> {
        self.mounted.names.find(target)
    }

    fn method(&self, index: usize) -> &'static MethodInfo {
        &H::METHODS[index].info
    }

    fn meter(&self, index: usize) -> &MethodMeter {
        &self.mounted.meters.0[index]
    }

    fn method_names(&self) -> Vec<&'static str> {
        H::METHODS.iter().map(|method| method.info.name).collect()
    }

    fn decide(&self, index: usize) -> Option<Contained<'static, Option<Refusal>>> {
        let HubMethod { info, policies, .. } = &H::METHODS[index];
        if policies.is_empty() {
            return None;
        }
        let caller = Caller::connected(self.core.clone(), H::INFO.name, info.name);
        let decided = async move { first_refusal(policies, &caller).await };
        Some(Contained::new(Box::pin(decided)))
    }

    fn has_filters(&self) -> bool {
        !self.mounted.filters.is_empty()
    }

    fn start(self: Arc<Self>, call: StartCall<'_>) -> Option<Started> {
        let StartCall {
            index,
            reader,
            scope,
            reply,
            seen,
        } = call;
        let bound = panics::contain(|| {
            let mut call = Call::new(reader, &self, scope.clone(), reply);
            let started = (H::METHODS[index].invoke)(&mut call);
            (started, call.into_parts())
        });
        let method = &H::METHODS[index].info;
        match bound {
            Some((Ok(running), (_, uploads))) => {
                let running = match seen {
                    Some(seen) => {
                        filter::around(FilteredCall::new(self, method, scope, seen), running)
                    }
                    None => running,
                };
                Some((running, uploads))
            }
            Some((Err(error), (reply, _))) => {
                let reply =
                    reply.expect("binding fails before `bound`; this is a bug in hubs-macros");
                let text = error.text(reply.target());
                tracing::info!(method = method.name, error = %Quoted(&text), "call refused");
                spans::failed(texts::INVALID_DATA);
                reply.refuse(&Failed::new(FailureKind::Arguments, text));
                None
            }
            None => {
                // The method's own reply has answered as it was dropped, unless filters would have heard of it first.
                if let Some(seen) = seen {
                    let text = format!("the arguments of `{}` panicked", method.name);
                    seen.reply.fail_outermost(CallFailure::internal(text));
                }
                None
            }
        }
    }

    fn announce(&self) -> Option<Delivered<Result<(), SendError>>> {
        self.mounted.delivery.announced(&self.core)
    }

    fn arrive(&self) {
        self.mounted.delivery.connected(&self.core);
    }

    fn leave(&self) {
        self.mounted.delivery.disconnected(&self.core);
    }

    fn on_connected(
        self: Arc<Self>,
        scope: Arc<CallScope>,
    ) -> BoxFuture<'static, Result<(), CallFailure>> {
        Box::pin(async move {
            let mounted = self.mounted.clone();
            let caller = ConnectedCaller::new(self.core.clone());
            let context = HubContext::new(self, scope);
            let hook = mounted.hub.on_connected(&context);
            if mounted.filters.is_empty() {
                return match hook {
                    Some(hook) => hook.await,
                    None => Ok(()),
                };
            }
            let next = NextConnected {
                filters: &mounted.filters,
                caller: &caller,
                hook: hook.unwrap_or_else(|| Box::pin(async { Ok(()) })),
            };
            next.run().await
        })
    }

    fn on_disconnected(self: Arc<Self>, reason: DisconnectReason) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let mounted = self.mounted.clone();
            let caller = ConnectedCaller::new(self.core.clone());
            let context = DisconnectedContext::new(self);
            let hook = mounted.hub.on_disconnected(&context, reason.clone());
            if mounted.filters.is_empty() {
                if let Some(hook) = hook {
                    hook.await;
                }
                return;
            }
            let next = NextDisconnected {
                filters: &mounted.filters,
                caller: &caller,
                reason: &reason,
                hook: hook.unwrap_or_else(|| Box::pin(async {})),
            };
            next.run().await;
        })
    }

    fn check_contract(&self, made_for: &MemberDigests) -> Result<(), String> {
        match &self.mounted.members {
            Some(members) => {
                members.check(H::INFO.name, made_for, self.mounted.options.contract_drift)
            }
            None => Ok(()),
        }
    }

    fn nacked(&self, target: String, reason: String) {
        let listeners = &self.mounted.nack_listeners;
        if listeners.is_empty() {
            return;
        }
        let nack = Nack {
            hub: H::INFO.name,
            connection: self.core.id.clone(),
            user: self.core.user.clone(),
            target,
            reason,
        };
        for listener in listeners.iter() {
            if panics::contain(|| listener(&nack)).is_none() {
                tracing::error!(hub = H::INFO.name, "what `on_nack` was given panicked");
            }
        }
    }

    fn merge_state(&self, text: StateText, json: &str) -> Result<(), StateFault> {
        Session::merge_state(self, text, json)
    }

    fn state_json(&self) -> String {
        Session::state_json(self)
    }

    fn set_reconnect(&self) {
        self.reconnect
            .store(true, std::sync::atomic::Ordering::Relaxed);
    }
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync> {
        self
    }
}
