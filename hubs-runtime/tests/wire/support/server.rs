//! A server whose tasks can be counted.

use std::{net::SocketAddr, time::Duration};

use axum::serve::ListenerExt;
use hubs_runtime::HubServer;
use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::Runtime,
};

/// Serves hubs on a port of this machine until it is dropped.
pub struct Server {
    pub hubs: HubServer,
    address: SocketAddr,
    /// Its own, so that its tasks can be told from those of clients.
    runtime: Option<Runtime>,
}

impl Server {
    pub fn start(hubs: HubServer) -> Self {
        let router = hubs.router();
        Self::start_router(hubs, router)
    }

    /// With middleware around the hubs' routes.
    pub fn start_router(hubs: HubServer, router: axum::Router) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let listener = {
            let _inside = runtime.enter();
            listen()
        };
        let address = listener.local_addr().expect("an address");
        // Small writes that follow each other wait for nothing.
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        runtime.spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            hubs,
            address,
            runtime: Some(runtime),
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `scheme`: `http` or `ws`.
    pub fn url(&self, scheme: &str, path_and_query: &str) -> String {
        format!("{scheme}://{}{path_and_query}", self.address)
    }

    /// Tasks of the server that are alive: one accepts, others serve connections.
    pub fn tasks(&self) -> usize {
        self.runtime().metrics().num_alive_tasks()
    }

    /// Ends every connection; how many are left after `patience`.
    pub async fn shut_down(&self, patience: Duration) -> usize {
        let hubs = self.hubs.clone();
        let shutdown = async move { hubs.shutdown(patience).await };
        let left = self.runtime().spawn(shutdown).await;
        left.expect("it does not panic")
    }

    fn runtime(&self) -> &Runtime {
        self.runtime.as_ref().expect("it is there until the drop")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The kernel holds little for sockets that are not read, so that the server notices soon.
fn listen() -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_send_buffer_size(64 * 1024).expect("a buffer");
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    socket.bind(any).expect("a port is free");
    socket.listen(1024).expect("a listener")
}
