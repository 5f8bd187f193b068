//! What generated code needs. Not part of the public interface: it may change in any release.

// Names that a user's module may give another meaning.
pub use std::{
    boxed::Box,
    convert::From,
    future::{Future, Ready},
    marker::{Send, Sized, Sync},
    option::Option::{self, None, Some},
    primitive::{str, usize},
    result::Result::{self, Err, Ok},
    string::String,
    time::Duration,
};

pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::{
    __private::markers::OneClient,
    call::{
        ArgumentReader, BindError, HubParam, Reply, Running,
        outgoing::{CallTarget, PushTarget},
        running,
        upload::UploadError,
    },
    connection::DisconnectReason,
    error::{CallFailure, ClientCallError, HubError, IntoCallFailure, SendError},
    hub::{
        ConnectedHook, DisconnectedHook, Hub, HubMethod, HubType,
        call::Call,
        clients::{ClientContract, NoClient},
        context::{DisconnectedContext, HubContext},
        policy::PolicyRow,
        state::{CallerState, NoState},
    },
    info::{
        AboutInfo, ClientInfo, ClientMethodInfo, DeprecatedInfo, HubInfo, MethodInfo, ParamInfo,
        Presence, RenameAll, StateFieldInfo, StateInfo,
    },
};

mod answer;
mod binding;
mod checks;
#[cfg(feature = "contract")]
mod describe;
mod helpers;
pub mod markers;
mod types;

pub use answer::*;
pub use binding::*;
pub use checks::*;
#[cfg(feature = "contract")]
pub use describe::*;
pub use helpers::*;
pub use types::*;

/// Every trait that answers a question about a type, without a name, so that none of a user's is hidden.
pub mod ranks {
    pub use super::{
        AnswerFits as _, AnswerIsLeft as _, AnswerIsStream as _, FailureFits as _,
        FailureLacks as _, InputDescribes as _, InputFits as _, InputLacks as _, InputReads as _,
        InputReadsAndDescribes as _, IsFallibleStream as _, IsFallibleTryStream as _,
        IsFallibleValue as _, IsNoAnswer as _, IsPlainStream as _, IsPlainValue as _,
        IsReported as _, IsTryStream as _, ItemFits as _, ItemIsLeft as _, ItemIsStream as _,
        OutputDescribes as _, OutputFits as _, OutputIsResult as _, OutputIsStream as _,
        OutputLacks as _, OutputWrites as _, OutputWritesAndDescribes as _, PartFits as _,
        PartIsLeft as _, PartIsResult as _, PartIsStream as _, SuccessFits as _,
        SuccessIsLeft as _, SuccessIsResult as _,
    };
}
