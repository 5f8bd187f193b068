

#[derive(Debug, thiserror::Error, hubs_runtime::HubError)]
pub enum ChatError {
    #[error("full")]
    Full,
}

fn main() {}
