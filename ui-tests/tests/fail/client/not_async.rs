use hubs_runtime::prelude::*;

#[client_contract]
pub trait ChatClient {
    fn received(&self, text: String);
}

fn main() {}
