use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, thiserror::Error, hubs_runtime::HubError)]
pub enum ChatError {
    #[internal(hidden)]
    #[error("push")]
    Push(#[from] HubError),
}

fn main() {}
