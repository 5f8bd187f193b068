use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn count(&self) -> Result<u32> {
        Ok(1)
    }
}

fn main() {}
