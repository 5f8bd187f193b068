use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self) -> Result<(), Box<dyn std::error::Error>> {
        Ok(())
    }
}

fn main() {}
