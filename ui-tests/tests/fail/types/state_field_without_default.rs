use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Clone)]
pub struct Color {
    pub hue: u32,
}

#[caller_state]
pub struct ChatState {
    pub color: Color,
}

fn main() {}
