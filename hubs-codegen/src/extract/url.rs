//! Asking a running server for its contract.

use std::{sync::Arc, time::Duration};

use rustls::crypto::aws_lc_rs;
use ureq::{
    Agent,
    tls::{RootCerts, TlsConfig},
};

use crate::error::Error;

/// The longest contract that is read.
const MAX_BYTES: u64 = 64 << 20;

/// How long a server may take for all of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much of an answer that is no contract is shown.
const SHOWN_CHARACTERS: usize = 200;

const HELP: &str = "the server must run, and have a route for it: \
                    `hubs.router().route(\"/hubs.contract.json\", hubs.contract())`";

/// The text at an address.
///
/// # Errors
/// If nobody answers, or with another status than 200.
pub(super) fn get(url: &str) -> Result<String, Error> {
    let failed = |why: String| Error::new(format!("`{url}` cannot be read: {why}")).help(HELP);
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()));
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .tls_config(tls.build())
        .build()
        .into();
    let mut answer = agent
        .get(url)
        .call()
        .map_err(|error| failed(error.to_string()))?;
    let status = answer.status();
    let body = answer.body_mut().with_config().limit(MAX_BYTES);
    let text = body
        .read_to_string()
        .map_err(|error| failed(error.to_string()))?;
    if status.as_u16() == 200 {
        return Ok(text);
    }
    let shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
    Err(failed(match shown.trim() {
        "" => format!("the answer is {status}"),
        shown => format!("the answer is {status}: {}", shown.escape_debug()),
    }))
}
