//! What `axum::serve` leaves open: how long a client may take for a request's head, and when a socket is given up.

use std::{future::Future, io, pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// How long a client is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, and between two requests on one socket.
    pub head: Duration,
    /// For a client that takes nothing of what was sent, or is gone without a word.
    pub unread: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            unread: Duration::from_secs(60),
        }
    }
}

/// Serves `app` until `end`, and then what is in flight.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    patience: Patience,
    end: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    // Without a timer, hyper has no time limits at all.
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head);
    // Each task holds a receiver: it hears of the end, and is waited for.
    let (ending, ended) = watch::channel(());
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let socket = match accepted {
            Ok((socket, _)) => socket,
            Err(error) => {
                // Most likely there are too many open files; at once it would fail again.
                tracing::warn!(%error, "no socket accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        if let Err(error) = tune(&socket, patience.unread) {
            tracing::debug!(%error, "the client has left, or this system lacks an option");
        }
        let service = TowerToHyperService::new(app.clone());
        let connection = http.serve_connection(TokioIo::new(socket), service);
        let (connection, mut ended) = (connection.with_upgrades(), ended.clone());
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            let served = tokio::select! {
                served = connection.as_mut() => served,
                _ = ended.changed() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = served {
                tracing::debug!(%error, "a socket ended");
            }
        });
    }
    drop((listener, ended));
    ending.send_replace(());
    ending.closed().await;
}

fn tune(socket: &TcpStream, unread: Duration) -> io::Result<()> {
    // Small messages go out at once. WebSockets do it themselves, event streams and polls cannot.
    socket.set_nodelay(true)?;
    let socket = SockRef::from(socket);
    // Finds clients that vanished while nothing was to be sent to them.
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(unread))?;
    // Ends responses whose client stopped to read: hyper holds them as long as the socket lives.
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(unread))?;
    Ok(())
}
