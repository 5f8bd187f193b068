//! The contestants that serve.

mod axum_loop;
mod hub;

pub(crate) use hub::BenchHub;

use tokio::net::TcpListener;

/// Who serves, and in which protocol it is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Contestant {
    /// An annotated hub with the options that ship, spoken to in JSON.
    HubJson,
    /// The same in MessagePack.
    HubMessagepack,
    /// A loop over axum's WebSocket that sends back what it reads: no calls, no names, no types.
    AxumLoop,
}

/// Serves until the process is killed; prints the address.
pub(crate) fn serve(contestant: Contestant) -> Result<(), Box<dyn std::error::Error>> {
    // Thousands of connections are open at once.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let router = match contestant {
        Contestant::HubJson | Contestant::HubMessagepack => hub::router()?,
        Contestant::AxumLoop => axum_loop::router(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        axum::serve(listener, router).await?;
        Ok(())
    })
}
