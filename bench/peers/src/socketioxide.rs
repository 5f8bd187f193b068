//! Socket.IO on axum: events with acknowledgements, and broadcasts to all other sockets.

use axum::Router;
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef},
};
use tokio::net::TcpListener;

use crate::Failure;

async fn connected(socket: SocketRef) {
    socket.on("echo", async |Data::<String>(text), ack: AckSender| {
        // It fails when the connection has ended.
        ack.send(&text).ok();
    });
    socket.on(
        "broadcast",
        async |socket: SocketRef, Data::<String>(text), ack: AckSender| {
            // It fails for those whose buffer is full, which miss it then.
            socket.broadcast().emit("told", &text).await.ok();
            ack.send("sent").ok();
        },
    );
}

pub(crate) async fn serve(listener: TcpListener) -> Result<(), Failure> {
    let (layer, io) = SocketIo::new_layer();
    io.ns("/", connected);
    axum::serve(listener, Router::new().layer(layer)).await?;
    Ok(())
}
