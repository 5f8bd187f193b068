use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum ChatError {
    #[error("full")]
    Full,
    #[error("disk: {0}")]
    Disk(#[from] std::io::Error),
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn save(&self) -> Result<(), ChatError> {
        std::fs::write("chat", "")?;
        Ok(())
    }
}

fn main() {}
