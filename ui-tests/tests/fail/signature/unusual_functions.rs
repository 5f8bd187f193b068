//! Forms of functions that hardly anyone writes in a hub.
use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn bounded(&self, text: String) -> String
    where
        String: Clone,
    {
        text
    }

    pub unsafe extern "C" fn many(&self, _first: u32, _: ...) {}

    pub fn sized<T>(&self, value: T) -> T
    where
        T: Into<String>,
    {
        value
    }
}

#[client_contract]
pub trait ChatClient {
    async fn said(&self, text: String)
    where
        Self: Sized;
}

fn main() {}
