use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn get(&self) -> Vec<Result<u32, HubError>> {
        Vec::new()
    }

    pub fn again(&self) -> Result<Result<u32, HubError>, HubError> {
        Ok(Ok(1))
    }
}

fn main() {}
