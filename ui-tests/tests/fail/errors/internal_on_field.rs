use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum ChatError {
    #[error("full")]
    Full {
        #[internal]
        secret: String,
    },
}

fn main() {}
