//! A server whose tasks can be counted.

use std::net::SocketAddr;

use hubs_runtime::HubServer;
use tokio::{net::TcpListener, runtime::Runtime};

/// Serves hubs on a port of this machine until it is dropped.
pub struct Server {
    pub hubs: HubServer,
    address: SocketAddr,
    /// Its own, so that its tasks can be told from those of clients.
    runtime: Option<Runtime>,
}

impl Server {
    pub fn start(hubs: HubServer) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime starts");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let router = hubs.router();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            hubs,
            address,
            runtime: Some(runtime),
        }
    }

    /// `scheme`: `http` or `ws`.
    pub fn url(&self, scheme: &str, path_and_query: &str) -> String {
        format!("{scheme}://{}{path_and_query}", self.address)
    }

    /// Tasks of the server that are alive: one accepts, others serve connections.
    pub fn tasks(&self) -> usize {
        self.runtime().metrics().num_alive_tasks()
    }

    pub fn runtime(&self) -> &Runtime {
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
