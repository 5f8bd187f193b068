//! What generated code needs. Not part of the public interface: it may change in any release.

pub use std;

pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::{
    call::{ArgumentReader, BindError, Call, HubParam, Reply, Running, running},
    clients::{CallTarget, ClientContract, NoClient, PushTarget},
    context::{DisconnectReason, DisconnectedContext, HubContext},
    error::{CallFailure, ClientCallError, HubError, IntoCallFailure, SendError},
    hub::{ConnectedHook, DisconnectedHook, Hub, HubMethod, HubType},
    info::{
        AboutInfo, ClientInfo, ClientMethodInfo, DeprecatedInfo, HubInfo, MethodInfo, ParamInfo,
        Presence, RenameAll, StateFieldInfo, StateInfo,
    },
    policy::PolicyRow,
    state::{CallerState, NoState},
};

mod types;

pub use types::*;
