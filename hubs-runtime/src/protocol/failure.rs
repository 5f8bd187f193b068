//! How a call failed: SignalR's text, and what our own clients are told beside it.

use std::fmt;

#[cfg(any(feature = "client", feature = "testing"))]
use super::Headers;
#[cfg(any(feature = "client", feature = "server"))]
use crate::wire;

/// What kind of failure a call ended with, as servers of hubs tell generated clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The method, or a filter around it, returned an error that is meant for the caller.
    Returned,
    /// The method failed in a way that callers do not see, or panicked.
    Internal,
    /// A policy does not let the caller call the method.
    Unauthorized,
    /// The arguments, the streams or the caller state beside them are not those that the method takes.
    Arguments,
    /// The hub has no such method, or it is called as a stream and is none, or the other way round.
    UnknownMethod,
    /// The server takes no such call now: a limit was reached, or it shuts down.
    Refused,
    /// The call was cancelled before it ended.
    Canceled,
}

impl FailureKind {
    #[cfg(any(feature = "client", feature = "testing"))]
    const ALL: [Self; 7] = [
        Self::Returned,
        Self::Internal,
        Self::Unauthorized,
        Self::Arguments,
        Self::UnknownMethod,
        Self::Refused,
        Self::Canceled,
    ];

    /// The name that goes over the wire, as `unknownMethod`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Returned => "hub",
            Self::Internal => "internal",
            Self::Unauthorized => "unauthorized",
            Self::Arguments => "arguments",
            Self::UnknownMethod => "unknownMethod",
            Self::Refused => "refused",
            Self::Canceled => "canceled",
        }
    }

    /// The kind with this name; `None` for one of a newer server.
    #[cfg(any(feature = "client", feature = "testing"))]
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind that a failed completion's headers tell.
    #[cfg(any(feature = "client", feature = "testing"))]
    pub(crate) fn told_by(headers: &Headers<'_>) -> Option<Self> {
        Self::from_name(&headers.get(wire::ERROR_KIND_HEADER)?)
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A call's failure on its way to the caller.
#[cfg(feature = "server")]
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) kind: FailureKind,
    /// What every client gets.
    pub(crate) text: String,
    /// Under which the log has the cause of a masked failure.
    pub(crate) error_id: Option<String>,
    /// The method's own error as JSON.
    pub(crate) value: Option<String>,
}

#[cfg(feature = "server")]
impl Failed {
    pub(crate) fn new(kind: FailureKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            error_id: None,
            value: None,
        }
    }

    /// The headers that clients of ours get beside the text.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let id = self.error_id.as_deref();
        let value = self.value.as_deref();
        [(wire::ERROR_KIND_HEADER, self.kind.name())]
            .into_iter()
            .chain(id.map(|id| (wire::ERROR_ID_HEADER, id)))
            .chain(value.map(|value| (wire::ERROR_HEADER, value)))
    }
}

#[cfg(all(test, feature = "client"))]
mod tests {
    use super::FailureKind;
    use crate::wire;

    #[test]
    fn every_kind_reads_back() {
        assert_eq!(FailureKind::ALL.map(FailureKind::name), wire::ERROR_KINDS);
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(FailureKind::from_name("Hub"), None);
    }
}
