use std::collections::BTreeMap;

use hubs_runtime::prelude::*;

#[hub_type]
#[serde(tag = "kind")]
pub enum Sort {
    Named(String),
    Many(Box<Vec<u32>>),
    Other(Entry),
    None,
}

#[hub_type]
pub struct Entry {
    pub seats: BTreeMap<(u32, u32), String>,
    pub places: Vec<BTreeMap<Place, u32>>,
}

#[hub_type]
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub x: u32,
    pub y: u32,
}

#[hub]
pub struct SeatHub;

#[hub]
impl SeatHub {
    pub fn seat(&self, _sort: Sort) -> Entry {
        loop {}
    }
}

fn main() {}
