//! What all connections of a program have in common for `https`.

use std::sync::{Arc, OnceLock};

use rustls_platform_verifier::BuilderVerifierExt;
use tokio_rustls::rustls::{
    ClientConfig,
    crypto::{CryptoProvider, aws_lc_rs},
};

/// Gives a client the certificates that the operating system trusts, which are read once for the whole program: there are more
/// than a hundred, and each client by itself would read them all, while the task that connects waits.
///
/// If they cannot be read, the client is left to try, and to say why.
pub(super) fn shared_by_all(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    static CONFIG: OnceLock<Option<ClientConfig>> = OnceLock::new();
    match CONFIG.get_or_init(config) {
        Some(config) => builder.tls_backend_preconfigured(config.clone()),
        None => builder,
    }
}

/// As `reqwest` has it, with the cryptography that the program has installed, if any.
fn config() -> Option<ClientConfig> {
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier);
    config.ok().map(|config| config.with_no_client_auth())
}
