use hubs_runtime::prelude::*;
use std::collections::HashMap;

#[hub_type]
#[derive(PartialEq, Eq, Hash)]
pub struct Place {
    pub row: u32,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn places(&self) -> HashMap<Place, u32> {
        HashMap::new()
    }

    pub fn flags(&self, flags: HashMap<bool, u32>) {
        drop(flags);
    }

    pub fn pairs(&self) -> Vec<HashMap<(u32, u32), u32>> {
        Vec::new()
    }
}

fn main() {}
