use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, HubError)]
pub enum ChatError {
    #[error("full")]
    Full,
    #[internal]
    #[error("disk")]
    Disk(#[from] std::io::Error),
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn save(&self) -> Result<(), ChatError> {
        Err(ChatError::Full)
    }
}

fn main() {}
