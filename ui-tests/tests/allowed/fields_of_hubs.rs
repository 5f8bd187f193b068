//! Fields that look as if they stayed on one thread, and do not.

use std::{
    cell::{Cell, RefCell},
    sync::{Arc as Rc, Mutex},
};

use hubs_runtime::prelude::*;

pub trait Store {
    fn name(&self) -> String;
}

pub trait SharedStore: Send + Sync {
    fn name(&self) -> String;
}

struct Fixed(&'static str);

impl Store for Fixed {
    fn name(&self) -> String {
        self.0.to_owned()
    }
}

impl SharedStore for Fixed {
    fn name(&self) -> String {
        self.0.to_owned()
    }
}

#[derive(Default)]
pub struct Cache {
    names: Mutex<RefCell<Vec<String>>>,
}

#[hub]
pub struct FieldsHub {
    names: Rc<Vec<String>>,
    calls: Mutex<Cell<u32>>,
    cache: Cache,
    store: Box<dyn Store + Send + Sync>,
    shared: Rc<dyn SharedStore>,
    locked: Rc<Mutex<dyn Store + Send>>,
}

#[hub]
impl FieldsHub {
    pub fn names(&self) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        calls.set(calls.get() + 1);
        let mut names = self.names.to_vec();
        names.extend(self.cache.names.lock().unwrap().borrow().iter().cloned());
        names.push(self.store.name());
        names.push(self.shared.name());
        names.push(self.locked.lock().unwrap().name());
        names
    }
}

#[tokio::test]
async fn works() {
    let hub = FieldsHub {
        names: Rc::new(vec!["a".to_owned()]),
        calls: Mutex::new(Cell::new(0)),
        cache: Cache::default(),
        store: Box::new(Fixed("b")),
        shared: Rc::new(Fixed("c")),
        locked: Rc::new(Mutex::new(Fixed("d"))),
    };
    let hubs = HubServer::builder().hub("/fields", hub).build().unwrap();
    let client = hubs_runtime::testing::TestClient::<FieldsHub>::connect(&hubs)
        .await
        .unwrap();
    let names = client.calls().names().await.unwrap();
    assert_eq!(names, ["a", "b", "c", "d"]);
}
