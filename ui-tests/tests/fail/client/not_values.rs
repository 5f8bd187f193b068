use hubs_runtime::prelude::*;

type Lines = Upload<String>;

#[client_contract]
pub trait ChatClient {
    async fn posted(&self, results: Vec<Result<u32, HubError>>);
    async fn failed(&self, result: Result<u32, HubError>);
    async fn received(&self, lines: Lines);
}

fn main() {}
