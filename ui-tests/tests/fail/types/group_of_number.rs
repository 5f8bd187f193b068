//! A group is named by a text; what does not is told once, where it stands.

use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn join(&self, cx: &HubContext<Self>, room: u32) -> Result<(), HubError> {
        cx.groups().add(room).await?;
        Ok(())
    }
}

fn main() {}
