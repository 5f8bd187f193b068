//! Serves the hubs of the round trips, and prints `listening on http://127.0.0.1:PORT`; ends when its standard input does.
//! With `values` as its argument it prints the values of their shapes as TypeScript instead.

mod typescript;

use std::{error::Error, io::Read, time::Duration};

use hubs_shapes::round_trip;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        None => serve().await,
        Some("values") => {
            print!("{}", typescript::values()?);
            Ok(())
        }
        Some(other) => Err(format!("no argument `{other}`; there is `values`").into()),
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let hubs = round_trip::server()
        .configure(|options| options.enable_detailed_errors = true)
        .build()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let served = hubs.clone();
    axum::serve(listener, hubs.router())
        .with_graceful_shutdown(async move {
            // Whoever started the server holds its standard input open.
            let _ =
                tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
            served.shutdown(Duration::from_secs(5)).await;
        })
        .await?;
    Ok(())
}
