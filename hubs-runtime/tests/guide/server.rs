use axum::serve::ListenerExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    // Polls and events would wait for acknowledgements, up to 40 ms each time; if it cannot be set, they do.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, notes::hubs()?.router()).await?;
    Ok(())
}
