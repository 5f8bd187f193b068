//! The hub: written by hand, as the macros would.

use std::sync::{Arc, Mutex};

use futures_util::stream;
use tokio::sync::Semaphore;

use crate::{
    call::{
        HubParam, Reply,
        outgoing::{CallTarget, PushTarget},
        running,
        upload::Upload,
    },
    connection::DisconnectReason,
    error::{CallFailure, HubError, IntoCallFailure},
    hub::{
        ConnectedHook, DisconnectedHook, Hub, HubMethod, HubType,
        caller::Caller,
        clients::ClientContract,
        context::{DisconnectedContext, HubContext},
        policy::{Policy, PolicyRow},
        state::CallerState,
    },
    info::{
        AboutInfo, ClientInfo, ClientMethodInfo, HubInfo, MethodInfo, ParamInfo, Presence,
        RenameAll, StateFieldInfo, StateInfo,
    },
};

const ABOUT: AboutInfo = AboutInfo {
    rust: "tests",
    docs: "",
    deprecated: None,
};

/// What happened, in order.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub(super) fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub(super) struct TestHub {
    pub(super) log: Log,
    /// `wait` goes on when a permit comes.
    pub(super) gate: Arc<Semaphore>,
    pub(super) refuse: bool,
}

#[derive(Clone, Default)]
pub(super) struct TestState {
    name: String,
    age: u8,
}

impl CallerState for TestState {
    const INFO: StateInfo = StateInfo {
        name: "TestState",
        fields: &[
            StateFieldInfo {
                name: "name",
                docs: "",
                deprecated: None,
            },
            StateFieldInfo {
                name: "age",
                docs: "",
                deprecated: None,
            },
        ],
        about: ABOUT,
    };
    const TYPES: crate::__private::StateTypes = crate::__types!(|_types| {});

    fn initial() -> Self {
        Self::default()
    }

    fn copy(&self) -> Self {
        self.clone()
    }

    fn field_to_json(&self, index: usize) -> Result<String, serde_json::Error> {
        match index {
            0 => serde_json::to_string(&self.name),
            _ => serde_json::to_string(&self.age),
        }
    }

    fn set_field_from_json(&mut self, index: usize, json: &str) -> Result<(), serde_json::Error> {
        match index {
            0 => self.name = serde_json::from_str(json)?,
            _ => self.age = serde_json::from_str(json)?,
        }
        Ok(())
    }
}

pub(super) trait TestClient {}

pub(super) struct One(pub(super) CallTarget);

impl ClientContract for dyn TestClient + Send + Sync {
    type Many = PushTarget;
    type One = One;
    const INFO: ClientInfo = ClientInfo {
        name: "TestClient",
        about: ABOUT,
    };
    const METHODS: &'static [ClientMethodInfo] = &[
        ClientMethodInfo {
            name: "told",
            client_name: None,
            params: &[],
            answers: false,
            timeout: None,
            about: ABOUT,
        },
        ClientMethodInfo {
            name: "ask",
            client_name: None,
            params: &[],
            answers: true,
            timeout: None,
            about: ABOUT,
        },
    ];
    const TYPES: crate::__private::ClientTypes = crate::__types!(|_types| {});

    fn many(target: PushTarget) -> PushTarget {
        target
    }

    fn one(target: CallTarget) -> One {
        One(target)
    }
}

pub(super) const TOLD: &ClientMethodInfo =
    &<dyn TestClient + Send + Sync as ClientContract>::METHODS[0];
pub(super) const ASK: &ClientMethodInfo =
    &<dyn TestClient + Send + Sync as ClientContract>::METHODS[1];

impl HubType for TestHub {
    type Client = dyn TestClient + Send + Sync;
    type State = TestState;
    const INFO: HubInfo = HubInfo {
        name: "TestHub",
        client_name: None,
        rename_all: RenameAll::CamelCase,
        about: ABOUT,
    };
    const POLICIES: &'static [PolicyRow] = &[];
}

struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

const fn method(
    name: &'static str,
    params: &'static [ParamInfo],
    streams: bool,
    cancel: bool,
) -> MethodInfo {
    MethodInfo {
        name,
        client_name: None,
        params,
        streams,
        cancel,
        about: ABOUT,
    }
}

const fn param(name: &'static str, presence: Presence, upload: bool) -> ParamInfo {
    ParamInfo {
        name,
        presence,
        upload,
    }
}

/// One row; the body is an async block over the bound names.
macro_rules! row {
    ($info:expr, [$($policy:expr),*], |$call:ident, $context:ident, $reply:ident| $args:block => $body:expr) => {
        HubMethod {
            info: $info,
            policies: &[$($policy),*],
            invoke: |$call| {
                let args = $args;
                let (_hub, $context, $reply) = $call.bound()?;
                #[allow(clippy::redundant_closure_call)] // binds the arguments by pattern
                Ok(running(($body)(_hub, args, $context, $reply)))
            },
            types: crate::__types!(|_types| {}),
        }
    };
}

impl Hub for TestHub {
    const METHODS: &'static [HubMethod<Self>] = &[
        row!(
            method(
                "add",
                &[
                    param("left", Presence::Required, false),
                    param("right", Presence::Optional, false)
                ],
                false,
                false
            ),
            [],
            |call, context, reply| { (call.required::<u32>()?, call.optional::<u32>()?) } =>
            |_hub: Arc<TestHub>, (left, right): (u32, Option<u32>), _context: HubContext<TestHub>, reply: Reply| async move {
                reply.value(&(left + right.unwrap_or(100)));
            }
        ),
        row!(
            method("fail", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                reply.fail(HubError::new("no luck").into_call_failure());
            }
        ),
        row!(
            method("break", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                reply.fail(HubError::internal("the disk is full").into_call_failure());
            }
        ),
        row!(
            method("panic", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                tokio::task::yield_now().await;
                assert!(std::hint::black_box(false), "on purpose");
                reply.value(&());
            }
        ),
        row!(
            method("wait", &[], false, false),
            [],
            |call, context, reply| {} =>
            |hub: Arc<TestHub>, (), context: HubContext<TestHub>, reply: Reply| async move {
                hub.log.add("wait began");
                hub.gate.acquire().await.unwrap().forget();
                hub.log.add(format!("wait ended, cancelled: {}", context.is_cancelled()));
                reply.value(&"done");
            }
        ),
        row!(
            method("waitOrCancel", &[], false, true),
            [],
            |call, context, reply| {} =>
            |hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                hub.gate.acquire().await.unwrap().forget();
                reply.value(&"done");
            }
        ),
        row!(
            method("count", &[param("to", Presence::Required, false)], true, false),
            [],
            |call, context, reply| { call.required::<u32>()? } =>
            |hub: Arc<TestHub>, to: u32, _context: HubContext<TestHub>, reply: Reply| async move {
                let gate = hub.gate.clone();
                reply.stream(stream::unfold(0, move |next| {
                    let gate = gate.clone();
                    async move {
                        if next == 2 {
                            gate.acquire().await.unwrap().forget();
                        }
                        (next < to).then_some((next, next + 1))
                    }
                })).await;
            }
        ),
        row!(
            method("sum", &[param("numbers", Presence::Required, <Upload<u32> as HubParam>::UPLOAD)], false, false),
            [],
            |call, context, reply| { call.required::<Upload<u32>>()? } =>
            |_hub: Arc<TestHub>, mut numbers: Upload<u32>, _context: HubContext<TestHub>, reply: Reply| async move {
                let mut sum = 0;
                while let Some(number) = numbers.next().await {
                    match number {
                        Ok(number) => sum += number,
                        Err(error) => return reply.fail(CallFailure::visible(error.to_string())),
                    }
                }
                reply.value(&sum);
            }
        ),
        row!(
            method("askMe", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), context: HubContext<TestHub>, reply: Reply| async move {
                let answer = context.clients().caller().0.call::<u32, _>(ASK, ("how many?",)).await;
                match answer {
                    Ok(answer) => reply.value(&answer),
                    Err(error) => reply.fail(CallFailure::visible(error.to_string())),
                }
            }
        ),
        row!(
            method("secret", &[], false, false),
            [PolicyRow::new::<SignedIn>("SignedIn")],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                reply.value(&"the secret");
            }
        ),
        row!(
            method("grow", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), context: HubContext<TestHub>, reply: Reply| async move {
                context.state().update(|state| state.age += 1);
                reply.value(&context.state().get().name);
            }
        ),
        row!(
            method("nan", &[], false, false),
            [],
            |call, context, reply| {} =>
            |_hub: Arc<TestHub>, (), _context: HubContext<TestHub>, reply: Reply| async move {
                reply.value(&[1.0, f64::NAN]);
            }
        ),
    ];

    fn find(name: &str) -> Option<usize> {
        Self::METHODS
            .iter()
            .position(|method| method.info.name == name)
    }

    fn on_connected<'a>(&'a self, context: &'a HubContext<Self>) -> Option<ConnectedHook<'a>> {
        Some(Box::pin(async move {
            let state = context.state().get();
            self.log.add(format!(
                "connected {:?} {} reconnect: {}",
                state.name,
                state.age,
                context.is_reconnect()
            ));
            if self.refuse {
                return Err(CallFailure::visible("not today"));
            }
            Ok(())
        }))
    }

    fn on_disconnected<'a>(
        &'a self,
        _context: &'a DisconnectedContext<Self>,
        reason: DisconnectReason,
    ) -> Option<DisconnectedHook<'a>> {
        Some(Box::pin(async move {
            self.log.add(format!("disconnected: {reason}"));
        }))
    }
}
