//! Serving hubs on a free port.

use hubs_runtime::HubServer;

/// Serves `hubs` until the test is over; the result is where.
pub(crate) async fn serve(hubs: &HubServer) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = hubs.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}
