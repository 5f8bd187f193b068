use hubs_runtime::prelude::*;

// Two pairs in one hub: each pair is told once.
#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn join_room(&self) {}
    pub fn joinroom(&self) {}
    pub fn leave_room(&self) {}
    pub fn leaveroom(&self) {}
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
