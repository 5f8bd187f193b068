use hubs_runtime::prelude::*;

pub struct Plain;

impl Plain {
    #[authorize(Admin)]
    pub fn send(&self) {}
}

fn main() {}
