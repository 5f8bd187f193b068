use hubs_runtime::prelude::*;

#[derive(Debug)]
pub enum ChatError {
    Full,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) -> Result<(), ChatError> {
        Err(ChatError::Full)
    }
}

fn main() {}
