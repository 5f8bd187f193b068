//! What the engine asks of the hub behind a connection: all that it may not know itself. Policies, filters, the hub's
//! table of methods, its hooks, its caller state and the delivery stand behind this.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::{
    call::{
        ArgumentReader, Reply, Running, meter::MethodMeter, scope::CallScope, uploads::OpenUpload,
    },
    connection::DisconnectReason,
    delivery::Delivered,
    error::{CallFailure, SendError},
    info::{HubInfo, MethodInfo},
    panics::Contained,
    protocol::{MemberDigests, OwnedArguments, OwnedHeaders},
};

/// A policy did not say yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Its name.
    pub(crate) policy: &'static str,
    pub(crate) why: Why,
}

/// See [`Refusal`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It said no, and perhaps what the caller is told.
    Denied(Option<String>),
    /// It panicked: nobody knows.
    Panicked,
}

/// What a text with state fields holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StateText {
    /// All that the client knows, in its hello. What the server alone sets is passed over: a client of before it did so
    /// sends it too, and learns the truth by the answer.
    Whole,
    /// What the client has set.
    Changes,
}

/// Why the client's state fields were refused. Nothing was changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StateFault(pub(crate) String);

/// One invocation that its policies allow, decoded but for its arguments.
pub(crate) struct StartCall<'a> {
    pub(crate) index: usize,
    pub(crate) reader: ArgumentReader<'a>,
    pub(crate) scope: Arc<CallScope>,
    pub(crate) reply: Reply,
    /// For filters; `None` if there are none.
    pub(crate) seen: Option<SeenCall>,
}

/// What filters see of an invocation.
pub(crate) struct SeenCall {
    pub(crate) invocation_id: Option<Box<str>>,
    pub(crate) headers: OwnedHeaders,
    pub(crate) arguments: OwnedArguments,
    /// Answers if the method does not.
    pub(crate) reply: Reply,
}

/// A started method, and the client streams that its arguments opened.
pub(crate) type Started = (Running, Vec<OpenUpload>);

/// One connection's hub without its type.
pub(crate) trait AnySession: Send + Sync {
    fn info(&self) -> &'static HubInfo;
    /// Index of the method that a caller means: exact spelling first, ignoring case second.
    fn find(&self, target: &str) -> Option<usize>;
    fn method(&self, index: usize) -> &'static MethodInfo;
    fn meter(&self, index: usize) -> &MethodMeter;
    fn method_names(&self) -> Vec<&'static str>;
    /// Asks the policies of a method, of which `None` has none; the output is `None` if one panics.
    fn decide(&self, index: usize) -> Option<Contained<'static, Option<Refusal>>>;
    /// Whether anything stands around invocations and wants to see them.
    fn has_filters(&self) -> bool;
    /// Decodes the arguments and starts the method, inside its filters. `None` if that did not work and the call has been
    /// answered.
    fn start(self: Arc<Self>, call: StartCall<'_>) -> Option<Started>;
    /// Others may look for the connection from now on. What this gives must be waited for before the handshake is
    /// answered: a client that knows its id tells it to others.
    fn announce(&self) -> Option<Delivered<Result<(), SendError>>>;
    /// The connection gets pushes from now on.
    fn arrive(&self);
    fn on_connected(
        self: Arc<Self>,
        scope: Arc<CallScope>,
    ) -> BoxFuture<'static, Result<(), CallFailure>>;
    fn on_disconnected(self: Arc<Self>, reason: DisconnectReason) -> BoxFuture<'static, ()>;
    /// The connection is in no group and gets no push from now on.
    fn leave(&self);
    /// Compares what the client was made for with the hub as it is; an error refuses the client.
    fn check_contract(&self, made_for: &MemberDigests) -> Result<(), String>;
    /// The client says that it could not handle a call.
    fn nacked(&self, target: String, reason: String);
    /// Merges fields that the client sent.
    fn merge_state(&self, text: StateText, json: &str) -> Result<(), StateFault>;
    /// The whole state as one JSON object.
    fn state_json(&self) -> String;
    /// The client says that it was connected before.
    fn set_reconnect(&self);
    /// The session with its type, for filters and tests that need the hub's own context.
    fn into_any(self: Arc<Self>) -> Arc<dyn std::any::Any + Send + Sync>;
}
