//! tarpc over TCP, in JSON behind lengths.

use futures_util::StreamExt;
use tarpc::{
    context::Context,
    serde_transport::tcp,
    server::{BaseChannel, Channel},
    tokio_serde::formats::Json,
};
use tokio::net::TcpListener;

use crate::Failure;

#[tarpc::service]
trait Bench {
    async fn echo(text: String) -> String;
}

#[derive(Clone)]
struct Service;

impl Bench for Service {
    async fn echo(self, _: Context, text: String) -> String {
        text
    }
}

pub(crate) async fn serve(listener: TcpListener) -> Result<(), Failure> {
    let mut incoming = tcp::listen_on(listener, Json::default).await?;
    while let Some(transport) = incoming.next().await {
        let channel = BaseChannel::with_defaults(transport?);
        tokio::spawn(channel.execute(Service.serve()).for_each(|answer| async {
            tokio::spawn(answer);
        }));
    }
    Ok(())
}
