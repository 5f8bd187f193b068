//! One mounted hub: everything its connections share, and the bridge from the engine to the hub's own type.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::HubOptions;
use crate::{
    call::{ArgumentReader, BindError, Call, Reply, Running},
    connection::{
        ConnectionCore,
        session::{CallScope, Session, StateFault},
        uploads::OpenUpload,
    },
    context::{Caller, DisconnectReason, DisconnectedContext, HubContext},
    delivery::Delivery,
    error::CallFailure,
    filter::{Filters, NextConnected, NextDisconnected},
    hub::{Hub, HubType},
    info::{HubInfo, MethodInfo},
    policy::PolicyRow,
};

/// A hub at its path. Shared by its connections and its handles.
pub(crate) struct Endpoint<H: HubType> {
    pub(crate) hub: Arc<H>,
    pub(crate) options: Arc<HubOptions>,
    pub(crate) delivery: Arc<dyn Delivery>,
    /// Around invocations and hooks, the outermost first.
    pub(crate) filters: Filters,
}

/// A mounted hub without its type: what routes and transports see.
pub(crate) trait MountedHub: Send + Sync {
    fn info(&self) -> &'static HubInfo;
    fn options(&self) -> &Arc<HubOptions>;
    fn policies(&self) -> &'static [PolicyRow];
    fn open(self: Arc<Self>, core: Arc<ConnectionCore>) -> Arc<dyn HubSession>;
}

impl<H: Hub> MountedHub for Endpoint<H> {
    fn info(&self) -> &'static HubInfo {
        const { &H::INFO }
    }

    fn options(&self) -> &Arc<HubOptions> {
        &self.options
    }

    fn policies(&self) -> &'static [PolicyRow] {
        H::POLICIES
    }

    fn open(self: Arc<Self>, core: Arc<ConnectionCore>) -> Arc<dyn HubSession> {
        Arc::new(Session::new(core, self))
    }
}

/// One invocation, decoded but for its arguments.
pub(crate) struct Invocation<'a> {
    pub(crate) reader: ArgumentReader<'a>,
    pub(crate) scope: Arc<CallScope>,
    pub(crate) reply: Reply,
}

/// One connection's hub without its type: all that the engine knows of hubs.
pub(crate) trait HubSession: Send + Sync {
    fn info(&self) -> &'static HubInfo;
    fn delivery(&self) -> &Arc<dyn Delivery>;
    fn filters(&self) -> &Filters;
    /// Index of the method that a caller means: exact spelling first, ignoring case second.
    fn find(&self, target: &str) -> Option<usize>;
    fn method(&self, index: usize) -> &'static MethodInfo;
    fn method_names(&self) -> Vec<&'static str>;
    fn method_policies(&self, index: usize) -> &'static [PolicyRow];
    /// Decodes the arguments and starts the method. An error comes with the reply, which is still to be answered.
    fn invoke(
        self: Arc<Self>,
        index: usize,
        invocation: Invocation<'_>,
    ) -> Result<(Running, Vec<OpenUpload>), (BindError, Reply)>;
    fn on_connected(
        self: Arc<Self>,
        scope: Arc<CallScope>,
    ) -> BoxFuture<'static, Result<(), CallFailure>>;
    fn on_disconnected(self: Arc<Self>, reason: DisconnectReason) -> BoxFuture<'static, ()>;
    fn merge_state(&self, json: &str) -> Result<(), StateFault>;
    fn state_json(&self) -> String;
    fn set_reconnect(&self);
    /// The session with its type, for filters and tests that need the hub's own context.
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync>;
}

impl<H: Hub> HubSession for Session<H> {
    fn info(&self) -> &'static HubInfo {
        const { &H::INFO }
    }

    fn delivery(&self) -> &Arc<dyn Delivery> {
        &self.endpoint.delivery
    }

    fn filters(&self) -> &Filters {
        &self.endpoint.filters
    }

    fn find(&self, target: &str) -> Option<usize> {
        H::find(target).or_else(|| {
            H::METHODS
                .iter()
                .position(|method| method.info.name.eq_ignore_ascii_case(target))
        })
    }

    fn method(&self, index: usize) -> &'static MethodInfo {
        &H::METHODS[index].info
    }

    fn method_names(&self) -> Vec<&'static str> {
        H::METHODS.iter().map(|method| method.info.name).collect()
    }

    fn method_policies(&self, index: usize) -> &'static [PolicyRow] {
        H::METHODS[index].policies
    }

    fn invoke(
        self: Arc<Self>,
        index: usize,
        invocation: Invocation<'_>,
    ) -> Result<(Running, Vec<OpenUpload>), (BindError, Reply)> {
        let Invocation {
            reader,
            scope,
            reply,
        } = invocation;
        let mut call = Call::new(reader, &self, scope, reply);
        let started = (H::METHODS[index].invoke)(&mut call);
        let (reply, uploads) = call.into_parts();
        match (started, reply) {
            (Ok(running), _) => Ok((running, uploads)),
            (Err(error), Some(reply)) => Err((error, reply)),
            (Err(_), None) => {
                unreachable!("binding failed after `bound`; this is a bug in hubs-macros")
            }
        }
    }

    fn on_connected(
        self: Arc<Self>,
        scope: Arc<CallScope>,
    ) -> BoxFuture<'static, Result<(), CallFailure>> {
        Box::pin(async move {
            let endpoint = self.endpoint.clone();
            let caller = Caller::new(self.core.clone());
            let context = HubContext::new(self, scope);
            let hook = endpoint.hub.on_connected(&context);
            if endpoint.filters.is_empty() {
                return match hook {
                    Some(hook) => hook.await,
                    None => Ok(()),
                };
            }
            let next = NextConnected {
                filters: &endpoint.filters,
                caller: &caller,
                hook: hook.unwrap_or_else(|| Box::pin(async { Ok(()) })),
            };
            next.run().await
        })
    }

    fn on_disconnected(self: Arc<Self>, reason: DisconnectReason) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let endpoint = self.endpoint.clone();
            let caller = Caller::new(self.core.clone());
            let context = DisconnectedContext::new(self);
            let hook = endpoint.hub.on_disconnected(&context, reason.clone());
            if endpoint.filters.is_empty() {
                if let Some(hook) = hook {
                    hook.await;
                }
                return;
            }
            let next = NextDisconnected {
                filters: &endpoint.filters,
                caller: &caller,
                reason: &reason,
                hook: hook.unwrap_or_else(|| Box::pin(async {})),
            };
            next.run().await;
        })
    }

    fn merge_state(&self, json: &str) -> Result<(), StateFault> {
        Session::merge_state(self, json)
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
