use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, HubError)]
pub enum ChatError {
    Full,
    #[internal]
    Disk(std::io::Error),
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
