//! How the servers of tests serve that are processes of their own.

use std::{io::Read, time::Duration};

use axum::{Router, serve::ListenerExt};
use hubs_runtime::HubServer;

/// Serves `app`, which has the hubs; prints `listening on http://127.0.0.1:PORT`; ends when standard input does.
pub(crate) async fn serve(hubs: HubServer, app: Router) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    // Event streams and answers to posts would wait for acknowledgements; if it cannot be set, they do.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            // Whoever started the server holds its standard input open.
            let _ =
                tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
            hubs.shutdown(Duration::from_secs(5)).await;
        })
        .await
}
