use hubs_runtime::prelude::*;


#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    #[on_connected]
    async fn come(&self, _cx: &HubContext<Self>) -> Result<(), std::io::Error> { Ok(()) }
}

fn main() {}
