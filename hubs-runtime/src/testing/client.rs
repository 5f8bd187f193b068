//! The connected test client.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use serde::Serialize;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{
    ConnectError, ReadArguments, TestAnswer, TestCall, TestClientBuilder, TestError,
    WriteArguments, builder::close_message, calls::rust_name, link::TestWire,
};
use crate::{
    call::scope::CallScope,
    connection::InputEnd,
    connection::{Connection, ConnectionId, NamesUser},
    hub::{
        Hub, HubType, clients::ClientContract, context::HubContext, session::Session,
        state::CallerState,
    },
    info::ClientMethodInfo,
    protocol,
    server::HubServer,
    transport::memory::Piece,
    wire,
};

/// A client of hub `H` in the same process. See [the module](super).
///
/// Dropping it is a transport that breaks; [`Self::close`] is a client that stops.
pub struct TestClient<H: Hub> {
    pub(super) link: Arc<TestWire>,
    session: Arc<Session<H>>,
    core: Arc<Connection>,
    reader: JoinHandle<()>,
    finished: CancellationToken,
    pub(super) patience: Duration,
}

impl<H: Hub> fmt::Debug for TestClient<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClient")
            .field("hub", &H::INFO.name)
            .field("connection", &self.core)
            .finish_non_exhaustive()
    }
}

impl<H: Hub> Drop for TestClient<H> {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// How a connection ended, as its client sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Text of the Close message.
    pub error: Option<String>,
    /// Whether the client may reconnect by itself.
    pub allow_reconnect: bool,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error.as_deref().unwrap_or("without an error"))?;
        if self.allow_reconnect {
            f.write_str(" (the client may reconnect)")?;
        }
        Ok(())
    }
}

impl<H: Hub> TestClient<H> {
    /// Connects without a user, in JSON.
    ///
    /// # Errors
    /// See [`TestClientBuilder::connect`].
    pub async fn connect(server: &HubServer) -> Result<Self, ConnectError> {
        Self::builder(server).connect().await
    }

    /// Connects as `user`, in JSON.
    ///
    /// # Errors
    /// See [`TestClientBuilder::connect`].
    pub fn connect_as(
        server: &HubServer,
        user: impl NamesUser,
    ) -> Pin<Box<dyn Future<Output = Result<Self, ConnectError>> + Send>> {
        let client = Self::builder(server).user(user);
        // The type of the user's id is not part of the future's, so of a wrong one rustc says one thing.
        Box::pin(client.connect())
    }

    /// Describes a client: user, headers, protocol, state.
    pub fn builder(server: &HubServer) -> TestClientBuilder<H> {
        TestClientBuilder::new(server)
    }

    pub(super) fn new(
        link: Arc<TestWire>,
        session: Arc<Session<H>>,
        core: Arc<Connection>,
        reader: JoinHandle<()>,
        finished: CancellationToken,
        patience: Duration,
    ) -> Self {
        Self {
            link,
            session,
            core,
            reader,
            finished,
            patience,
        }
    }

    /// Public id of the connection.
    pub fn connection_id(&self) -> &ConnectionId {
        &self.core.id
    }

    /// Runs code as if this client had called: with the hub and a context whose caller is this client.
    ///
    /// What it calls pushes to this client and others, joins groups and sees the state, but the call itself crosses no wire: no
    /// filter and no policy sees it. [`Self::calls`] is for those.
    pub async fn as_caller<R>(&self, run: impl AsyncFnOnce(&H, &HubContext<H>) -> R) -> R {
        let scope = Arc::new(CallScope::new());
        let hub = self.session.mounted.hub.clone();
        let context = HubContext::new(self.session.clone(), scope);
        run(&hub, &context).await
    }

    /// A call of a hub method by name, not yet made: for uploads, streams, calls without an answer.
    pub fn call<A: WriteArguments>(&self, method: &str, arguments: A) -> TestCall<'_, H, A> {
        TestCall::new(self, method, arguments)
    }

    /// Calls a hub method by name, over the wire, and waits for its answer. Without a result, `R` is `()`.
    ///
    /// [`Self::calls`] has the hub's methods with their types.
    ///
    /// # Errors
    /// [`TestError`].
    pub fn invoke<'c, R: serde::de::DeserializeOwned + 'c>(
        &'c self,
        method: &str,
        arguments: impl WriteArguments,
    ) -> TestAnswer<'c, R> {
        self.call(method, arguments).boxed_answer()
    }

    /// Calls a hub method over the wire; nobody answers, not even with an error.
    ///
    /// # Errors
    /// [`TestError::Encode`].
    pub fn send(&self, method: &str, arguments: impl WriteArguments) -> TestAnswer<'_, ()> {
        self.call(method, arguments).boxed_send()
    }

    /// Waits for the next call of client method `method`, which other calls may come before, and returns its arguments.
    ///
    /// # Errors
    /// [`TestError`] if none comes, or if its arguments are no `A`.
    ///
    /// # Panics
    /// If the hub's client contract has no such method.
    pub async fn next<A: ReadArguments>(&self, method: &str) -> Result<A, TestError> {
        let method = client_method::<H>(method);
        let came = self.link.wait(|desk| {
            let position = desk
                .pushes
                .iter()
                .position(|push| push.target == method.name);
            match position.and_then(|position| desk.pushes.remove(position)) {
                Some(push) => Some(Ok(push)),
                None => desk.closed.clone().map(Err),
            }
        });
        match self
            .in_time(&format!("call of `{}`", method.name), came)
            .await?
        {
            Ok(push) => read(&push.arguments, method.name),
            Err(closed) => Err(TestError::Closed(closed)),
        }
    }

    /// The arguments of the next call of client method `method` if it has come already.
    ///
    /// Before it looks, everything that can go on at once does; while the clock is paused nothing is missed.
    ///
    /// # Errors
    /// [`TestError::Decode`].
    ///
    /// # Panics
    /// If the hub's client contract has no such method.
    pub async fn try_next<A: ReadArguments>(&self, method: &str) -> Result<Option<A>, TestError> {
        let method = client_method::<H>(method);
        // A paused clock goes on only when nothing else can.
        tokio::time::sleep(Duration::from_millis(1)).await;
        let mut desk = self.link.desk.lock();
        let position = desk
            .pushes
            .iter()
            .position(|push| push.target == method.name);
        let push = position.and_then(|position| desk.pushes.remove(position));
        drop(desk);
        push.map(|push| read(&push.arguments, method.name))
            .transpose()
    }

    /// Answers every call of client method `method` from now on.
    ///
    /// # Panics
    /// If the hub's client contract has no such method.
    pub fn answer<A: ReadArguments, R: Serialize>(
        &self,
        method: &str,
        mut answer: impl FnMut(A) -> R + Send + 'static,
    ) {
        self.try_answer(method, move |arguments| Ok(answer(arguments)));
    }

    /// Answers every call of client method `method` from now on, with a value or with an error's text.
    ///
    /// # Panics
    /// If the hub's client contract has no such method.
    pub fn try_answer<A: ReadArguments, R: Serialize>(
        &self,
        method: &str,
        mut answer: impl FnMut(A) -> Result<R, String> + Send + 'static,
    ) {
        let name = hubs_contract::names::fold(client_method::<H>(method).name);
        let answerer = Box::new(
            move |arguments: &protocol::OwnedArguments,
                  encoding: protocol::Encoding,
                  id: &str,
                  buffer: &mut Vec<u8>| {
                let arguments =
                    A::read(&mut arguments.view()).map_err(|fault| fault.to_string())?;
                let value = answer(arguments)?;
                protocol::Completion::result(id, &value)
                    .encode(encoding, buffer)
                    .map_err(|error| error.to_string())
            },
        );
        let mut desk = self.link.desk.lock();
        desk.silent.remove(&name);
        desk.answerers.insert(name, answerer);
    }

    /// Never answers client method `method` from now on, as a client does that hangs.
    ///
    /// # Panics
    /// If the hub's client contract has no such method.
    pub fn stay_silent(&self, method: &str) {
        let name = hubs_contract::names::fold(client_method::<H>(method).name);
        self.link.desk.lock().silent.insert(name);
    }

    /// The caller state as this client knows it; see [`TestClientBuilder::state`].
    ///
    /// # Panics
    /// If the server sent a field that is not of its type.
    pub fn state(&self) -> <H as HubType>::State {
        let desk = self.link.desk.lock();
        let mut state = H::State::initial();
        for (index, field) in H::State::INFO.fields.iter().enumerate() {
            if let Some(json) = desk.state.get(field.name) {
                state.set_field_from_json(index, json.get()).expect(
                    "the server sends fields of their types; this is a bug in hubs-runtime",
                );
            }
        }
        state
    }

    /// Changes this client's state and tells the server at once.
    ///
    /// # Errors
    /// [`TestError::Failed`] if the server refuses it, and to clients that connected without a state.
    ///
    /// # Panics
    /// If a field cannot be serialized.
    pub async fn update_state(
        &self,
        update: impl FnOnce(&mut <H as HubType>::State),
    ) -> Result<(), TestError> {
        let mut state = self.state();
        let before: Vec<String> = fields(&state).map(|(_, json)| json).collect();
        update(&mut state);
        let changed: Vec<String> = fields(&state)
            .zip(before)
            .filter(|((_, json), before)| json != before)
            .map(|((name, json), _)| format!("{}:{json}", serde_json::Value::from(name)))
            .collect();
        let json = format!("{{{}}}", changed.join(","));
        self.invoke::<()>(wire::STATE, (&json,)).await?;
        self.link.merge_state(&json);
        Ok(())
    }

    /// Waits until the server has ended the connection and its hub knows.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn closed(&self) -> Result<Closed, TestError> {
        let closed = self.link.wait(|desk| desk.closed.clone());
        let closed = self.in_time("end of the connection", closed).await?;
        self.in_time("end of `on_disconnected`", self.finished.cancelled())
            .await?;
        Ok(closed)
    }

    /// Stops in order, as clients do, and waits until the hub knows.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn close(self) -> Result<(), TestError> {
        let message = close_message(self.link.encoding.protocol);
        self.link.send(Piece::Bytes(message.into())).await;
        self.in_time("end of `on_disconnected`", self.finished.cancelled())
            .await
    }

    /// Leaves without a word, as a client whose network breaks, and waits until the hub knows.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn lose(self) -> Result<(), TestError> {
        self.link.send(Piece::End(InputEnd::Lost)).await;
        self.in_time("end of `on_disconnected`", self.finished.cancelled())
            .await
    }

    /// Waits for `wait`, but not forever.
    pub(super) async fn in_time<T>(
        &self,
        what: &str,
        wait: impl Future<Output = T>,
    ) -> Result<T, TestError> {
        in_time(&self.link, self.patience, what, wait).await
    }
}

/// Waits for `wait`, but no longer than `patience`.
pub(super) async fn in_time<T>(
    link: &TestWire,
    patience: Duration,
    what: &str,
    wait: impl Future<Output = T>,
) -> Result<T, TestError> {
    let waited = tokio::time::timeout(patience, wait).await;
    waited.map_err(|_| timed_out(link, what, patience))
}

/// The error of a wait in vain, with what came instead.
pub(super) fn timed_out(link: &TestWire, what: &str, timeout: Duration) -> TestError {
    let desk = link.desk.lock();
    let came: Vec<&str> = desk.pushes.iter().map(|push| &*push.target).collect();
    let seen = match (&desk.closed, came.is_empty()) {
        (Some(closed), _) => format!("the connection was closed: {closed}"),
        (None, true) => "no other call waits".to_owned(),
        (None, false) => format!("calls of {} wait", came.join(", ")),
    };
    TestError::TimedOut {
        what: what.to_owned(),
        timeout,
        seen,
    }
}

fn read<A: ReadArguments>(
    arguments: &protocol::OwnedArguments,
    method: &str,
) -> Result<A, TestError> {
    A::read(&mut arguments.view()).map_err(|fault| TestError::Decode {
        what: format!("the call of `{method}`"),
        reason: fault.to_string(),
    })
}

fn fields<S: CallerState>(state: &S) -> impl Iterator<Item = (&'static str, String)> {
    S::INFO.fields.iter().enumerate().map(|(index, field)| {
        let json = state.field_to_json(index);
        (field.name, json.expect("a field as JSON"))
    })
}

/// The client method that a test means: by its wire name, ignoring case, or by its name in Rust.
fn client_method<H: Hub>(name: &str) -> &'static ClientMethodInfo {
    type Client<H> = <H as HubType>::Client;
    let methods = <Client<H> as ClientContract>::METHODS;
    let found = methods
        .iter()
        .find(|method| method.name.eq_ignore_ascii_case(name) || rust_name(&method.about) == name);
    found.unwrap_or_else(|| {
        let known: Vec<&str> = methods.iter().map(|method| method.name).collect();
        panic!(
            "the clients of hub `{}` have no method `{name}`; they have: {}",
            H::INFO.name,
            known.join(", ")
        )
    })
}

/// Sends the hello of a client with state and takes the server's state over.
pub(super) async fn say_hello<H: Hub>(
    client: &TestClient<H>,
    hello: (impl Serialize,),
) -> Result<(), ConnectError> {
    client.link.desk.lock().expect_hello();
    match client
        .invoke::<serde::de::IgnoredAny>(wire::HELLO, hello)
        .await
    {
        Ok(_) => Ok(()),
        Err(TestError::Closed(closed)) => Err(ConnectError::Closed(closed)),
        Err(error) => Err(ConnectError::Handshake(error.to_string())),
    }
}
