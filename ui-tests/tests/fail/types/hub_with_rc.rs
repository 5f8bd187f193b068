use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub {
    pub names: std::rc::Rc<String>,
}

#[hub]
impl ChatHub {
    pub async fn send(&self, cx: &HubContext<Self>) -> Result<u32, HubError> {
        cx.groups().add("lobby").await?;
        Ok(1)
    }
}

fn main() {
    let names = Default::default();
    let _ = HubServer::builder().hub("/chat", ChatHub { names }).build();
}
