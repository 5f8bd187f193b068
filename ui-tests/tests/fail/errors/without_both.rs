use hubs_runtime::prelude::*;

#[derive(Debug, HubError)]
pub enum ChatError {
    Full,
}

fn main() {}
