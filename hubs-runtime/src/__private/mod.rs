//! What generated code needs. Not part of the public interface: it may change in any release.

// Names that a user's module may give another meaning.
pub use std::{
    boxed::Box,
    convert::{From, Into},
    future::{Future, Ready},
    marker::{Send, Sized, Sync},
    option::Option::{self, None, Some},
    primitive::{str, usize},
    result::Result::{self, Err, Ok},
    string::String,
    time::Duration,
};

pub use futures_util::Stream;
#[cfg(feature = "server")]
pub use schemars;
pub use serde;
pub use serde_json;

#[cfg(feature = "client")]
pub use crate::protocol::ContractDigests;

#[cfg(feature = "testing")]
pub use {
    crate::testing::{
        AnsweredWith, ArgumentOf, ItemsOf, TestAnswer, TestClient, TestStream, TypedCalls,
        answer_to, call_of,
    },
    std::{clone::Clone, marker::Copy},
};

#[cfg(feature = "server")]
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
        clients::{ClientContract, DeclaredContract, NoClient},
        context::{DisconnectedContext, HubContext},
        policy::PolicyRow,
        state::{CallerState, NoState},
    },
    info::{
        AboutInfo, ClientInfo, ClientMethodInfo, DeprecatedInfo, HubInfo, MethodInfo, ParamInfo,
        Presence, RateLimit, RenameAll, StateFieldInfo, StateInfo,
    },
};

#[cfg(feature = "server")]
mod answer;
#[cfg(feature = "server")]
mod binding;
#[cfg(feature = "server")]
mod checks;
#[cfg(feature = "contract")]
mod describe;
#[cfg(feature = "server")]
mod helpers;
#[cfg(feature = "server")]
pub mod markers;
#[cfg(feature = "server")]
mod moving;
#[cfg(feature = "server")]
mod parts;
#[cfg(feature = "server")]
mod types;

#[cfg(feature = "server")]
pub use answer::*;
#[cfg(feature = "server")]
pub use binding::*;
#[cfg(feature = "server")]
pub use checks::*;
#[cfg(feature = "contract")]
pub use describe::*;
#[cfg(feature = "server")]
pub use helpers::*;
#[cfg(feature = "server")]
pub use moving::*;
#[cfg(feature = "server")]
pub use parts::*;
#[cfg(feature = "server")]
pub use types::*;

/// Every trait that answers a question about a type, without a name, so that none of a user's is hidden.
#[cfg(feature = "server")]
pub mod ranks {
    pub use super::{
        AnswerFits as _, AnswerIsLeft as _, AnswerIsStream as _, ErrorFieldLacks as _,
        ErrorFieldTravels as _, ErrorIsLeft as _, ErrorIsShown as _, ErrorIsTold as _,
        ErrorIsTyped as _, FailureFits as _, FailureLacks as _, FieldIsTime as _,
        FieldIsUnknown as _, FieldLacks as _, FieldTravels as _, FutureIsReported as _,
        FutureMoves as _, FutureStays as _, HubIsNotShared as _, HubIsShared as _,
        InputDescribes as _, InputFits as _, InputIsHolder as _, InputIsTime as _, InputLacks as _,
        InputReads as _, InputReadsAndDescribes as _, IsFallibleStream as _,
        IsFallibleTryStream as _, IsFallibleValue as _, IsNoAnswer as _, IsPlainStream as _,
        IsPlainValue as _, IsReported as _, IsTryStream as _, ItemFits as _, ItemIsLeft as _,
        ItemIsStream as _, KeyFails as _, KeyIsLeft as _, OutputDescribes as _, OutputFits as _,
        OutputIsChannel as _, OutputIsHolder as _, OutputIsResult as _, OutputIsStream as _,
        OutputIsTime as _, OutputLacks as _, OutputWrites as _, OutputWritesAndDescribes as _,
        PartFits as _, PartIsLeft as _, PartIsResult as _, PartIsStream as _, PartMoves as _,
        PartStays as _, StartFits as _, StartIsLeft as _, StartLacks as _, StateFieldIsTime as _,
        StateFieldLacks as _, StateFieldTravels as _, SuccessFits as _, SuccessIsLeft as _,
        SuccessIsResult as _,
    };
}
