use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub<'a, T> {
    rooms: &'a [T],
}

#[hub]
impl<'a, T> ChatHub<'a, T> {
    pub fn rooms(&self) -> usize {
        self.rooms.len()
    }
}

fn main() {
    HubServer::builder().hub("/chat", ChatHub { rooms: &[1, 2] }).build().unwrap();
}
