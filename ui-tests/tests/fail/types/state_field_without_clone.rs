use hubs_runtime::prelude::*;

#[hub_type]
pub struct Colour {
    pub hue: u32,
}

#[caller_state]
pub struct ChatState {
    pub colour: Colour,
}

fn main() {}
