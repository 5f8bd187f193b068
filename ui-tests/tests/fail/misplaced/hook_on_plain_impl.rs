use hubs_runtime::prelude::*;

pub struct Plain;

impl Plain {
    #[on_connected]
    pub fn welcome(&self) {}
}

fn main() {}
