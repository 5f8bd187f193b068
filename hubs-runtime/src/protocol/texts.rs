//! SignalR's sentences, each in one place.
//!
//! Source: ASP.NET Core SignalR, whose clients' users know these texts and search for them. Where it adds a .NET type's
//! name to a sentence, so does this. What follows a sentence as its detail is ours and stands where it arises.

use std::fmt::Display;

// Messages that cannot be read: `ProtocolError`.

pub(crate) const NO_JSON: &str = "Error reading JSON.";
pub(crate) const ERROR_AND_RESULT: &str =
    "The 'error' and 'result' properties are mutually exclusive.";
pub(crate) const INCOMPLETE: &str = "Incomplete message.";
pub(crate) const EMPTY_ARRAY: &str = "Invalid payload: the message is an empty array.";
pub(crate) const NO_VALUE: &str = "Invalid payload: the completion lacks its value.";
pub(crate) const RESULT_KIND: &str = "Invalid invocation result kind.";
pub(crate) const RESERVED_MARKER: &str = "Reserved MessagePack marker.";

pub(crate) fn missing(property: &str) -> String {
    format!("Missing required property '{property}'.")
}

pub(crate) fn wrong_type(property: &str, kind: &str) -> String {
    format!("Expected '{property}' to be of type {kind}.")
}

pub(crate) fn not_utf8(property: &str) -> String {
    format!("Expected '{property}' to be UTF-8.")
}

pub(crate) fn too_few_items(kind: i64, needed: usize, items: usize) -> String {
    format!("Invalid payload: a message of type {kind} has at least {needed} items, not {items}.")
}

// Frames: `FrameError`.

pub(crate) fn too_large(limit: usize) -> String {
    format!(
        "The maximum message size of {limit}B was exceeded. The message size can be configured in HubOptions \
         (`maximum_receive_message_size`)."
    )
}

pub(crate) const OVER_2GB: &str = "Messages over 2GB in size are not supported.";

// The handshake: `HandshakeError`.

pub(crate) const HANDSHAKE_CANCELED: &str = "Handshake was canceled.";
pub(crate) const HANDSHAKE_FAILED: &str =
    "An unexpected error occurred during connection handshake.";
pub(crate) const HANDSHAKE_ARRAY: &str =
    "Unexpected JSON Token Type 'Array'. Expected a JSON Object.";

pub(crate) fn unknown_protocol(name: &str) -> String {
    format!("The protocol '{name}' is not supported.")
}

pub(crate) fn unknown_version(protocol: &str, version: i64) -> String {
    format!("The server does not support version {version} of the '{protocol}' protocol.")
}

pub(crate) fn transfer_format(protocol: &str, format: &str) -> String {
    format!(
        "Cannot use the '{protocol}' protocol on the current transport. The transport does not support '{format}' \
         transfer format."
    )
}

// Calls that are refused or fail.

/// A call that was not run.
pub(crate) fn not_invoked(target: &str, kind: &str, detail: impl Display) -> String {
    format!("Failed to invoke '{target}' due to an error on the server. {kind}: {detail}")
}

/// The detail of a call of a method that is not there.
pub(crate) const NO_METHOD: &str = "Method does not exist.";

/// The reason is the policy's own.
pub(crate) fn unauthorized(target: &str, reason: Option<&str>) -> String {
    let sentence = format!("Failed to invoke '{target}' because user is unauthorized");
    with_reason(&sentence, reason)
}

/// A sentence that may be all there is to say.
pub(crate) fn with_reason(sentence: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => format!("{sentence}: {reason}"),
        None => sentence.to_owned(),
    }
}

/// A call that failed while it ran; a detail may follow.
pub(crate) fn failed(target: &str) -> String {
    format!("An unexpected error occurred invoking '{target}' on the server.")
}

/// A stream that failed while it ran; a detail may follow.
pub(crate) const STREAM_FAILED: &str = "An error occurred on the server while streaming results.";

pub(crate) const INVOCATION_CANCELED: &str = "The invocation was canceled.";

/// Detail, after the type of its exception, which is the one that callers are shown.
pub(crate) fn with_kind(sentence: &str, kind: &str, detail: impl Display) -> String {
    format!("{sentence} {kind}: {detail}")
}

/// The type of errors that are meant for the caller.
pub(crate) const HUB_EXCEPTION: &str = "HubException";
/// The type of errors that callers see only with detailed errors; .NET names the type that was thrown.
pub(crate) const INTERNAL_ERROR: &str = "InternalError";
/// The type of errors about what the client sent.
pub(crate) const INVALID_DATA: &str = "InvalidDataException";

pub(crate) fn streaming_by_plain_call(target: &str) -> String {
    format!(
        "The client attempted to invoke the streaming '{target}' method with a non-streaming invocation."
    )
}

pub(crate) fn plain_by_streaming_call(target: &str) -> String {
    format!(
        "The client attempted to invoke the non-streaming '{target}' method with a streaming invocation."
    )
}

pub(crate) fn invocation_id_in_use(id: &str) -> String {
    format!("Invocation ID '{id}' is already in use.")
}

pub(crate) fn stream_id_in_use(id: &str) -> String {
    format!("Stream ID '{id}' is already in use.")
}

pub(crate) fn argument_count(sent: usize, expected: usize) -> String {
    format!("Invocation provides {sent} argument(s) but target expects {expected}.")
}

pub(crate) const ARGUMENT_TYPE: &str = "Error binding arguments. Make sure that the types of the provided values match \
                                        the types of the hub method being invoked.";

pub(crate) fn stream_count(sent: usize, expected: usize) -> String {
    format!("Client sent {sent} stream(s), Hub method expects {expected}.")
}

/// An upload's item of another type.
pub(crate) fn stream_item(reason: &str) -> String {
    format!("Failed to bind Stream message. {reason}")
}

// Calls to clients.

/// Ours: a handshake's answer while the servers of a cluster cannot be told of the connection.
pub(crate) const NOT_ANNOUNCED: &str = "The server cannot reach the other servers just now.";

/// .NET's: the client that another server asked has left.
pub(crate) const CONNECTION_DISCONNECTED: &str = "Connection disconnected.";

/// .NET's: another server asked twice under one id.
pub(crate) const ID_COLLISION: &str =
    "ID collision occurred when using client results. This is likely a bug in SignalR.";

/// Ours: answers to other servers whose questions cannot be put to the client.
pub(crate) const NO_ENCODING: &str =
    "The call holds no message in the protocol of the asked connection.";
pub(crate) const OTHER_ID: &str = "The call's message has another invocation id than its envelope.";
pub(crate) const TOO_MANY_QUESTIONS: &str =
    "The asked connection has as many unanswered client calls as its server allows.";

pub(crate) const EMPTY_GROUP_NAME: &str = "Cannot send to an empty group name.";

pub(crate) fn no_connection(id: &str) -> String {
    format!("Connection '{id}' does not exist.")
}

pub(crate) fn disconnected(id: &str) -> String {
    format!("Connection '{id}' disconnected.")
}

/// What a client says that has no answer: the words of the official JavaScript client.
pub(crate) const NO_CLIENT_RESULT: &str = "Client didn't provide a result.";

/// A client's answer of another type.
pub(crate) fn client_result(expected: &str, reason: &str) -> String {
    format!("Error trying to deserialize result to {expected}. {reason}")
}

// The end of a connection: the text of a Close.

/// A detail may follow.
pub(crate) const CLOSED: &str = "Connection closed with an error.";

/// A connection that ends for `detail`.
pub(crate) fn closed(detail: impl Display) -> String {
    format!("{CLOSED} {detail}")
}

pub(crate) const CLIENT_TIMED_OUT: &str = "OperationCanceledException: Client hasn't sent a message/ping within the \
                                           configured ClientTimeoutInterval.";

/// The type of [`SEQUENCE_AHEAD`].
pub(crate) const INVALID_OPERATION: &str = "InvalidOperationException";
pub(crate) const SEQUENCE_AHEAD: &str =
    "Sequence ID greater than amount of messages we've received.";

// Negotiation: the `error` of its answer. Only the server's HTTP side asks for them.

#[cfg(feature = "server")]
pub(crate) const NEGOTIATE_VERSION: &str = "The client requested a non-integer protocol version.";

#[cfg(feature = "server")]
pub(crate) fn negotiate_version_too_old(version: i64) -> String {
    format!(
        "The client requested version '{version}', but the server does not support this version."
    )
}

// HTTP requests that belong to no connection, or to one that cannot take them: their bodies.

#[cfg(feature = "server")]
pub(crate) const NO_CONNECTION_ID: &str = "Connection ID required";
#[cfg(feature = "server")]
pub(crate) const UNKNOWN_CONNECTION_ID: &str = "No Connection with that ID";
#[cfg(feature = "server")]
pub(crate) const OTHER_TRANSPORT: &str = "Cannot change transports mid-connection";
#[cfg(feature = "server")]
pub(crate) const NO_DELETE: &str = "Cannot terminate this connection using the DELETE endpoint.";
