//! The traits that `#[hub]` implements: what the server knows about a hub type.
//!
//! [`HubType`] comes from `#[hub]` on the struct, [`Hub`] from `#[hub]` on the `impl`. Nobody writes them by hand.

pub(crate) mod call;
pub(crate) mod caller;
pub mod clients;
pub(crate) mod context;
pub(crate) mod drift;
pub(crate) mod filter;
pub(crate) mod groups;
pub(crate) mod handle;
pub(crate) mod mounted;
pub(crate) mod nacks;
pub(crate) mod names;
pub(crate) mod others;
pub(crate) mod policy;
pub(crate) mod role;
pub(crate) mod session;
pub mod state;

use std::{future::Future, pin::Pin};

use crate::{
    call::{BindError, Running},
    connection::DisconnectReason,
    error::CallFailure,
    hub::{
        call::Call,
        clients::ClientContract,
        context::{DisconnectedContext, HubContext},
        policy::PolicyRow,
        state::CallerState,
    },
    info::{HubInfo, MethodInfo},
};

/// A struct marked `#[hub]`: its name, what it may call on clients, what it keeps per caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a hub",
    label = "this struct has no `#[hub]`",
    note = "write `#[hub]` above `pub struct {Self}`"
)]
pub trait HubType: Sized + 'static {
    /// Key of the client contract, `dyn ChatClient`; [`NoClient`](crate::hub::clients::NoClient) without one.
    type Client: ?Sized + ClientContract;
    /// The caller state; [`NoState`](crate::hub::state::NoState) without one.
    type State: CallerState;
    /// Name, docs, naming rule.
    const INFO: HubInfo;
    /// Policies that whoever connects must pass: at negotiation, with the request that opens a transport, and with each one
    /// that resumes it. Calls are not asked again; a method has its own ([`HubMethod::policies`]).
    const POLICIES: &'static [PolicyRow];
}

/// A hub with its methods. That connections share it is asked here alone, so that a field that keeps it on one thread is
/// told once.
#[diagnostic::on_unimplemented(
    message = "hub `{Self}` has no methods for clients",
    label = "has no `#[hub] impl` block",
    note = "mark the `impl` block with the methods that clients may call: `#[hub] impl ChatHub {{ … }}`",
    note = "a hub is mounted as it is, without `Arc` or `Box` around it; to reach it elsewhere, keep its `HubHandle`"
)]
pub trait Hub: HubType + Send + Sync {
    /// One row for each method, in declaration order.
    const METHODS: &'static [HubMethod<Self>];

    /// Runs `#[on_connected]`; `None` if the hub has no such hook.
    fn on_connected<'a>(&'a self, context: &'a HubContext<Self>) -> Option<ConnectedHook<'a>> {
        let _ = context;
        None
    }

    /// Runs `#[on_disconnected]`; `None` if the hub has no such hook.
    fn on_disconnected<'a>(
        &'a self,
        context: &'a DisconnectedContext<Self>,
        reason: DisconnectReason,
    ) -> Option<DisconnectedHook<'a>> {
        let _ = (context, reason);
        None
    }
}

/// A running `#[on_connected]` hook.
pub type ConnectedHook<'a> = Pin<Box<dyn Future<Output = Result<(), CallFailure>> + Send + 'a>>;

/// A running `#[on_disconnected]` hook.
pub type DisconnectedHook<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// One row of a hub's method table.
pub struct HubMethod<H> {
    /// What error texts and the contract say about it.
    pub info: MethodInfo,
    /// Policies that each call must pass, beyond the hub's own, which its connection has passed.
    pub policies: &'static [PolicyRow],
    /// Decodes the arguments and starts the method.
    pub invoke: fn(&mut Call<'_, H>) -> Result<Running, BindError>,
    /// Tells the contract the types of parameters and result; `()` without the feature `contract`.
    pub types: crate::__private::MethodTypes,
}
