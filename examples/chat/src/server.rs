//! The hub as it is served.

use hubs_runtime::{BuildError, HubServer, RedisBackplane};

use crate::{ChatHub, Store};

/// The hub at `/chat`, by itself or as one of several.
///
/// # Errors
/// Never with these settings.
pub fn server(store: Store, backplane: Option<RedisBackplane>) -> Result<HubServer, BuildError> {
    let mut builder = HubServer::builder()
        .hub("/chat", ChatHub::new(store))
        .configure(|options| {
            // Who is signed in stays so as long as its client shows tokens that hold.
            options.close_on_authentication_expiration = true;
            options.enable_authentication_refresh = true;
        })
        // Nobody but this machine may connect, and so no page whose name only leads to it.
        .hosts(["127.0.0.1", "localhost"])
        // Clients that were made for another version are named in the log.
        .contract(include_str!("../hubs.contract.json"));
    if let Some(backplane) = backplane {
        builder = builder.backplane(backplane);
    }
    builder.build()
}
