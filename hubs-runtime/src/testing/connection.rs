//! Raw connections without a network.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    ConnectError, TestError,
    builder::DEFAULT_PATIENCE,
    request::{TestRequest, request_settings},
};
use crate::{
    connection::{Connection, ConnectionId, InputEnd},
    raw::RawMessage,
    server::HubServer,
    transport::memory::{MemoryEnd, Piece},
    websocket::{CloseCode, MessageKind},
};

/// A client of a [`ConnectionHandler`](crate::ConnectionHandler), in the process of its test.
///
/// ```
/// use hubs_runtime::{HubServer, RawConnection, testing::TestConnection};
///
/// /// Sends everything back.
/// async fn echo(mut connection: RawConnection) {
///     while let Some(message) = connection.recv().await {
///         if connection.send(message).await.is_err() {
///             return;
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = HubServer::builder().connection("/echo", echo).build()?;
/// let mut client = TestConnection::connect(&server, "/echo").await?;
/// client.send("hello").await;
/// assert_eq!(client.next().await?.expect("a message").as_text(), Some("hello"));
/// client.close().await?;
/// # Ok(())
/// # }
/// ```
pub struct TestConnection {
    core: Arc<Connection>,
    to_server: mpsc::Sender<Piece>,
    from_server: mpsc::Receiver<(MessageKind, Bytes)>,
    close: Arc<OnceLock<(CloseCode, String)>>,
    finished: CancellationToken,
    patience: Duration,
}

impl fmt::Debug for TestConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestConnection").field(&self.core).finish()
    }
}

/// How a raw connection ended, as a WebSocket's client is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionClosed {
    /// The code (RFC 6455, section 7.4): 1000 if its handler ended.
    pub code: u16,
    /// The reason, for people; often empty.
    pub reason: String,
}

impl fmt::Display for ConnectionClosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {} {}", self.code, self.reason)
    }
}

impl TestConnection {
    /// Connects to the handler at `path`, as nobody.
    ///
    /// # Errors
    /// [`ConnectError`] if nothing serves raw connections there, or a policy or a limit refuses the client.
    pub async fn connect(server: &HubServer, path: &str) -> Result<Self, ConnectError> {
        Self::builder(server, path).connect().await
    }

    /// How to connect to the handler at `path`: as a user, with headers.
    pub fn builder(server: &HubServer, path: &str) -> TestConnectionBuilder {
        TestConnectionBuilder {
            server: server.clone(),
            path: path.to_owned(),
            request: TestRequest::default(),
            patience: DEFAULT_PATIENCE,
        }
    }

    /// The id by which the server knows the connection.
    pub fn connection_id(&self) -> &ConnectionId {
        &self.core.id
    }

    /// Sends a message, whole; waits while the server takes no more. A server that has ended the connection takes none.
    pub async fn send(&self, message: impl Into<RawMessage>) {
        let message = message.into();
        let is_text = message.is_text();
        let bytes = message.into_bytes();
        let piece = if is_text {
            Piece::Text(bytes)
        } else {
            Piece::Bytes(bytes)
        };
        let _ = self.to_server.send(piece).await;
    }

    /// The next message; `None` once the connection is over and everything was taken.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    ///
    /// # Cancel safety
    /// Safe to drop and call again.
    pub async fn next(&mut self) -> Result<Option<RawMessage>, TestError> {
        let next = tokio::time::timeout(self.patience, self.from_server.recv()).await;
        let next = next.map_err(|_| self.timed_out("message"))?;
        Ok(next.map(|(kind, bytes)| RawMessage::received(kind, bytes)))
    }

    /// Waits until the server has ended the connection and its handler is done.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn closed(&self) -> Result<ConnectionClosed, TestError> {
        self.finished().await?;
        let (code, reason) = self.close.get().cloned().unwrap_or_else(|| {
            // Its task panicked or its runtime ended: nothing was said.
            (CloseCode::INTERNAL_ERROR, String::new())
        });
        let code = code.get();
        Ok(ConnectionClosed { code, reason })
    }

    /// Stops in order, as a WebSocket's client does with a Close frame, and waits until the handler is done.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn close(self) -> Result<(), TestError> {
        self.end(InputEnd::Graceful).await
    }

    /// Leaves without a word, as a client whose network breaks, and waits until the handler is done.
    ///
    /// # Errors
    /// [`TestError::TimedOut`].
    pub async fn lose(self) -> Result<(), TestError> {
        self.end(InputEnd::Lost).await
    }

    async fn end(self, how: InputEnd) -> Result<(), TestError> {
        let _ = self.to_server.send(Piece::End(how)).await;
        self.finished().await
    }

    async fn finished(&self) -> Result<(), TestError> {
        let finished = tokio::time::timeout(self.patience, self.finished.cancelled()).await;
        finished.map_err(|_| self.timed_out("end of the handler"))
    }

    fn timed_out(&self, what: &str) -> TestError {
        let seen = match self.close.get() {
            Some((code, reason)) => format!("the connection was closed: code {code} {reason}"),
            None => "the connection is open".to_owned(),
        };
        TestError::TimedOut {
            what: what.to_owned(),
            timeout: self.patience,
            seen,
        }
    }
}

/// A raw connection of a test that is not there yet; made by [`TestConnection::builder`].
#[derive(Debug)]
#[must_use = "nothing connects before `connect`"]
pub struct TestConnectionBuilder {
    server: HubServer,
    path: String,
    request: TestRequest,
    patience: Duration,
}

impl TestConnectionBuilder {
    request_settings!();

    /// Connects.
    ///
    /// # Errors
    /// [`ConnectError`] if nothing serves raw connections there, or a policy or a limit refuses the client.
    pub async fn connect(self) -> Result<TestConnection, ConnectError> {
        let Self {
            server,
            path,
            request,
            patience,
        } = self;
        let opened = server.open_raw_in_memory(&path, request.info()).await;
        let opened = opened.ok_or(ConnectError::NoHandler(path))?;
        let MemoryEnd {
            core,
            to_server,
            from_server,
            opened: _,
            close,
            finished,
        } = opened.map_err(|refused| ConnectError::Refused {
            status: refused.status.as_u16(),
            text: refused.text,
        })?;
        Ok(TestConnection {
            core,
            to_server,
            from_server,
            close,
            finished,
            patience,
        })
    }
}
