use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use hubs_runtime::prelude::*;

pub trait Store {
    fn names(&self) -> Vec<String>;
}

#[derive(Default)]
pub struct Cache {
    names: RefCell<Vec<String>>,
}

#[hub]
pub struct ChatHub {
    seen: Cell<u32>,
    names: Rc<Vec<String>>,
    store: Arc<dyn Store>,
    cache: Cache,
}

#[hub]
impl ChatHub {
    pub async fn join(&self, cx: &HubContext<Self>) -> Result<Vec<String>, HubError> {
        self.seen.set(self.seen.get() + 1);
        cx.groups().add("all").await?;
        let mut names = self.store.names();
        names.extend(self.names.iter().cloned());
        names.extend(self.cache.names.borrow().clone());
        Ok(names)
    }
}

async fn from_outside(chat: HubHandle<ChatHub>) {
    let _ = chat.hub();
}

fn store() -> Arc<dyn Store> {
    loop {}
}

fn main() {
    let hub = ChatHub {
        seen: Cell::new(0),
        names: Rc::new(Vec::new()),
        store: store(),
        cache: Cache::default(),
    };
    let hubs = HubServer::builder().hub("/chat", hub).build().unwrap();
    std::thread::spawn(move || drop(from_outside(hubs.handle())));
}
