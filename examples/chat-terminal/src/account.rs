//! Signing in to an account of the chat.

use std::error::Error;

use hubs_runtime::client::BoxError;
use serde::Deserialize;
use serde_json::json;

/// An account and what opens it.
#[derive(Clone)]
pub(crate) struct Account {
    name: String,
    password: String,
    http: reqwest::Client,
    url: reqwest::Url,
}

#[derive(Deserialize)]
struct Pass {
    token: String,
}

impl Account {
    /// The account `name`, with the password from the environment; other people of this machine read arguments.
    pub(crate) fn new(name: &str, hub: &str) -> Result<Self, Box<dyn Error>> {
        let password = std::env::var("CHAT_PASSWORD")
            .map_err(|_| "the password of the account is to be in CHAT_PASSWORD")?;
        Ok(Self {
            name: name.to_owned(),
            password,
            http: reqwest::Client::new(),
            // Beside the hub.
            url: reqwest::Url::parse(hub)?.join("sign-in")?,
        })
    }

    /// A new token.
    pub(crate) async fn token(self) -> Result<String, BoxError> {
        let body = json!({"name": self.name, "password": self.password});
        let answer = self.http.post(self.url).json(&body).send().await?;
        if !answer.status().is_success() {
            return Err(answer.text().await?.into());
        }
        Ok(answer.json::<Pass>().await?.token)
    }
}
