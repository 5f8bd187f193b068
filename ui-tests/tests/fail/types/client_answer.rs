use hubs_runtime::prelude::*;

pub struct Point {
    pub x: u32,
}

#[client_contract]
pub trait ChatClient {
    async fn position(&self) -> Point;
}

fn main() {}
