use std::{rc::Rc, sync::Mutex};

use hubs_runtime::prelude::*;

pub struct Room;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn room(&self, name: Rc<str>) -> Option<Mutex<Room>> {
        let _ = name;
        None
    }
}

fn main() {}
