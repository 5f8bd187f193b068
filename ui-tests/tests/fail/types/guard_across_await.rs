use hubs_runtime::prelude::*;


#[hub]
pub struct ChatHub { pub names: std::sync::Mutex<u32> }

#[hub]
impl ChatHub {
    pub async fn come(&self, cx: &HubContext<Self>) {
        let guard = self.names.lock().unwrap();
        let _ = cx.groups().add("lobby").await;
        drop(guard);
    }
}

fn main() {}
