//! The spans that log lines of hubs stand in: one for each connection, one for each invocation and hook.
//!
//! The fields `rpc.*`, `error.type` and `otel.*` are those of ASP.NET Core SignalR's activities, so that an
//! OpenTelemetry layer shows both alike. Nobody listening costs nothing: a disabled span holds no memory.

use tracing::Span;

use super::Connection;
use crate::{info::HubInfo, protocol::Headers};

/// The span of a connection.
pub(crate) fn connection(core: &Connection, hub: &'static HubInfo) -> Span {
    tracing::info_span!(
        "hub_connection",
        connection_id = %core.id,
        hub = hub.name,
        transport = core.transport.name(),
    )
}

/// The span of a raw connection.
pub(crate) fn raw_connection(core: &Connection, handler: &'static str) -> Span {
    tracing::info_span!(
        "raw_connection",
        connection_id = %core.id,
        handler,
        transport = core.transport.name(),
    )
}

/// The span of a lifecycle hook, `OnConnected` or `OnDisconnected`.
pub(crate) fn hook(core: &Connection, hub: &'static HubInfo, hook: &'static str) -> Span {
    tracing::info_span!(
        "hub_hook",
        otel.kind = "server",
        rpc.system = "signalr",
        rpc.service = hub.name,
        rpc.method = hook,
        connection_id = %core.id,
    )
}

/// The span of an invocation; within it, [`failed`] notes how it failed.
pub(crate) fn invocation(
    core: &Connection,
    hub: &'static HubInfo,
    method: &'static str,
    invocation_id: Option<&str>,
    headers: &Headers<'_>,
) -> Span {
    let span = tracing::info_span!(
        "hub_invocation",
        otel.name = format_args!("{}/{method}", hub.name),
        otel.kind = "server",
        rpc.system = "signalr",
        rpc.service = hub.name,
        rpc.method = method,
        connection_id = %core.id,
        hub = hub.name,
        method,
        invocation_id,
        // W3C trace context, which .NET clients send: a layer can link the trace.
        traceparent = tracing::field::Empty,
        error.type = tracing::field::Empty,
    );
    if !span.is_disabled()
        && !headers.is_empty()
        && let Some(parent) = headers.get("traceparent")
    {
        span.record("traceparent", &*parent);
    }
    span
}

/// Names an error in the log and to who is told of it; not a secret.
pub(crate) fn error_id() -> String {
    format!("{:08x}", getrandom::u32().unwrap_or_default())
}

/// Notes in the current invocation's span that it failed.
pub(crate) fn failed(kind: &'static str) {
    Span::current().record("error.type", kind);
}
