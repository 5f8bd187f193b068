use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, hubs_runtime::HubError)]
pub enum ChatError {
    Full,
}

fn main() {}
