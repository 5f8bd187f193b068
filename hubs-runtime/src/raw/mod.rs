//! Raw connections: an application's own messages over SignalR's negotiation and transports, without a hub.

mod connection;
mod endpoint;
mod message;

use std::{any::type_name, fmt, future::Future, marker::PhantomData, sync::Arc};

use futures_util::future::BoxFuture;

pub(crate) use self::endpoint::RawEndpoint;
pub use self::{
    connection::{RawConnection, RawSendError, RawSender},
    message::RawMessage,
};
use crate::hub::policy::{Policy, PolicyRow};

/// Serves raw connections: what `ConnectionHandler` is in ASP.NET Core.
///
/// Clients reach it as they reach a hub: they negotiate, or open a WebSocket at once; messages travel over WebSockets,
/// Server-Sent Events or long polling. There is no handshake, no hub protocol and no ping, so what the messages mean is the
/// application's own affair. The official clients' own connections speak it (`HttpConnection` in JavaScript and .NET), and
/// so does any plain WebSocket.
///
/// An `async` function or closure of a [`RawConnection`] is a handler:
///
/// ```
/// use hubs_runtime::{HubServer, RawConnection};
///
/// /// Sends everything back, text as text and bytes as bytes.
/// async fn echo(mut connection: RawConnection) {
///     while let Some(message) = connection.recv().await {
///         if connection.send(message).await.is_err() {
///             return;
///         }
///     }
/// }
///
/// let server = HubServer::builder().connection("/echo", echo).build()?;
/// let app: axum::Router = server.router();
/// # Ok::<(), hubs_runtime::BuildError>(())
/// ```
///
/// A connection lasts as long as its handler: when the handler ends, what was sent still arrives, then the connection is
/// closed. When the connection ends first, [`RawConnection::recv`] gives what had come and then `None`; the handler
/// may go on for [`hook_timeout`](crate::HubOptions::hook_timeout) and is dropped then. A handler that panics ends its
/// own connection and no other; a WebSocket is closed with code 1011.
///
/// The limits are those of [`HubOptions`](crate::HubOptions): sizes, queues, connections, timeouts, transports.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not serve raw connections",
    note = "write `async fn {Self}(mut connection: hubs_runtime::RawConnection) {{ … }}`, or implement `ConnectionHandler`"
)]
pub trait ConnectionHandler: Send + Sync + 'static {
    /// Serves one connection, which is closed when this ends.
    fn connected(&self, connection: RawConnection) -> impl Future<Output = ()> + Send;

    /// Lets only callers in whom policy `P` allows. It is asked of the request, as a hub's own policies are: at negotiation
    /// and when a transport opens. See [`Caller`](crate::Caller), whose `hub()` is the name of the handler's type.
    ///
    /// ```
    /// use hubs_runtime::{Caller, ConnectionHandler, HubServer, Policy, RawConnection};
    ///
    /// struct SignedIn;
    ///
    /// impl Policy for SignedIn {
    ///     async fn allows(caller: &Caller) -> bool {
    ///         caller.user_id().is_some()
    ///     }
    /// }
    ///
    /// async fn greet(connection: RawConnection) {
    ///     let name = connection.user_id().map_or("you", |user| user.as_str()).to_owned();
    ///     // Who has left already is not greeted.
    ///     let _ = connection.send(format!("hello, {name}")).await;
    /// }
    ///
    /// let server = HubServer::builder().connection("/greet", greet.authorize::<SignedIn>());
    /// # server.build()?;
    /// # Ok::<(), hubs_runtime::BuildError>(())
    /// ```
    fn authorize<P: Policy>(self) -> Authorized<P, Self>
    where
        Self: Sized,
    {
        Authorized {
            handler: self,
            policy: PhantomData,
        }
    }

    /// The policies that stand before it, the first to be asked first.
    #[doc(hidden)]
    fn policies() -> Vec<PolicyRow>
    where
        Self: Sized,
    {
        Vec::new()
    }
}

impl<F, Fut> ConnectionHandler for F
where
    F: Fn(RawConnection) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send,
{
    fn connected(&self, connection: RawConnection) -> impl Future<Output = ()> + Send {
        self(connection)
    }
}

/// A handler with a policy before it: [`ConnectionHandler::authorize`].
pub struct Authorized<P, H> {
    handler: H,
    policy: PhantomData<fn() -> P>,
}

impl<P, H> fmt::Debug for Authorized<P, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorized")
            .field("policy", &type_name::<P>())
            .field("handler", &type_name::<H>())
            .finish()
    }
}

impl<P: Policy, H: ConnectionHandler> ConnectionHandler for Authorized<P, H> {
    fn connected(&self, connection: RawConnection) -> impl Future<Output = ()> + Send {
        self.handler.connected(connection)
    }

    fn policies() -> Vec<PolicyRow> {
        let mut policies = vec![PolicyRow::new::<P>(type_name::<P>())];
        policies.extend(H::policies());
        policies
    }
}

/// A handler without its type.
pub(crate) trait AnyHandler: Send + Sync {
    fn connected(self: Arc<Self>, connection: RawConnection) -> BoxFuture<'static, ()>;
}

impl<H: ConnectionHandler> AnyHandler for H {
    fn connected(self: Arc<Self>, connection: RawConnection) -> BoxFuture<'static, ()> {
        Box::pin(async move { ConnectionHandler::connected(&*self, connection).await })
    }
}
