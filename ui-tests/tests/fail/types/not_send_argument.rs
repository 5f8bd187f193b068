use std::marker::PhantomData;

use hubs_runtime::prelude::*;

#[hub_type]
pub struct Handle {
    pub name: String,
    #[serde(skip)]
    pub raw: PhantomData<*const u8>,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn send(&self, handle: Handle) {
        let _ = handle;
    }
}

fn main() {}
