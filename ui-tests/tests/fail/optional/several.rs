use hubs_runtime::prelude::*;

type Maybe<T> = Option<T>;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, room: Option<String>, limit: Option<u32>) {
        let _ = (room, limit);
    }
    pub fn search(&self, words: Maybe<String>) {
        let _ = words;
    }
}

fn main() {
    let _ = HubServer::builder().hub("/chat", ChatHub).build();
}
