//! A hub with its connections, and the client's end of one.

use std::{collections::VecDeque, future::poll_fn, sync::Arc, task::Poll};

use http::{Extensions, HeaderMap, Uri};
use tokio::{sync::Semaphore, time::Instant};

use super::{
    hub::{Log, TestHub},
    log,
};
use crate::{
    connection::{Authentication, Connection, ConnectionId, Place, RequestInfo, UserId},
    delivery::memory::MemoryDelivery,
    engine::Engine,
    hub::{
        filter::Filters,
        mounted::{AnyHub, MethodMeters, Mounted},
        names::MethodNames,
        others::Hubs,
    },
    options::HubOptions,
    protocol::Transport,
};

/// A hub and its connections.
pub(super) struct Bench {
    pub(super) mounted: Arc<Mounted<TestHub>>,
    pub(super) log: Log,
    pub(super) gate: Arc<Semaphore>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self::with(|_| {}, false)
    }

    pub(super) fn with(change: impl FnOnce(&mut HubOptions), refuse: bool) -> Self {
        Self::filtered(change, refuse, Arc::new([]))
    }

    pub(super) fn filtered(
        change: impl FnOnce(&mut HubOptions),
        refuse: bool,
        filters: Filters,
    ) -> Self {
        log::listen();
        let (log, gate) = (Log::default(), Arc::new(Semaphore::new(0)));
        let mut options = HubOptions::default();
        change(&mut options);
        let mounted = Arc::new(Mounted {
            hub: Arc::new(TestHub {
                log: log.clone(),
                gate: gate.clone(),
                refuse,
            }),
            names: MethodNames::of::<TestHub>(),
            meters: MethodMeters::of::<TestHub>(),
            nack_listeners: Arc::new([]),
            delivery: Arc::new(MemoryDelivery::default()),
            options: Arc::new(options),
            filters,
            members: None,
        });
        Self { mounted, log, gate }
    }

    /// A connection that has not shaken hands.
    pub(super) fn raw(&self, query: &str) -> Wire {
        let uri: Uri = format!("/test?{query}").parse().unwrap();
        let mut extensions = Extensions::new();
        if query.contains("user=ann") {
            extensions.insert(UserId::from("ann"));
        }
        let request = RequestInfo::new(&uri, &HeaderMap::new(), extensions);
        let core = Arc::new(Connection::new(
            ConnectionId::random(),
            request.user_id().cloned(),
            Transport::WebSockets,
            Authentication {
                request: Arc::new(request),
                expires: None,
            },
            self.mounted.options.outbox(),
            Arc::new(Place {
                path: "/test".to_owned(),
                limits: self.mounted.options.limits(),
            }),
        ));
        let session = self.mounted.clone().open(core.clone(), Hubs::default());
        let engine = Engine::new(core.clone(), session, self.mounted.options.clone());
        Wire { core, engine }
    }

    /// A stock client after its handshake.
    pub(super) async fn stock(&self) -> Wire {
        self.connect("").await
    }

    pub(super) async fn connect(&self, query: &str) -> Wire {
        let mut wire = self.raw(query);
        assert_eq!(
            wire.exchange(r#"{"protocol":"json","version":1}"#).await,
            ["{}"]
        );
        wire
    }
}

/// The client's end of one engine.
pub(super) struct Wire {
    pub(super) core: Arc<Connection>,
    pub(super) engine: Engine,
}

impl Wire {
    /// A request says that the client's identity ends at `expires`.
    pub(super) fn authenticate(&self, expires: Option<Instant>) {
        let request = self.core.request();
        self.core.authenticate(Authentication { request, expires });
    }

    pub(super) async fn feed(&mut self, bytes: &[u8]) {
        poll_fn(|cx| {
            self.engine.receive(bytes, cx);
            Poll::Ready(())
        })
        .await;
        self.turn().await;
    }

    /// Lets the engine do what it can do at once.
    pub(super) async fn turn(&mut self) -> bool {
        for _ in 0..4 {
            let over = poll_fn(|cx| Poll::Ready(self.engine.poll(cx).is_ready())).await;
            if over {
                return true;
            }
            tokio::task::yield_now().await;
        }
        false
    }

    /// Sleeps, as a transport does, until there is something to send.
    pub(super) async fn next_output(&mut self) -> Vec<String> {
        poll_fn(|cx| {
            self.core.outbox.register(cx.waker());
            self.core.register_engine(cx.waker());
            let _ = self.engine.poll(cx);
            let received = self.received();
            if received.is_empty() {
                return Poll::Pending;
            }
            Poll::Ready(received)
        })
        .await
    }

    pub(super) fn received_bytes(&self) -> Vec<u8> {
        let mut segments = VecDeque::new();
        self.core.outbox.take(&mut segments, 64);
        segments
            .iter()
            .flat_map(|segment| segment.to_vec())
            .collect()
    }

    pub(super) fn received(&self) -> Vec<String> {
        let text = String::from_utf8(self.received_bytes()).unwrap();
        text.split_terminator('\x1e').map(str::to_owned).collect()
    }

    pub(super) async fn exchange(&mut self, message: &str) -> Vec<String> {
        self.feed(format!("{message}\x1e").as_bytes()).await;
        self.received()
    }

    /// Sends a call with id "1" and returns what comes back.
    pub(super) async fn call(&mut self, target: &str, arguments: &str) -> Vec<String> {
        self.exchange(&format!(
            r#"{{"type":1,"invocationId":"1","target":"{target}","arguments":{arguments}}}"#
        ))
        .await
    }

    /// Drives the engine until it is over, timers included.
    pub(super) async fn finish(&mut self) -> Vec<String> {
        poll_fn(|cx| self.engine.poll(cx)).await;
        self.received()
    }
}

pub(super) fn result(value: &str) -> Vec<String> {
    vec![format!(
        r#"{{"type":3,"invocationId":"1","result":{value}}}"#
    )]
}

pub(super) fn error(text: &str) -> Vec<String> {
    vec![format!(
        r#"{{"type":3,"invocationId":"1","error":{}}}"#,
        serde_json::Value::from(text)
    )]
}
