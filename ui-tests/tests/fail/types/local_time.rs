use std::time::Instant;

use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn since(&self, at: Instant) -> Vec<Instant> {
        vec![at]
    }
}

fn main() {}
