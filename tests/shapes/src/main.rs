//! Serves the hubs of the round trips, and prints `listening on http://127.0.0.1:PORT`; ends when its standard input does.
//! With `values` as its argument it prints the values of their shapes as TypeScript instead.

#[path = "../../serve.rs"]
mod serve;
mod typescript;

use std::error::Error;

use hubs_shapes::round_trip;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error>> {
    hubs_runtime::export_hook!();
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
    let app = hubs.router();
    serve::serve(hubs, app).await?;
    Ok(())
}
